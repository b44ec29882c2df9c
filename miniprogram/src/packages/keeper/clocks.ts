/** Times and days as people type them. Minutes count from local midnight. No WeChat here. */
const DAY_MINUTES = 1440

/** 10:00, 10：00, 1000, 10, 10点, 10点半, 24:00, 次日2:00 -> minutes; null when it is no time. */
export function minuteOf(text: string): number | null {
  const plain = text.replace(/\s/g, '').replace(/[：.]/g, ':').replace(/点半$/, ':30').replace(/点/, ':').replace(/分$/, '').replace(/:$/, '')
  const found = /^(次日|第二天)?(\d{1,2})(?::?(\d{2}))?$/.exec(plain)
  if (!found) return null
  const minute = Number(found[2]) * 60 + Number(found[3] ?? 0)
  if (Number(found[3] ?? 0) > 59 || minute > DAY_MINUTES) return null
  return found[1] ? minute + DAY_MINUTES : minute
}

/** What is not later than its opening is the next day's. Null when there is no such span, or it is longer than a day. */
export function spanOf(opens: string, closes: string): [number, number] | null {
  const from = minuteOf(opens)
  const to = minuteOf(closes)
  if (from === null || to === null || from >= DAY_MINUTES) return null
  const end = to <= from ? to + DAY_MINUTES : to
  return end - from <= DAY_MINUTES ? [from, end] : null
}

/** 10:00-14:00，16:00-2:00 -> spans; null when one of them is none. */
export function spansOf(text: string): [number, number][] | null {
  const parts = text.split(/[,，、;；\n]/).filter((part) => part.trim() !== '')
  const found = parts.map((part) => {
    const ends = part.split(/[-–—~～至到]/)
    return ends.length === 2 ? spanOf(ends[0]!, ends[1]!) : null
  })
  return found.length && found.every((one) => one !== null) ? (found as [number, number][]) : null
}

/** Minutes as they are shown and typed: 10:00, 24:00, 02:00 of the next day. */
export function clockOf(minute: number): string {
  const own = minute > DAY_MINUTES ? minute - DAY_MINUTES : minute
  return `${String(Math.floor(own / 60)).padStart(2, '0')}:${String(own % 60).padStart(2, '0')}`
}

/** 10:00-次日02:00 */
export function spanWordsOf(opens: number, closes: number): string {
  return `${clockOf(opens)}-${closes > DAY_MINUTES ? '次日' : ''}${clockOf(closes)}`
}

/** 5月1日, 5-1, 05/01, 0501 -> `05-01`; null when there is no such day. */
export function monthDayOf(text: string): string | null {
  const found = /^(\d{1,2})(?:[月\-/.](\d{1,2})|(\d{2}))[日号]?$/.exec(text.replace(/\s/g, ''))
  if (!found) return null
  const [month, day] = [Number(found[1]), Number(found[2] ?? found[3])]
  const date = new Date(Date.UTC(2024, month - 1, day))
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  return `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** A day from yesterday on: 2026-12-05, or 12月5日 as the next such day from yesterday. Null when there is none. */
export function dateOf(text: string, today: string): string | null {
  const plain = text.replace(/\s/g, '')
  const whole = /^(\d{4})[年\-/.](.+)$/.exec(plain)
  const day = monthDayOf(whole ? whole[2]! : plain)
  if (day === null) return null
  if (whole) return isDate(`${whole[1]}-${day}`)
  const yesterday = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10)
  const year = Number(yesterday.slice(0, 4))
  return isDate(`${`${year}-${day}` >= yesterday ? year : year + 1}-${day}`)
}

function isDate(date: string): string | null {
  const found = new Date(`${date}T00:00:00Z`)
  return Number.isNaN(found.getTime()) || found.toISOString().slice(0, 10) !== date ? null : date
}
