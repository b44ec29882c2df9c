/**
 * A shift being written: copied from one that was, begun from nothing, or one's own draft gone on with. Everything typed
 * is in here, and nothing else: a resident's address stays out, so that it never lies on the phone. No WeChat here.
 */
import type { Issuer, ShiftBody } from '../../../../services/leading'
import type { ShiftCard, ShiftDetail } from '../../../../services/shifts'
import { s } from '../../../../texts/staff-shifts'
import { localDate } from '../../../../utils/time'

export interface Form {
  /** the shift it was copied from, null for one that was begun from nothing or opened to be changed */
  from: number | null
  copied: string
  /** the shift it is at the service, null while it is on this phone only */
  id: number | null
  /** the version it was written on */
  version: number
  status: 'draft' | 'published'
  title: string
  /** ms */
  startsAt: number
  minutes: number
  place: string
  stationCode: string | null
  /** null while no place was picked on the map */
  lat: number | null
  lng: number | null
  moved: boolean
  /** of a new one: how often it is held, once a week; null: once. Forms left by older versions have none */
  times?: number | null
  roles: { name: string; capacity: number; waitlist_max: number | null; skills: string }[]
  risk: string
  insurance: string
  rest: Rest
  checked: boolean[]
  /** the reason why it is called off, empty until one is chosen; null: nobody asked */
  callOff: string | null
  /** the key of a first sending that got no answer, and what was sent under it */
  sent: { key: string; body: string } | null
  /** of a series just made its shifts, by start, until it is known which of them is written on */
  series?: Made[] | null
}

/** One of a series as it was made. */
interface Made {
  id: number
  version: number
  /** ms */
  startsAt: number
}

/** What is not changed here, but is sent along. */
interface Rest {
  area_code: string
  kind: 'service' | 'training'
  team_id: number | null
  issuer_id: number | null
  min_age: number
  /** ms before or after the start; null: as the service counts it */
  opens: number | null
  closes: number | null
  cancel: number | null
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS
export const CHECKS = 3
const LONGEST = 720
const SHORTEST = 15
const MOST = 500
/** Of weekly ones: at most a year of them; the service makes four weeks ahead. */
const MOST_TIMES = 52
const MADE_MS = 4 * WEEK_MS

/** From nothing: an hour of tomorrow before noon, a few people, told to be changed. Risks and insurance are theirs to say. */
export function emptyForm(issuer: Issuer, now: number): Form {
  return {
    from: null,
    copied: '',
    id: null,
    version: 0,
    status: 'draft',
    title: '',
    startsAt: Date.parse(`${localDate(now)}T11:00:00+08:00`) + DAY_MS,
    minutes: 60,
    place: '',
    stationCode: null,
    lat: null,
    lng: null,
    moved: false,
    times: null,
    roles: [{ name: s.onlyRole, capacity: 4, waitlist_max: null, skills: '' }],
    risk: '',
    insurance: '',
    rest: { area_code: issuer.area, kind: 'service', team_id: null, issuer_id: issuer.id, min_age: 18, opens: null, closes: null, cancel: null },
    checked: Array.from({ length: CHECKS }, () => false),
    callOff: null,
    sent: null,
  }
}

/** It is begun from nothing, and not at the service yet: whose it is and of which kind can be said. */
export function isNew({ from, id }: Pick<Form, 'from' | 'id'>): boolean {
  return from === null && id === null
}

export function withIssuer(form: Form, issuer: Issuer): Form {
  return { ...form, rest: { ...form.rest, issuer_id: issuer.id, area_code: issuer.area } }
}

export function isOf({ rest }: Form, { id, area }: Issuer): boolean {
  return rest.issuer_id === id && rest.area_code === area
}

/** One left on this phone: whoever may no longer write for its organization writes for their first. */
export function ofOneOf(form: Form, issuers: readonly Issuer[]): Form {
  const [first] = issuers
  return !first || issuers.some((one) => isOf(form, one)) ? form : withIssuer(form, first)
}

/** What must be there before it can go anywhere, a sentence each. */
export function lacking(form: Form, now: number): string[] {
  const past = form.id === null && form.startsAt <= now // left lying: the service would begin a series a week later
  const far = rruleOf(form) !== null && form.startsAt > now + MADE_MS - DAY_MS
  return [
    form.title.trim() ? '' : s.titleFirst,
    form.place.trim() ? '' : s.placeFirst,
    form.stationCode === null && form.lat === null ? s.pinFirst : '',
    past ? s.startPassed : '',
    far ? s.weeklySoon : '',
  ].filter(Boolean)
}

/** Of one that is held every week: the rule until its last day in Beijing. */
export function rruleOf(form: Form): string | null {
  return isNew(form) && form.times ? `FREQ=WEEKLY;UNTIL=${localDate(lastOf(form)).split('-').join('')}` : null
}

/** It makes a series, or made one and did not hear of its shifts. */
export function makesSeries(form: Form): boolean {
  return rruleOf(form) !== null || Boolean(form.series)
}

/** The series is at the service, begun at `sentAt`: it is the first of these now, and never a series again. */
export function begunSeries(form: Form, cards: readonly ShiftCard[], sentAt: number): Form {
  const series = cards.map(({ id, version, starts_at }) => ({ id, version, startsAt: Date.parse(starts_at) }))
  const [first] = series
  if (!first) throw new Error('a series without a shift')
  return { ...form, id: first.id, version: first.version, sent: null, startsAt: form.startsAt + first.startsAt - sentAt, series }
}

/** It is this one of its series, on that one's day. */
export function oneOfSeries(form: Form, id: number): Form {
  const one = form.series?.find((made) => made.id === id)
  const first = form.series?.[0]
  if (!one || !first) return form
  return { ...form, id, version: one === first ? form.version : one.version, startsAt: form.startsAt + one.startsAt - first.startsAt, series: null }
}

/** When the last of them begins, ms. */
export function lastOf({ startsAt, times }: Form): number {
  return startsAt + ((times ?? 1) - 1) * WEEK_MS
}

function withTimes(form: Form, times: number): Form {
  return { ...form, times: Math.min(MOST_TIMES, Math.max(2, times)) }
}

/** The next time on the same weekday and hour. Nothing of the old dates, nor a resident's address, goes with it. */
export function copyOf(detail: ShiftDetail, now: number): Form {
  const form = formOf(detail)
  const starts = Date.parse(detail.starts_at)
  const weeks = Math.max(1, Math.ceil((now - starts + 1) / WEEK_MS))
  return {
    ...form,
    from: detail.id,
    copied: detail.title,
    id: null,
    version: 0,
    status: 'draft',
    startsAt: starts + weeks * WEEK_MS,
    rest: { ...form.rest, opens: null, closes: null, cancel: null },
  }
}

/** As it stands, to be changed. */
export function formOf(detail: ShiftDetail): Form {
  const starts = Date.parse(detail.starts_at)
  const after = (at: string | null): number | null => (at === null ? null : Date.parse(at) - starts)
  return {
    from: null,
    copied: '',
    id: detail.id,
    version: detail.version,
    status: detail.status === 'draft' ? 'draft' : 'published',
    title: detail.title,
    startsAt: starts,
    minutes: detail.planned_minutes,
    place: detail.place,
    stationCode: detail.station_code,
    lat: detail.lat,
    lng: detail.lng,
    moved: false,
    roles: detail.roles.map(({ name, capacity, waitlist_max, skills }) => ({ name, capacity, waitlist_max, skills })),
    risk: detail.risk_text,
    insurance: detail.insurance_text,
    rest: {
      area_code: detail.area_code,
      kind: detail.kind,
      team_id: detail.team ? detail.team.id : null,
      issuer_id: detail.issuer.id,
      min_age: detail.min_age,
      opens: after(detail.signup_opens_at),
      closes: after(detail.signup_closes_at),
      cancel: after(detail.cancel_until),
    },
    checked: Array.from({ length: CHECKS }, () => false),
    callOff: null,
    sent: null,
  }
}

/** `privatePlace`: of the shift as it was just fetched, sent back as it stands. */
export function bodyOf(form: Form, privatePlace: string | null): ShiftBody {
  const { rest, startsAt } = form
  const endsAt = startsAt + form.minutes * MINUTE_MS
  const at = (after: number | null): string | null => (after === null ? null : instant(startsAt + after))
  const closes = rest.closes === null ? null : Math.min(rest.closes, endsAt - startsAt)
  return {
    title: form.title.trim(),
    area_code: rest.area_code,
    place: form.place.trim(),
    // a station gives its own pin
    lat: form.stationCode === null ? form.lat : null,
    lng: form.stationCode === null ? form.lng : null,
    starts_at: instant(startsAt),
    ends_at: instant(endsAt),
    risk_text: form.risk,
    insurance_text: form.insurance,
    kind: rest.kind,
    team_id: rest.team_id,
    issuer_id: rest.issuer_id,
    station_code: form.stationCode,
    min_age: rest.min_age,
    signup_opens_at: at(rest.opens),
    signup_closes_at: at(closes),
    cancel_until: at(rest.cancel === null ? null : Math.min(rest.cancel, 0)),
    private_place: privatePlace,
    capacity: null,
    roles: form.roles,
  }
}

/** Whether what is written is what the service has. */
export function isAsBefore(form: Form, detail: ShiftDetail): boolean {
  const body = (one: Form): string => JSON.stringify(bodyOf(one, null))
  return body(form) === body(formOf(detail))
}

/** A tap on one of the form's buttons. */
export interface Step {
  what: 'start' | 'length' | 'places' | 'check' | 'kind' | 'often' | 'times' | 'call-off'
  /** minutes, places, or times; `often`: how many at first, 0 for once */
  by: number
  index: number
  reason: string
  kind: 'service' | 'training'
}

export function stepped(form: Form, { what, by, index, reason, kind }: Step): Form {
  if (what === 'start') return withStart(form, by)
  if (what === 'length') return withLength(form, by)
  if (what === 'places') return withPlaces(form, index, by)
  if (what === 'check') return withCheck(form, index)
  if (what === 'often') return by === 0 ? { ...form, times: null } : withTimes(form, form.times ?? by)
  if (what === 'times') return withTimes(form, (form.times ?? 0) + by)
  if (what === 'kind') return { ...form, rest: { ...form.rest, kind } }
  return { ...form, callOff: reason === '-' ? null : reason }
}

export function withStart(form: Form, byMinutes: number): Form {
  return { ...form, startsAt: form.startsAt + byMinutes * MINUTE_MS }
}

export function withLength(form: Form, byMinutes: number): Form {
  return { ...form, minutes: Math.min(LONGEST, Math.max(SHORTEST, form.minutes + byMinutes)) }
}

export function withPlaces(form: Form, index: number, by: number): Form {
  const roles = form.roles.map((role, at) =>
    at === index ? { ...role, capacity: Math.min(MOST, Math.max(1, role.capacity + by)) } : role,
  )
  return { ...form, roles }
}

export function withCheck(form: Form, index: number): Form {
  return { ...form, checked: form.checked.map((on, at) => (at === index ? !on : on)) }
}

/** Another place on the map; a station is left. Of a new shift the place stays as it was written. */
export function withPin(form: Form, spot: { name: string; lat: number; lng: number }): Form {
  const written = isNew(form) ? form.place.trim() : ''
  return { ...form, place: written || spot.name || form.place, lat: spot.lat, lng: spot.lng, stationCode: null, moved: true }
}

/** The key of this sending: the same as long as the same is sent again. */
export function keyed(form: Form, body: ShiftBody, newKey: () => string): { form: Form; key: string } {
  const text = JSON.stringify(body) + (rruleOf(form) ?? '')
  const sent = form.sent?.body === text ? form.sent : { key: newKey(), body: text }
  return { form: { ...form, sent }, key: sent.key }
}

/** Under which it lies among the drafts. */
export function draftName({ id, from }: Pick<Form, 'id' | 'from'>): string {
  if (id !== null) return `${DRAFTS}id-${id}`
  return from === null ? `${DRAFTS}new` : `${DRAFTS}from-${from}`
}

export const DRAFTS = 'shift-draft:'

const instant = (ms: number): string => new Date(ms).toISOString()
