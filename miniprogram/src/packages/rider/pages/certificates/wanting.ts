/** What a certificate is asked for: whose, of which days, for which name. Local days `YYYY-MM-DD`. No WeChat here. */
import type { Failure } from '../../../../core/problem'
import type { OwnCertificate, Wanted } from '../../../../services/certificates'
import type { KeptByIssuer } from '../../../../services/hours'
import { c, CERTIFICATE_STATES, PERIODS } from '../../../../texts/certificates'
import { minutesWords } from '../../../../utils/time'

/** `same`: that of a certificate whose name is typed again. */
export type PeriodName = keyof typeof PERIODS | 'same'

export interface Period {
  period: PeriodName
  words: string
  from: string
  to: string
}

export interface Form {
  issuer: number
  period: PeriodName
  /** the days of `same` */
  from: string
  to: string
  name: string
}

export const EMPTY: Form = { issuer: 0, period: 'all', from: '', to: '', name: '' }

/** The form with an issuer that there is: the one chosen, else whoever keeps the most. */
export function settled(form: Form, issuers: readonly KeptByIssuer[]): Form {
  if (form.period === 'same' || issuers.some(({ issuer }) => issuer.id === form.issuer)) return form
  return { ...form, issuer: issuers[0]?.issuer.id ?? 0 }
}

/** The periods in which this issuer keeps something, all of it first. */
export function periodsOf(kept: KeptByIssuer, today: string): Period[] {
  const spans = { all: [kept.first_on, kept.last_on], ...calendar(today) } as Record<keyof typeof PERIODS, [string, string]>
  return (Object.keys(PERIODS) as (keyof typeof PERIODS)[])
    .map((period) => ({ period, words: PERIODS[period], from: spans[period][0], to: spans[period][1] }))
    .filter(({ from, to }) => from <= kept.last_on && to >= kept.first_on)
}

function calendar(today: string): Record<string, [string, string]> {
  const year = Number(today.slice(0, 4))
  const month = Number(today.slice(5, 7))
  return {
    this_year: [`${year}-01-01`, `${year}-12-31`],
    last_year: [`${year - 1}-01-01`, `${year - 1}-12-31`],
    this_month: monthOf(year, month),
    last_month: month === 1 ? monthOf(year - 1, 12) : monthOf(year, month - 1),
  }
}

function monthOf(year: number, month: number): [string, string] {
  const two = String(month).padStart(2, '0')
  return [`${year}-${two}-01`, `${year}-${two}-${new Date(Date.UTC(year, month, 0)).getUTCDate()}`]
}

export interface FormWords {
  issuers: { id: number; name: string; minutes: string; on: boolean }[]
  periods: (Period & { on: boolean })[]
  days: string
}

export function formWords(form: Form, issuers: readonly KeptByIssuer[], today: string): FormWords {
  const chosen = chosenPeriod(form, issuers, today)
  return {
    issuers: issuers.map(({ issuer, minutes }) => ({ ...issuer, minutes: minutesWords(minutes), on: issuer.id === form.issuer })),
    periods: offered(form, issuers, today).map((one) => ({ ...one, on: one.period === chosen?.period })),
    days: chosen ? c.days(dayWords(chosen.from), dayWords(chosen.to)) : '',
  }
}

/** What goes out; null while something is missing. */
export function wanted(form: Form, issuers: readonly KeptByIssuer[], today: string): Wanted | null {
  const period = chosenPeriod(form, issuers, today)
  const name = form.name.trim()
  if (!period || !name) return null
  return { issuer: form.issuer, period_from: period.from, period_to: period.to, name_on_paper: name }
}

function offered(form: Form, issuers: readonly KeptByIssuer[], today: string): Period[] {
  const kept = issuers.find(({ issuer }) => issuer.id === form.issuer)
  const same: Period[] = form.from ? [{ period: 'same', words: c.same, from: form.from, to: form.to }] : []
  return [...same, ...(kept ? periodsOf(kept, today) : [])]
}

function chosenPeriod(form: Form, issuers: readonly KeptByIssuer[], today: string): Period | undefined {
  const all = offered(form, issuers, today)
  return all.find(({ period }) => period === form.period) ?? all[0]
}

export interface CertificateLine {
  number: string
  issuer: string
  days: string
  hours: string
  numberWords: string
  state: string
  good: boolean
  /** why it ended */
  reason: string
  open: boolean
  /** the name has to be typed again before it opens */
  retype: boolean
}

export function certificateLine(found: OwnCertificate): CertificateLine {
  return {
    number: found.number,
    issuer: found.issuer.name,
    days: c.between(dayWords(found.period_from), dayWords(found.period_to)),
    hours: minutesWords(found.minutes),
    numberWords: c.number(found.number),
    state: CERTIFICATE_STATES[found.status] ?? '',
    good: found.status === 'issued',
    reason: found.ended_reason ? c.reason(found.ended_reason) : '',
    open: found.actions.includes('print'),
    retype: found.actions.includes('type_name'),
  }
}

/** The form of a certificate whose name is gone: same issuer and days, so it keeps its number. */
export function again(found: OwnCertificate): Form {
  return { issuer: found.issuer.id, period: 'same', from: found.period_from, to: found.period_to, name: '' }
}

/** 2026年11月26日 */
export function dayWords(date: string): string {
  return `${Number(date.slice(0, 4))}年${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`
}

/** Why it was refused: what waits for staff, or the sentence about the field. */
export function refusedWords(failure: Failure): string[] {
  const { body } = failure
  const waits = failure.slug === 'nothing-confirmed' ? (body?.['pending'] as { shift: { title: string }; minutes: number }[] | undefined) : undefined
  const fields = Array.isArray(body?.errors) ? (body.errors as { message: string }[]) : []
  const pending = (waits ?? []).map(({ shift, minutes }) => c.waiting(shift.title, minutesWords(minutes)))
  return fields.length ? fields.map(({ message }) => message) : [body?.detail || failure.title, ...pending]
}
