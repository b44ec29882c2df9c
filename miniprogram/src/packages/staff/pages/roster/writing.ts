/** What whoever leads is about to do with one row of the roster, and what they began and did not send. No WeChat here. */
import type { RosterRow, Times } from '../../../../services/leading'
import type { ShiftDetail } from '../../../../services/shifts'
import { s } from '../../../../texts/staff-shifts'
import { clockWords } from '../../../../utils/time'

export type What = 'mark' | 'move' | 'remove' | 'reveal_phone'
export type Roles = Pick<ShiftDetail['roles'][number], 'id' | 'name'>[]

/** What is being written about one row; half of it stays on the phone. */
export interface Open {
  row: number
  what: What
  /** ms */
  inAt: number | null
  outAt: number | null
  /** the reason, or the role to move to, as it was chosen */
  reason: string
  /** of this act: a repeat is the same */
  key: string
}

/** What was begun and not sent. `walkIn`: the nonce under which somebody was noted whose code was not copied yet. */
export interface Begun {
  open: Open | null
  number: string
  walkIn: string
}

/** What is open, as the page shows it. */
export interface OpenWords {
  row: number
  what: What
  arrival: string
  leaving: string
  came: boolean
  gone: boolean
  hint: string
  ask: string
  reasons: { text: string; on: boolean }[]
  yes: string
}

export const NOTHING: Begun = { open: null, number: '', walkIn: '' }
const MINUTE_MS = 60_000
const REASONS = { mark: s.whyMark, remove: s.whyRemove, reveal_phone: s.whyPhone }
const HINTS: Record<What, string> = { mark: '', move: s.moveHint, remove: s.removeHint, reveal_phone: s.phoneHint }
const YES: Record<What, string> = { mark: s.write, move: s.moveThere, remove: s.remove, reveal_phone: s.reveal }

export function isNothing({ open, number, walkIn }: Begun): boolean {
  return open === null && number === '' && walkIn === ''
}

/** By a tap on one of a row's acts: opened, or shut where it was open. */
export function tapped(open: Open | null, row: RosterRow, what: What, shift: Span, key: string, now: number): Open | null {
  return open?.row === row.id && open.what === what ? null : opened(row, what, shift, key, now)
}

type Span = Pick<ShiftDetail, 'starts_at' | 'ends_at'>

/** Begins with what is known: the scans, their own word, else the plan as far as it has come. */
export function opened(row: RosterRow, what: What, shift: Span, key: string, now: number): Open {
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

/** Null where its row is gone, or it can no longer be done. */
export function openWords(open: Open | null, rows: readonly RosterRow[], roles: Roles): OpenWords | null {
  const row = rows.find(({ id }) => id === open?.row)
  if (!open || !row?.actions.includes(open.what)) return null
  const { what, inAt, outAt } = open
  const choices = what === 'move' ? roles.filter(({ id }) => id !== row.role_id).map(({ name }) => name) : REASONS[what]
  return {
    row: row.id,
    what,
    arrival: inAt === null ? s.absent : clockWords(inAt),
    leaving: outAt === null ? s.notGone : clockWords(outAt),
    came: inAt !== null,
    gone: outAt !== null,
    hint: HINTS[what],
    ask: what === 'move' ? s.whereTo : s.why,
    reasons: choices.map((text) => ({ text, on: text === open.reason })),
    yes: YES[what],
  }
}

/** What is to be chosen first, empty when it can be sent. */
export function lacking({ what, reason }: Open): string {
  if (reason) return ''
  return what === 'move' ? s.pickRole : s.pickWhy
}

export type Side = 'inAt' | 'outAt'

export function moved(open: Open, side: Side, byMinutes: number): Open {
  const at = open[side]
  return at === null ? open : { ...open, [side]: at + byMinutes * MINUTE_MS }
}

/** 没来, 还没走, and back: to the plan, or now if that is earlier. */
export function turned(open: Open, side: Side, shift: Span, now: number): Open {
  if (open[side] !== null) return { ...open, [side]: null, ...(side === 'inAt' ? { outAt: null } : {}) }
  const planned = Date.parse(side === 'inAt' ? shift.starts_at : shift.ends_at)
  return { ...open, [side]: Math.min(planned, Math.floor(now / MINUTE_MS) * MINUTE_MS) }
}

export function timesOf({ inAt, outAt }: Open): Times {
  const at = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
  return { checked_in_at: at(inAt), checked_out_at: at(outAt) }
}
