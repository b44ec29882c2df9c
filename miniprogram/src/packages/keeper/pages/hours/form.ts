/** The form of opening hours: what is typed, what it means, what is missing. No WeChat here. */
import type { Failure } from '../../../../core/problem'
import type { Rule } from '../../../../services/keeping-hours'
import { HOLIDAYS, keepingHours as k, WEEKDAYS } from '../../../../texts/keeping-hours'
import { dateWords } from '../../../../utils/time'
import { clockOf, monthDayOf, spanOf, spanWordsOf } from '../../clocks'

/** One rule as it stands in the form. Validity is kept as it came. */
export interface Row {
  days: boolean[]
  opens: string
  closes: string
  season: boolean
  from: string
  to: string
  holiday: string
  valid_from: string | null
  valid_to: string | null
}

/** What the page shows of a row beside its fields. */
export interface RowWords {
  name: string
  days: { name: string; full: string; on: boolean }[]
  everyDay: boolean
  holidays: { rule: string; name: string; full: string; on: boolean }[]
  opensLabel: string
  closesLabel: string
  fromLabel: string
  toLabel: string
  dropLabel: string
  /** 10:00-次日02:00 once both are times */
  span: string
  validity: string
  fault: string
}

/** A field of text of a row. */
export type Field = 'opens' | 'closes' | 'from' | 'to'

export function rowOf(rule: Rule): Row {
  return {
    days: WEEKDAYS.map((_, day) => rule.byday.includes(day)),
    opens: clockOf(rule.opens_minute),
    closes: clockOf(rule.closes_minute),
    season: rule.season_from !== null,
    from: dayText(rule.season_from),
    to: dayText(rule.season_to),
    holiday: rule.holiday_rule,
    valid_from: rule.valid_from,
    valid_to: rule.valid_to,
  }
}

function dayText(monthDay: string | null): string {
  return monthDay === null ? '' : dateWords(`2024-${monthDay}`)
}

/** A new one goes on with the days of the one above. */
export function nextRow(rows: readonly Row[]): Row {
  const last = rows[rows.length - 1]
  const days = last ? [...last.days] : WEEKDAYS.map(() => true)
  const season = last ? { season: last.season, from: last.from, to: last.to, holiday: last.holiday } : { season: false, from: '', to: '', holiday: 'same' }
  return { days, opens: '', closes: '', ...season, valid_from: null, valid_to: null }
}

/** What is missing in a row, empty when it is whole. */
export function faultOf(row: Row): string {
  if (!row.days.includes(true)) return k.pickDay
  if (spanOf(row.opens, row.closes) === null) return k.pickTime
  if (row.season && (monthDayOf(row.from) === null || monthDayOf(row.to) === null)) return k.pickSeason
  return ''
}

/** The rules as they are sent; only of rows without a fault. */
export function rulesOf(rows: readonly Row[]): Rule[] {
  return rows.map((row) => {
    const [opens_minute, closes_minute] = spanOf(row.opens, row.closes)!
    return {
      byday: row.days.flatMap((on, day) => (on ? [day] : [])),
      opens_minute,
      closes_minute,
      season_from: row.season ? monthDayOf(row.from) : null,
      season_to: row.season ? monthDayOf(row.to) : null,
      valid_from: row.valid_from,
      valid_to: row.valid_to,
      holiday_rule: row.holiday as Rule['holiday_rule'],
    }
  })
}

/** Whether these rules are what the rows say: the answer to a saving was lost, and it was saved. */
export function isSaved(rules: readonly Rule[], rows: readonly Row[]): boolean {
  const text = (some: readonly Row[]): string => JSON.stringify(rulesOf(some))
  return text(rules.map(rowOf)) === text(rows)
}

/** Words of refused rows by their place: `errors` name `schedules.<place>` and what lies below. */
export function refusedRows(failure: Failure, count: number): string[] {
  const found = Array.from({ length: count }, () => '')
  const errors = (failure.body?.errors ?? []) as unknown as { field: string; message: string }[]
  for (const { field, message } of Array.isArray(errors) ? errors : []) {
    const place = /^schedules\.(\d+)/.exec(field)?.[1]
    if (place !== undefined && Number(place) < count && !found[Number(place)]) found[Number(place)] = message
  }
  return found
}

export function wordsOf(rows: readonly Row[], faults: readonly string[]): RowWords[] {
  return rows.map((row, index) => {
    const number = index + 1
    const span = spanOf(row.opens, row.closes)
    return {
      name: k.rule(number),
      days: WEEKDAYS.map((name, day) => ({ name, full: k.weekday(number, name), on: row.days[day] === true })),
      everyDay: row.days.every(Boolean),
      holidays: HOLIDAYS.map(({ rule, name, full }) => ({ rule, name, full: k.holiday(number, full), on: row.holiday === rule })),
      opensLabel: k.opens(number),
      closesLabel: k.closes(number),
      fromLabel: k.seasonFrom(number),
      toLabel: k.seasonTo(number),
      dropLabel: k.dropNth(number),
      span: span ? spanWordsOf(...span) : '',
      validity: row.valid_from || row.valid_to ? k.validity(row.valid_from ?? '', row.valid_to ?? '') : '',
      fault: faults[index] ?? '',
    }
  })
}
