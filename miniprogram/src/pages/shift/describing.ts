/** A shift's detail as the page shows it. No WeChat here. */
import type { Point } from '../../core/location'
import type { ShiftDetail } from '../../services/shifts'
import type { Reply, SignUp } from '../../services/signups'
import { SIGNUP_STATES, v } from '../../texts/volunteering'
import { metresBetween, metresWords } from '../../utils/distance'
import { answerWords, countdownWords, dayOf, mineWords, placesWords, scansNow, spanWords, stands, stateAt } from '../../utils/shift-words'
import { localDate, minutesWords, whenWords } from '../../utils/time'
import type { Tone } from '../../utils/words'

export interface RoleLine {
  id: number
  name: string
  skills: string
  places: string
  /** whether one can come or at least wait */
  open: boolean
  chosen: boolean
}

export interface ReplyLine {
  what: Reply
  words: string
  main: boolean
}

export interface ShiftWords {
  title: string
  training: string
  team: string
  day: string
  time: string
  lasts: string
  countdown: string
  place: string
  distance: string
  /** a resident's, for those who come */
  privatePlace: string
  places: string
  tone: Tone
  mine: string
  mineTone: Tone
  /** how long an offer can be answered, empty where none runs */
  answerIn: string
  /** what to know of one's own sign-up, a sentence each */
  notes: string[]
  risk: string
  insurance: string
  terms: string[]
  roles: RoleLine[]
  chosen: number | null
  /** words of the button, empty where there is none */
  signUp: string
  /** why one cannot sign up, or until when one can */
  why: string
  leave: string
  replies: ReplyLine[]
  checkIn: string
  /** words of the way to one's own statement, empty where there is nothing to state */
  sayTimes: string
  /** it is over and one was there: one may say how it was */
  rates: boolean
}

/** `chosen`: the role that was tapped. */
export function describe(detail: ShiftDetail, chosen: number | null, now: number, point: Point | null): ShiftWords {
  const own = stands(detail.my_signup) ? detail.my_signup : null
  const role = chosenRole(detail, own, chosen)
  return {
    ...facts(detail, now, point),
    ...placesWords(detail, now),
    ...ownPart(detail, own, now),
    roles: roleLines(detail, role),
    chosen: role,
    signUp: own ? '' : buttonWords(detail, role, now),
    why: own ? '' : whyWords(detail, now),
  }
}

function facts(detail: ShiftDetail, now: number, point: Point | null) {
  return {
    title: detail.title,
    training: detail.kind === 'training' ? v.training : '',
    team: detail.team ? detail.team.name : '',
    day: dayOf(localDate(Date.parse(detail.starts_at)), now),
    time: spanWords(detail.starts_at, detail.ends_at),
    lasts: v.lasts(minutesWords(detail.planned_minutes)),
    countdown: detail.status === 'cancelled' ? '' : countdownWords(detail.starts_at, detail.ends_at, now),
    place: detail.place,
    distance: point ? metresWords(metresBetween(point, detail)) : '',
    privatePlace: detail.private_place ?? '',
    risk: detail.risk_text || v.noRisk,
    insurance: detail.insurance_text || v.noInsurance,
    terms: [v.minAge(detail.min_age), v.voluntary, detail.kind === 'training' ? v.noHours : v.keeper(detail.issuer.name)],
  }
}

/** One's own sign-up: how it stands, what to know, what may be done. */
function ownPart(detail: ShiftDetail, own: SignUp | null, now: number) {
  const before = detail.my_signup && !own ? v.leftBefore(SIGNUP_STATES[detail.my_signup.state] ?? '') : ''
  if (!own) return { mine: '', mineTone: 'off' as Tone, answerIn: '', notes: before ? [before] : [], leave: '', replies: [], checkIn: '', sayTimes: '', rates: false }
  const { text, tone } = mineWords(own, now)
  const here = ['registered', 'checked_in'].includes(own.state) && scansNow(detail, now)
  return {
    mine: text,
    mineTone: tone,
    answerIn: answerWords(own, now),
    notes: notesOf(own, now),
    leave: leaveButton(own),
    replies: repliesOf(own),
    checkIn: here ? (own.state === 'checked_in' ? v.checkOut : v.checkIn) : '',
    sayTimes: own.actions.includes('state') ? (own.state === 'checked_in' ? v.sayLeft : v.sayTimes) : '',
    rates: ['checked_in', 'checked_out'].includes(own.state) && Date.parse(detail.ends_at) <= now,
  }
}

function notesOf(own: SignUp, now: number): string[] {
  const free = Date.parse(own.cancel_until)
  const notes = [...offerNotes(own, now), ...own.warnings.map(({ title }) => title)]
  if (own.actions.includes('reconfirm')) return [v.movedHint, ...notes]
  if (own.state === 'registered' && free > now) notes.push(v.freeUntil(whenWords(free, now)))
  if (own.state === 'waitlisted') notes.push(own.actions.includes('accept') ? v.calledHint : v.queueHint)
  return notes
}

/** What happens when the time to answer is over: nobody loses the queue over slow fingers. */
function offerNotes(own: SignUp, now: number): string[] {
  if (own.state !== 'offered' || own.offer_expires_at === null) return []
  if (!answerWords(own, now)) return [v.offerOver]
  return [v.offerEnds(whenWords(Date.parse(own.offer_expires_at), now)), v.refuseHint]
}

function leaveButton(own: SignUp): string {
  if (!own.actions.includes('withdraw') || own.actions.includes('refuse')) return ''
  return own.state === 'registered' ? v.cancel : v.leaveQueue
}

const REPLIES: readonly [Reply, string][] = [['accept', v.accept], ['refuse', v.refuse], ['reconfirm', v.reconfirm]]

/** What may be answered now, the yes first. */
export function repliesOf(own: SignUp): ReplyLine[] {
  const offered = REPLIES.filter(([what]) => own.actions.includes(what))
  return offered.map(([what, words]) => ({ what, words, main: what !== 'refuse' }))
}

/** The one that was tapped, one's own, the only one, or the first with a place. */
function chosenRole(detail: ShiftDetail, own: SignUp | null, chosen: number | null): number | null {
  const { roles } = detail
  const known = roles.find(({ id }) => id === (own ? own.role_id : chosen))
  const first = roles.find(({ free }) => free > 0) ?? roles.find(mayWait)
  return (known ?? (roles.length === 1 ? roles[0] : first))?.id ?? null
}

function mayWait({ waitlist_max, waitlisted }: ShiftDetail['roles'][number]): boolean {
  return waitlist_max === null || waitlisted < waitlist_max
}

/** Shown where there is something to choose or to know. */
function roleLines(detail: ShiftDetail, chosen: number | null): RoleLine[] {
  const { roles } = detail
  if (roles.length < 2 && !roles[0]?.skills) return []
  return roles.map((role) => ({
    id: role.id,
    name: role.name,
    skills: role.skills ? v.skills(role.skills) : '',
    places: role.free > 0 && !role.waitlisted ? v.places(role.free) : mayWait(role) ? v.queue(role.waitlisted) : v.full,
    open: role.free > 0 || mayWait(role),
    chosen: role.id === chosen,
  }))
}

function buttonWords(detail: ShiftDetail, chosen: number | null, now: number): string {
  const state = stateAt(detail, now)
  const role = detail.roles.find(({ id }) => id === chosen)
  if (!role || (state !== 'open' && state !== 'full_waitlist')) return ''
  if (role.free > 0 && !role.waitlisted) return v.signUp
  return mayWait(role) ? v.joinQueue(role.waitlisted) : ''
}

function whyWords(detail: ShiftDetail, now: number): string {
  const state = stateAt(detail, now)
  if (state === 'cancelled') return detail.cancel_reason ? v.cancelReason(detail.cancel_reason) : ''
  if (state === 'not_open' && detail.signup_opens_at) return v.opens(whenWords(Date.parse(detail.signup_opens_at), now))
  const closes = Date.parse(detail.signup_closes_at)
  return state === 'open' || state === 'full_waitlist' ? v.closes(whenWords(closes, now)) : ''
}

export interface LeaveWords {
  title: string
  text: string
  /** words of the way out without a mark, empty where leaving is free anyway */
  excused: string
  plain: string
}

/** What leaving now means: free, out of a queue, or late, where 跑单走不开 leaves no mark. */
export function leaveWords(own: SignUp, now: number): LeaveWords {
  if (own.state !== 'registered') return { title: v.leaveQueueTitle, text: v.leaveQueueText, excused: '', plain: v.leaveQueue }
  const free = Date.parse(own.cancel_until)
  const late = now > free && own.reconfirm_due === null
  if (!late) return { title: v.leaveTitle, text: v.leaveFree, excused: '', plain: v.cancel }
  return { title: v.leaveTitle, text: v.leaveLate(whenWords(free, now)), excused: v.busy, plain: v.leaveAnyway }
}

const REPLIED: Record<Reply, string> = { accept: v.accepted, refuse: v.refused, reconfirm: v.reconfirmed }

/** What is said of an answer that was taken. */
export function repliedWords(what: Reply): string {
  return REPLIED[what]
}

/** What is said of a sign-up that was just made. */
export function doneWords(made: SignUp): string {
  if (made.state === 'waitlisted') return made.position === null ? SIGNUP_STATES['waitlisted']! : v.queued(made.position)
  return made.state === 'registered' ? v.done : (SIGNUP_STATES[made.state] ?? '')
}
