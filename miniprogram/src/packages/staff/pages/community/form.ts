/** The form of news, and news as the list says it. No WeChat here. */
import type { News, NewsBody } from '../../../../services/community-work'
import { c } from '../../../../texts/staff-community'
import { dayOf } from '../../../../utils/shift-words'
import { clockWords, localDate } from '../../../../utils/time'

export interface Form {
  code: string
  /** null: not at the service yet */
  id: number | null
  /** what it changed was taken away: it goes out as new, and lies on under its own name, for another new one may lie beside it */
  anew?: boolean
  /** what was begun from */
  version: number
  title: string
  body: string
  /** ms */
  from: number
  to: number
  /** as it last left, so that the same goes out under the same key */
  sent: { key: string; body: string } | null
}

export interface NewsLine {
  id: number
  title: string
  body: string
  when: string
  tone: 'good' | 'warn' | 'off'
  changeName: string
  dropName: string
}

export interface FormWords {
  heading: string
  isNew: boolean
  from: string
  to: string
  /** the last day counts whole */
  whole: boolean
}

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS
const MIDNIGHT = '00:00'
export const DRAFTS = 'news:'

/** Under which it lies among the drafts. */
export function draftName(code: string, id: number | null): string {
  return `${DRAFTS}${code}:${id ?? 'new'}`
}

/** Goes out as new. */
export function isNew({ id, anew }: Form): boolean {
  return id === null || anew === true
}

/** From this morning on, for a week. */
export function emptyForm(code: string, now: number): Form {
  const from = Date.parse(`${localDate(now)}T00:00:00+08:00`)
  return { code, id: null, version: 0, title: '', body: '', from, to: from + WEEK_MS, sent: null }
}

export function formOf(code: string, { id, version, title, body, from, to }: News): Form {
  return { code, id, version, title, body, from: Date.parse(from), to: Date.parse(to), sent: null }
}

export function bodyOf({ title, body, from, to }: Form): NewsBody {
  return { title: title.trim(), body: body.trim(), from: new Date(from).toISOString(), to: new Date(to).toISOString() }
}

/** A later beginning moves the end along; the end stays behind the beginning. */
export function stepped(form: Form, side: 'from' | 'to', days: number): Form {
  const by = days * DAY_MS
  if (side === 'from') return { ...form, from: form.from + by, to: form.to + by }
  return form.to + by > form.from ? { ...form, to: form.to + by } : form
}

/** What must be there before it goes. */
export function lacking({ title, body }: Form): string[] {
  return [...(title.trim() ? [] : [c.noTitle]), ...(body.trim() ? [] : [c.noBody])]
}

/** The key of this sending: the same as long as the same is sent again. */
export function keyed(form: Form, newKey: () => string): { form: Form; key: string } {
  const body = JSON.stringify([form.version, bodyOf(form)])
  const sent = form.sent?.body === body ? form.sent : { key: newKey(), body }
  return { form: { ...form, sent }, key: sent.key }
}

/** What stands there is what was written here. */
export function isAsWritten(form: Form, there: News): boolean {
  const { title, body, from, to } = bodyOf(form)
  return title === there.title && body === there.body && Date.parse(from) === Date.parse(there.from) && Date.parse(to) === Date.parse(there.to)
}

export function formWords(form: Form, now: number): FormWords {
  const { from, to } = form
  return { heading: isNew(form) ? c.writing : c.changing, isNew: isNew(form), from: fromWords(from, now), to: toWords(to, now), whole: clockWords(to) === MIDNIGHT }
}

export function newsLines(items: readonly News[], now: number): NewsLine[] {
  return items.map(({ id, title, body, from, to, state }) => {
    const until = toWords(Date.parse(to), now)
    const when = state === 'shown' ? c.shown(until) : state === 'upcoming' ? c.upcoming(fromWords(Date.parse(from), now)) : c.past(until)
    const tone = state === 'shown' ? 'good' : state === 'upcoming' ? 'warn' : 'off'
    return { id, title, body, when, tone, changeName: c.changeOf(title), dropName: c.dropOf(title) }
  })
}

/** How it stands now, for whoever was overtaken: a line each. */
export function standsNow(there: News, now: number): string[] {
  const [line] = newsLines([there], now)
  return [there.title, there.body, line!.when]
}

function fromWords(ms: number, now: number): string {
  return clockWords(ms) === MIDNIGHT ? dayOf(localDate(ms), now) : `${dayOf(localDate(ms), now)} ${clockWords(ms)}`
}

/** Midnight is the end of the day before, which is shown whole. */
function toWords(ms: number, now: number): string {
  return clockWords(ms) === MIDNIGHT ? dayOf(localDate(ms - 1), now) : `${dayOf(localDate(ms), now)} ${clockWords(ms)}`
}
