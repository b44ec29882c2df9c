/** The two forms of 特别的日子: one day that differs, and closed for some time. What is typed, what it means. No WeChat here. */
import type { Closing, Closure, Special } from '../../../../services/keeping-hours'
import { keepingHours as k } from '../../../../texts/keeping-hours'
import { clockWords, dateWords, dayWords, localDate, untilWords, weekdayWords } from '../../../../utils/time'
import { dateOf, minuteOf, spansOf, spanWordsOf } from '../../clocks'

const DAY = 86_400_000

export interface OneDay {
  date: string
  shut: boolean
  spans: string
  alert: string
}

export interface SomeTime {
  fromNow: boolean
  fromDate: string
  fromTime: string
  noEnd: boolean
  toDate: string
  toTime: string
  reason: string
  substitute: string
}

export interface Form {
  which: 'day' | 'time'
  day: OneDay
  time: SomeTime
}

export function emptyForm(): Form {
  return {
    which: 'day',
    day: { date: '', shut: true, spans: '', alert: '' },
    time: { fromNow: true, fromDate: '', fromTime: '', noEnd: false, toDate: '', toTime: '', reason: '', substitute: '' },
  }
}

/** 今天 明天 and five days more, as they are typed. */
export function dateChips(now: number): { name: string; text: string }[] {
  const today = localDate(now)
  return Array.from({ length: 7 }, (_, ahead) => {
    const date = localDate(now + ahead * DAY)
    return { name: dayWords(date, today), text: dateWords(date) }
  })
}

/** The exception, or what is missing. */
export function specialOf({ date, shut, spans, alert }: OneDay, now: number): Special | string {
  const day = dateOf(date, localDate(now))
  if (day === null) return k.pickDate
  const found = shut ? [] : spansOf(spans)
  if (found === null) return k.pickSpans
  const intervals = found.map(([opens_minute, closes_minute]) => ({ opens_minute, closes_minute }))
  return { date: day, kind: shut ? 'closed' : 'special', intervals, alert: alert.trim() || null }
}

/** The closure, or what is missing. */
export function closingOf(form: SomeTime, now: number): Closing | string {
  const from = form.fromNow ? null : instantOf(form.fromDate, form.fromTime, now)
  const to = form.noEnd ? null : instantOf(form.toDate, form.toTime, now)
  for (const one of [from, to]) if (typeof one === 'string' && !one.includes('T')) return one
  if (to !== null && Date.parse(to) <= Math.max(now, from === null ? now : Date.parse(from))) return k.endBeforeStart
  const reason = form.reason.trim()
  if (!reason) return k.pickReason
  return { from, to, reason, substitute_code: form.substitute.trim().toUpperCase() || null }
}

/** RFC 3339, or what is missing. 24:00 is the day's end. */
function instantOf(date: string, time: string, now: number): string {
  const day = dateOf(date, localDate(now))
  if (day === null) return k.pickDate
  const minute = minuteOf(time)
  if (minute === null) return k.pickTime
  const ms = Date.parse(`${day}T00:00:00+08:00`) + minute * 60_000
  return `${localDate(ms)}T${clockWords(ms)}:00+08:00`
}

export interface PlannedDay {
  date: string
  words: string
  alert: string
  cancel: string
}

export interface PlannedClosure {
  id: number
  words: string
  reason: string
  cancel: string
}

/** From yesterday on: its tail may still run. */
export function plannedDays(all: readonly Special[], now: number): PlannedDay[] {
  const first = localDate(now - DAY)
  const days = all.filter(({ date }) => date >= first).sort((a, b) => (a.date < b.date ? -1 : 1))
  return days.map(({ date, intervals, alert }) => {
    const day = `${dateWords(date)} ${weekdayWords(date)}`
    const hours = intervals.map(({ opens_minute, closes_minute }) => spanWordsOf(opens_minute, closes_minute))
    return { date, words: `${day} ${hours.length ? hours.join('，') : k.shut}`, alert: alert ?? '', cancel: k.cancelNamed(day) }
  })
}

export function plannedClosures(all: readonly Closure[], now: number): PlannedClosure[] {
  const alive = all.filter(({ to }) => to === null || Date.parse(to) > now)
  return alive.map(({ id, from, to, reason }) => {
    const begins = Date.parse(from)
    const start = `${dateWords(localDate(begins))}${clockWords(begins)}`
    const words = `${start}到${to === null ? k.untilFurther : untilWords(Date.parse(to), now)}`
    return { id, words, reason, cancel: k.cancelNamed(start) }
  })
}
