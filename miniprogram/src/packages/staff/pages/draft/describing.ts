/** The form of a shift as the page shows it; what is typed stands in its fields. No WeChat here. */
import type { Issuer } from '../../../../services/leading'
import type { ShiftDetail } from '../../../../services/shifts'
import { s } from '../../../../texts/staff-shifts'
import { dayOf, spanWords } from '../../../../utils/shift-words'
import { clockWords, dateWords, localDate, minutesWords } from '../../../../utils/time'
import { type Form, isNew, isOf, lastOf } from './form'

export interface FormWords {
  copied: string
  /** what is asked of one begun from nothing only */
  begun: { issuer: string; issuers: { key: string; name: string; on: boolean }[]; kinds: { kind: string; text: string; on: boolean }[]; weekly: string } | null
  day: string
  start: string
  length: string
  until: string
  pin: string
  roles: { name: string; count: string }[]
  checks: { text: string; on: boolean }[]
  isDraft: boolean
  /** a leader of a team writes drafts, staff publish them */
  publishes: boolean
  /** it is at the service, so it can be deleted there */
  there: boolean
  /** it is one of a series that can be ended; only this one is changed here */
  series: boolean
  /** it is a draft that waits for a decision, alone */
  holiday: boolean
  /** it was published, so it can be called off */
  cancels: boolean
  /** null: not asked yet */
  callOff: { reasons: { text: string; on: boolean }[] } | null
}

/** `here`: how it stands at the service, null while it is on this phone only. `issuers`: in whose name one may write. */
export function formWords(form: Form, here: ShiftDetail | null, now: number, issuers: readonly Issuer[] = []): FormWords {
  const ends = form.startsAt + form.minutes * 60_000
  const span = spanWords(new Date(form.startsAt).toISOString(), new Date(ends).toISOString())
  return {
    copied: form.copied && form.id === null ? s.copyOf(form.copied) : '',
    begun: isNew(form) ? { issuer: issuers.find((one) => isOf(form, one))?.name ?? '', issuers: issuersOf(form, issuers), kinds: kindsOf(form), weekly: weeklyWords(form) } : null,
    day: dayOf(localDate(form.startsAt), now),
    start: clockWords(form.startsAt),
    length: minutesWords(form.minutes),
    until: s.until(span.slice(span.indexOf('-') + 1)),
    pin: pinWords(form),
    roles: form.roles.map(({ name, capacity }) => ({ name: form.roles.length > 1 ? name : '', count: s.people(capacity) })),
    checks: s.checks.map((text, index) => ({ text, on: form.checked[index] === true })),
    isDraft: form.status === 'draft',
    publishes: here === null || here.actions.includes('publish'),
    there: form.id !== null && here?.actions.includes('delete') === true,
    series: Boolean(form.id !== null && here?.series_id),
    holiday: form.id !== null && form.status === 'draft' && Boolean(here?.waits_for),
    cancels: form.id !== null && here?.actions.includes('cancel') === true,
    callOff: form.callOff === null ? null : { reasons: s.callOffReasons.map((text) => ({ text, on: text === form.callOff })) },
  }
}

function issuersOf(form: Form, issuers: readonly Issuer[]): { key: string; name: string; on: boolean }[] {
  return issuers.map((one) => ({ key: `${one.id} ${one.area}`, name: one.name, on: isOf(form, one) }))
}

function kindsOf({ rest }: Form): { kind: string; text: string; on: boolean }[] {
  return Object.entries(s.kinds).map(([kind, text]) => ({ kind, text, on: kind === rest.kind }))
}

function weeklyWords(form: Form): string {
  return form.times ? s.weeklyUntil(form.times, dateWords(localDate(lastOf(form)))) : ''
}

function pinWords(form: Form): string {
  if (form.stationCode !== null) return s.atStation
  if (form.lat === null) return s.pinNone
  if (isNew(form)) return s.pinSet
  return form.moved ? s.pinNew : s.pinSame
}

/** How it stands now, for whoever was overtaken: a line each. */
export function standsNow(detail: ShiftDetail, now: number): string[] {
  const roles = detail.roles.map(({ name, capacity }) => (detail.roles.length > 1 ? `${name}${s.people(capacity)}` : s.people(capacity)))
  const day = dayOf(localDate(Date.parse(detail.starts_at)), now)
  return [detail.title, `${day} ${spanWords(detail.starts_at, detail.ends_at)}`, detail.place, roles.join('，'), detail.risk_text].filter(Boolean)
}
