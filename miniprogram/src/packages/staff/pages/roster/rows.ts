/** The roster as whoever leads reads it. No WeChat here. */
import type { PendingCheckin, RosterRow, WalkIn } from '../../../../services/leading'
import type { ShiftDetail } from '../../../../services/shifts'
import { s, SIGNUP_WORDS } from '../../../../texts/staff-shifts'
import { dayOf, spanWords } from '../../../../utils/shift-words'
import { clockWords, dateWords, localDate, whenWords } from '../../../../utils/time'
import type { Tone } from '../../../../utils/words'
import type { Roles } from './writing'

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

const HERE: readonly string[] = ['checked_in', 'checked_out']
const COMING: readonly string[] = ['registered', ...HERE]
const QUEUE: readonly string[] = ['waitlisted', 'offered']

/** Where a shift has several roles, each line says its own, and whoever keeps the roster may change it. */
export function rosterWords(rows: readonly RosterRow[], roles: Roles): RosterWords {
  const several = roles.length > 1 ? roles : []
  const line = (row: RosterRow): RosterLine => lineOf(row, several)
  const lines = (states: readonly string[]): RosterLine[] => rows.filter(({ state }) => states.includes(state)).map(line)
  const coming = lines(COMING)
  const rest = rows.filter(({ state }) => !COMING.includes(state) && !QUEUE.includes(state))
  return {
    count: s.there(rows.filter(({ state }) => HERE.includes(state)).length, coming.length),
    coming,
    queue: lines(QUEUE),
    others: rest.map(line),
  }
}

export function nameOf(row: RosterRow): string {
  return row.display_name || s.someone
}

function lineOf(row: RosterRow, roles: Roles): RosterLine {
  return {
    id: row.id,
    name: nameOf(row),
    state: row.state === 'waitlisted' && row.position !== null ? s.position(row.position) : (SIGNUP_WORDS[row.state] ?? ''),
    tone: HERE.includes(row.state) ? 'good' : QUEUE.includes(row.state) ? 'warn' : 'off',
    times: spanOf(row.checked_in_at, row.checked_out_at),
    notes: notesOf(row, roles),
    acts: row.actions.flatMap((what) => (s.acts[what] && (what !== 'move' || roles.length) ? [{ what, words: s.acts[what]! }] : [])),
  }
}

function notesOf(row: RosterRow, roles: Roles): string[] {
  const stated = spanOf(row.stated_in_at, row.stated_out_at)
  return [
    roles.find(({ id }) => id === row.role_id)?.name ?? '',
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

export interface HeadWords {
  title: string
  day: string
  time: string
  place: string
  /** it can be changed or called off */
  edits: boolean
}

/** Which shift it is. */
export function headWords(detail: ShiftDetail, now: number): HeadWords {
  return {
    title: detail.title,
    day: dayOf(localDate(Date.parse(detail.starts_at)), now),
    time: spanWords(detail.starts_at, detail.ends_at),
    place: detail.place,
    edits: detail.actions.includes('edit'),
  }
}

export interface StrangerLine {
  id: number
  name: string
  when: string
}

/** Somebody who scanned without being on the roster. */
export function strangerLine({ id, display_name, occurred_at }: PendingCheckin, now: number): StrangerLine {
  return { id, name: display_name || s.someone, when: s.scannedAt(whenWords(Date.parse(occurred_at), now)) }
}

export interface ClaimLine {
  title: string
  code: string
  hint: string
}

/** For whoever has no account here: what they are copied. */
export function claimLine({ label, claim_code, claim_until }: WalkIn): ClaimLine {
  const until = claim_until ? dateWords(localDate(Date.parse(claim_until))) : ''
  return { title: s.claimTitle(label), code: claimWords(claim_code), hint: s.claimHint(until) }
}

/** Read out and copied by hand: in two halves. */
export function claimWords(code: string): string {
  const half = Math.ceil(code.length / 2)
  return `${code.slice(0, half)} ${code.slice(half)}`
}
