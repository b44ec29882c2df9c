/** When something will be mended: a day, never an hour that nobody knows. No date wheel. */
import { LAST_MINUTE, localDate } from './time'

export type Repair = 'today' | 'tomorrow' | 'week' | 'unknown'

const DAY = 86_400_000
const BEIJING = 8 * 3_600_000

/** The choices of `now` (ms): 本周 only while it is later than tomorrow. */
export function repairs(now: number): Repair[] {
  const later: Repair[] = daysLeft(now) > 1 ? ['week'] : []
  return ['today', 'tomorrow', ...later, 'unknown']
}

/** The end of the day chosen, RFC 3339; null when nobody knows, or when that day is just over. */
export function etaOf(repair: Repair, now: number): string | null {
  if (repair === 'unknown') return null
  const ahead = repair === 'today' ? 0 : repair === 'tomorrow' ? 1 : daysLeft(now)
  const eta = `${localDate(now + ahead * DAY)}T${LAST_MINUTE}:00+08:00`
  return Date.parse(eta) > now ? eta : null
}

/** Days from today to this week's Sunday. */
function daysLeft(now: number): number {
  return (7 - new Date(now + BEIJING).getUTCDay()) % 7
}
