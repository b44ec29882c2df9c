/** Words of time. Beijing time whatever the phone's zone says: all of Xinjiang's opening hours are given in it. */

const MINUTE = 60_000
const DAY = 86_400_000
const BEIJING = 8 * 3_600_000
const WEEKDAYS = ['日', '一', '二', '三', '四', '五', '六'] as const

/** ms -> `19:30` */
export function clockWords(ms: number): string {
  const day = new Date(ms + BEIJING)
  return `${two(day.getUTCHours())}:${two(day.getUTCMinutes())}`
}

/** ms -> `2026-11-26` */
export function localDate(ms: number): string {
  return new Date(ms + BEIJING).toISOString().slice(0, 10)
}

/** 今天, 明天, 周六 within a week, else 11月30日 */
export function dayWords(date: string, today: string): string {
  const ahead = Math.round((Date.parse(date) - Date.parse(today)) / DAY)
  if (ahead === 0) return '今天'
  if (ahead === 1) return '明天'
  return ahead > 1 && ahead < 7 ? weekdayWords(date) : dateWords(date)
}

/** `2026-11-26` -> 周四 */
export function weekdayWords(date: string): string {
  return `周${WEEKDAYS[new Date(`${date}T00:00:00Z`).getUTCDay()]}`
}

/** `2026-11-26` -> 11月26日 */
export function dateWords(date: string): string {
  return `${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`
}

/** An instant ahead as a rider says it: 19:30, 明天9:30, 周六9:30 */
export function whenWords(ms: number, now: number): string {
  const day = localDate(ms)
  const today = localDate(now)
  return day === today ? clockWords(ms) : `${dayWords(day, today)}${clockWords(ms)}`
}

/** The end of something: midnight is 24:00 of the day it ends, not 00:00 of the next. */
export function untilWords(ms: number, now: number): string {
  if (clockWords(ms) !== '00:00') return whenWords(ms, now)
  const day = localDate(ms - 1)
  return day === localDate(now) ? '24:00' : `${dayWords(day, localDate(now))}24:00`
}

/** How long ago: 刚刚, 20分钟前, 3小时前, 2天前 */
export function agoWords(then: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - then) / MINUTE)
  if (minutes < 2) return '刚刚'
  if (minutes < 60) return `${minutes}分钟前`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)}小时前`
  return `${Math.floor(minutes / 1440)}天前`
}

/** Minutes as a person says them: 40分钟, 1小时30分, 2小时 */
export function minutesWords(minutes: number): string {
  if (minutes < 60) return `${minutes}分钟`
  const rest = minutes % 60
  return rest ? `${Math.floor(minutes / 60)}小时${rest}分` : `${Math.floor(minutes / 60)}小时`
}

/** Whether heat or cool is asked for: 1 October to 30 April is winter here. */
export function isWinter(ms: number): boolean {
  const month = Number(localDate(ms).slice(5, 7))
  return month >= 10 || month <= 4
}

/** What "that day" ends with as an instant; a card then names the day, not the minute. */
export const LAST_MINUTE = '23:59'

/** Whether an expected instant means a whole day. */
export function isWholeDay(ms: number): boolean {
  return clockWords(ms) === LAST_MINUTE
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
