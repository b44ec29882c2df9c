/** What a shift and a sign-up say of themselves, by server time. */
import type { ShiftCard } from '../services/shifts'
import type { MySignUp, SignUp } from '../services/signups'
import { SHIFT_STATES, SIGNUP_STATES, v } from '../texts/volunteering'
import type { Point } from '../core/location'
import { metresBetween, metresWords } from './distance'
import { clockWords, dateWords, localDate, minutesWords, weekdayWords, whenWords } from './time'
import type { Tone } from './words'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/** Sign-ups that stand: whoever has one does not sign up again. */
const STANDING = ['registered', 'waitlisted', 'offered', 'checked_in', 'checked_out', 'no_show']

export function stands(signUp: SignUp | null): signUp is SignUp {
  return signUp !== null && STANDING.includes(signUp.state)
}

export interface ShiftLine {
  id: number
  title: string
  /** its day, where the line does not stand under one */
  day: string
  /** 13:30-14:00 */
  time: string
  place: string
  distance: string
  team: string
  training: string
  /** how many places are left, or why one cannot sign up */
  places: string
  tone: Tone
  /** one's own part in it, empty for none */
  mine: string
  mineTone: Tone
  /** 还有2小时5分开始, of one's own only */
  countdown: string
}

export interface DayGroup {
  date: string
  day: string
  shifts: ShiftLine[]
}

/** `mine`: one's sign-ups by shift. `point`: where distances count from. */
export function dayGroups(cards: readonly ShiftCard[], mine: ReadonlyMap<number, SignUp>, now: number, point: Point | null): DayGroup[] {
  const groups: DayGroup[] = []
  for (const card of cards) {
    if (Date.parse(card.ends_at) <= now) continue
    const date = localDate(Date.parse(card.starts_at))
    let group = groups.find((one) => one.date === date)
    if (!group) groups.push((group = { date, day: dayOf(date, now), shifts: [] }))
    group.shifts.push(lineOf(card, mine.get(card.id) ?? null, now, point))
  }
  return groups
}

export function lineOf(card: ShiftCard, signUp: SignUp | null, now: number, point: Point | null): ShiftLine {
  const own = signUp !== null && stands(signUp) ? mineWords(signUp, now) : null
  return {
    id: card.id,
    title: card.title,
    day: '',
    time: spanWords(card.starts_at, card.ends_at),
    place: card.place,
    distance: point ? metresWords(metresBetween(point, card)) : '',
    team: card.team ? card.team.name : '',
    training: card.kind === 'training' ? v.training : '',
    ...placesWords(card, now),
    mine: own ? own.text : '',
    mineTone: own ? own.tone : 'off',
    countdown: '',
  }
}

/** One of my own: its day, what it is to me, and how long until it starts. */
export function ownLine(signUp: MySignUp, now: number, point: Point | null): ShiftLine {
  const { shift } = signUp
  const line = lineOf(shift, signUp, now, point)
  const day = dayOf(localDate(Date.parse(shift.starts_at)), now)
  const ahead = Date.parse(shift.ends_at) > now && stands(signUp) ? countdownWords(shift.starts_at, shift.ends_at, now) : ''
  const countdown = answerWords(signUp, now) || ahead
  const { text, tone } = mineWords(signUp, now)
  return { ...line, day, mine: text, mineTone: tone, countdown, places: '' }
}

export function placesWords(card: ShiftCard, now: number): { places: string; tone: Tone } {
  const state = stateAt(card, now)
  if (state === 'open') return { places: v.places(Math.max(1, card.capacity - card.registered)), tone: 'good' }
  if (state === 'full_waitlist') return { places: v.queue(card.waitlisted), tone: 'warn' }
  const going = state === 'closed' && Date.parse(card.starts_at) <= now
  return { places: going ? v.goingOn : (SHIFT_STATES[state] ?? ''), tone: 'off' }
}

/** The card may be old: once it began nobody signs up, once it ended it is over. */
export function stateAt(card: ShiftCard, now: number): ShiftCard['signup_state'] {
  if (card.signup_state === 'cancelled') return 'cancelled'
  if (Date.parse(card.ends_at) <= now) return 'done'
  return Date.parse(card.starts_at) <= now ? 'closed' : card.signup_state
}

export function mineWords(signUp: SignUp, now: number): { text: string; tone: Tone } {
  const { state, position, offer_expires_at: expires, reconfirm_due: due } = signUp
  if (state === 'registered' && due !== null) return { text: v.moved, tone: 'warn' }
  if (state === 'waitlisted' && signUp.actions.includes('accept')) return { text: v.called, tone: 'warn' }
  if (state === 'waitlisted') return { text: position === null ? SIGNUP_STATES['waitlisted']! : v.position(position), tone: 'warn' }
  if (state === 'offered' && expires !== null) return { text: v.offeredUntil(whenWords(Date.parse(expires), now)), tone: 'warn' }
  const good = state === 'registered' || state === 'checked_in' || state === 'checked_out'
  return { text: SIGNUP_STATES[state] ?? '', tone: good ? 'good' : 'off' }
}

/** `11:00-12:00`, `23:00-次日01:30`, `22:00-24:00` */
export function spanWords(starts: string, ends: string): string {
  const from = Date.parse(starts)
  const to = Date.parse(ends)
  const end = clockWords(to)
  if (localDate(from) === localDate(to)) return `${clockWords(from)}-${end}`
  return `${clockWords(from)}-${end === '00:00' ? '24:00' : `次日${end}`}`
}

/** 今天 周四 11月26日; the same for tomorrow; else 周六 11月28日 */
export function dayOf(date: string, now: number): string {
  const ahead = Math.round((Date.parse(date) - Date.parse(localDate(now))) / DAY_MS)
  const words: [string, string] = [weekdayWords(date), dateWords(date)]
  if (ahead === 0) return v.dayToday(...words)
  return ahead === 1 ? v.dayTomorrow(...words) : v.dayPlain(...words)
}

/** How long until it starts, or until it ends. */
export function countdownWords(starts: string, ends: string, now: number): string {
  const from = Date.parse(starts)
  const to = Date.parse(ends)
  if (now >= to) return v.over
  if (now >= from) return v.endsIn(minutesWords(Math.max(1, Math.ceil((to - now) / MINUTE_MS))))
  const days = Math.round((Date.parse(localDate(from)) - Date.parse(localDate(now))) / DAY_MS)
  if (days > 1 && from - now >= DAY_MS) return v.inDays(days)
  const minutes = Math.floor((from - now) / MINUTE_MS)
  return minutes < 1 ? v.soon : v.inTime(minutesWords(minutes))
}

/** How long an offer can still be answered: whole minutes, never more than there are; empty where none runs. */
export function answerWords({ state, offer_expires_at: expires }: SignUp, now: number): string {
  if (state !== 'offered' || expires === null) return ''
  const minutes = Math.floor((Date.parse(expires) - now) / MINUTE_MS)
  if (Date.parse(expires) <= now) return ''
  return minutes < 1 ? v.answerSoon : v.answerIn(minutesWords(minutes))
}

const CHECK_IN_BEFORE_MS = HOUR_MS
const CHECK_OUT_UNTIL_MS = 3 * HOUR_MS

/** Whether a scan counts for this shift now: 60 minutes before its start to 180 after its end (PRODUCT 4.6). */
export function scansNow(shift: { starts_at: string; ends_at: string }, now: number): boolean {
  return now >= Date.parse(shift.starts_at) - CHECK_IN_BEFORE_MS && now <= Date.parse(shift.ends_at) + CHECK_OUT_UNTIL_MS
}
