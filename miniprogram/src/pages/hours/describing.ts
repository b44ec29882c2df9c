/** One's hours as the page shows them: each service with the source of its minutes. No WeChat here. */
import type { HoursEntry, KeptByIssuer, OwnHours } from '../../services/hours'
import { HOURS_STATES, SOURCES, v } from '../../texts/volunteering'
import { spanWords } from '../../utils/shift-words'
import { dateWords, minutesWords, weekdayWords } from '../../utils/time'
import type { Tone } from '../../utils/words'

export interface EntryLine {
  id: number
  shift: number
  title: string
  /** 11月25日 周三 11:00-12:00 */
  when: string
  minutes: string
  source: string
  state: string
  tone: Tone
  /** why it was refused or corrected */
  note: string
  issuer: string
}

export interface HoursWords {
  confirmed: string
  backfilled: string
  pending: string
  served: EntryLine[]
  /** filled in afterwards: shown apart for ever */
  apart: EntryLine[]
  /** the one a notice spoke of */
  one: EntryLine | null
}

const TONES: Record<string, Tone> = { confirmed: 'good', pending: 'warn', awaiting_second: 'warn' }

/** `entries`: all that were fetched. `asked`: id of the chain a notice leads to, 0 for none. */
export function hoursWords(sums: Omit<OwnHours, 'entries' | 'next_cursor'>, entries: readonly HoursEntry[], asked: number): HoursWords {
  const lines = (apart: boolean): EntryLine[] => entries.filter((one) => isApart(one) === apart).map(entryLine)
  const one = entries.find(({ id }) => id === asked)
  return {
    confirmed: minutesWords(sums.confirmed_minutes),
    backfilled: sums.backfilled_minutes ? v.ofBackfill(minutesWords(sums.backfilled_minutes)) : '',
    pending: sums.pending_minutes ? minutesWords(sums.pending_minutes) : '',
    served: lines(false),
    apart: lines(true),
    one: one ? entryLine(one) : null,
  }
}

function isApart({ kind, source }: HoursEntry): boolean {
  return kind === 'backfill' || source === 'backfill'
}

export function entryLine(entry: HoursEntry): EntryLine {
  const { shift, service_date: date, state, note } = entry
  return {
    id: entry.id,
    shift: shift.id,
    title: shift.title,
    when: `${dateWords(date)} ${weekdayWords(date)} ${spanWords(shift.starts_at, shift.ends_at)}`,
    // a refused or taken back line counts for nothing: no number that looks like it does
    minutes: state === 'rejected' || state === 'reversed' ? '' : minutesWords(entry.minutes),
    source: SOURCES[isApart(entry) ? 'backfill' : entry.source] ?? '',
    state: HOURS_STATES[state] ?? '',
    tone: TONES[state] ?? 'off',
    note: note ? v.reason(note) : '',
    issuer: v.from(entry.issuer.name),
  }
}

export function issuerLines(issuers: readonly KeptByIssuer[]): { id: number; name: string; minutes: string }[] {
  return issuers.map(({ issuer, minutes }) => ({ id: issuer.id, name: issuer.name, minutes: minutesWords(minutes) }))
}
