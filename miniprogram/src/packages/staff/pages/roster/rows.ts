/** The roster as whoever leads reads it, and what they are about to write. No WeChat here. */
import type { RosterRow, Times } from '../../../../services/leading'
import { s, SIGNUP_WORDS } from '../../../../texts/staff-shifts'
import { clockWords } from '../../../../utils/time'
import type { Tone } from '../../../../utils/words'

export type What = 'mark' | 'remove' | 'reveal_phone'

export interface RosterLine {
  id: number
  name: string
  state: string
  tone: Tone
  times: string
  notes: string[]
  acts: { what: string; words: string }[]
}

export interface RosterWords {
  count: string
  coming: RosterLine[]
  queue: RosterLine[]
  others: RosterLine[]
}

/** What is being written about one row; half of it stays on the phone. */
export interface Open {
  row: number
  what: What
  /** ms */
  inAt: number | null
  outAt: number | null
  reason: string
  /** of this act: a repeat is the same */
  key: string
}

/** What is open, as the page shows it. */
export interface OpenWords {
  row: number
  what: What
  arrival: string
  leaving: string
  came: boolean
  gone: boolean
  reasons: { text: string; on: boolean }[]
}

const MINUTE_MS = 60_000
const HERE: readonly string[] = ['checked_in', 'checked_out']
const COMING: readonly string[] = ['registered', ...HERE]
const QUEUE: readonly string[] = ['waitlisted', 'offered']
const REASONS: Record<What, readonly string[]> = { mark: s.whyMark, remove: s.whyRemove, reveal_phone: s.whyPhone }

export function rosterWords(rows: readonly RosterRow[]): RosterWords {
  const lines = (states: readonly string[]): RosterLine[] => rows.filter(({ state }) => states.includes(state)).map(lineOf)
  const coming = lines(COMING)
  const rest = rows.filter(({ state }) => !COMING.includes(state) && !QUEUE.includes(state))
  return {
    count: s.there(rows.filter(({ state }) => HERE.includes(state)).length, coming.length),
    coming,
    queue: lines(QUEUE),
    others: rest.map(lineOf),
  }
}

export function nameOf(row: RosterRow): string {
  return row.display_name || s.someone
}

function lineOf(row: RosterRow): RosterLine {
  return {
    id: row.id,
    name: nameOf(row),
    state: row.state === 'waitlisted' && row.position !== null ? s.position(row.position) : (SIGNUP_WORDS[row.state] ?? ''),
    tone: HERE.includes(row.state) ? 'good' : QUEUE.includes(row.state) ? 'warn' : 'off',
    times: spanOf(row.checked_in_at, row.checked_out_at),
    notes: notesOf(row),
    acts: row.actions.flatMap((what) => (s.acts[what] ? [{ what, words: s.acts[what]! }] : [])),
  }
}

function notesOf(row: RosterRow): string[] {
  const stated = spanOf(row.stated_in_at, row.stated_out_at)
  return [
    row.extra ? s.extra : '',
    row.reconfirm_due !== null ? s.moved : '',
    row.attendance_source === 'staff' && row.checked_in_at ? s.byHand : '',
    stated ? s.stated(stated) : '',
    row.stated_note,
  ].filter(Boolean)
}

function spanOf(from: string | null, to: string | null): string {
  const at = (text: string): string => clockWords(Date.parse(text))
  if (from && to) return s.left(at(from), at(to))
  if (from) return s.arrived(at(from))
  return to ? s.leftOnly(at(to)) : ''
}

/** Begins with what is known: the scans, their own word, else the plan as far as it has come. */
export function opened(row: RosterRow, what: What, shift: { starts_at: string; ends_at: string }, key: string, now: number): Open {
  const known = (...found: (string | null)[]): number | null => {
    const text = found.find((one) => one !== null)
    return text ? Date.parse(text) : null
  }
  const ends = Date.parse(shift.ends_at)
  const wholeMinute = Math.floor(now / MINUTE_MS) * MINUTE_MS
  return {
    row: row.id,
    what,
    inAt: known(row.checked_in_at, row.stated_in_at) ?? Math.min(wholeMinute, Date.parse(shift.starts_at)),
    outAt: known(row.checked_out_at, row.stated_out_at) ?? (now >= ends ? ends : null),
    reason: '',
    key,
  }
}

export function openWords(open: Open): OpenWords {
  const { row, what, inAt, outAt } = open
  return {
    row,
    what,
    arrival: inAt === null ? s.absent : clockWords(inAt),
    leaving: outAt === null ? s.notGone : clockWords(outAt),
    came: inAt !== null,
    gone: outAt !== null,
    reasons: REASONS[what].map((text) => ({ text, on: text === open.reason })),
  }
}

export type Side = 'inAt' | 'outAt'

export function moved(open: Open, side: Side, byMinutes: number): Open {
  const at = open[side]
  return at === null ? open : { ...open, [side]: at + byMinutes * MINUTE_MS }
}

/** 没来, 还没走, and back: to the plan, or now if that is earlier. */
export function turned(open: Open, side: Side, shift: { starts_at: string; ends_at: string }, now: number): Open {
  if (open[side] !== null) return { ...open, [side]: null, ...(side === 'inAt' ? { outAt: null } : {}) }
  const planned = Date.parse(side === 'inAt' ? shift.starts_at : shift.ends_at)
  return { ...open, [side]: Math.min(planned, Math.floor(now / MINUTE_MS) * MINUTE_MS) }
}

export function timesOf({ inAt, outAt }: Open): Times {
  const at = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
  return { checked_in_at: at(inAt), checked_out_at: at(outAt) }
}

/** Read out and copied by hand: in two halves. */
export function claimWords(code: string): string {
  const half = Math.ceil(code.length / 2)
  return `${code.slice(0, half)} ${code.slice(half)}`
}
