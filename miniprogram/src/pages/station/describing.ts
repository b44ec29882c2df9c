/** A station's detail as the page shows it. No WeChat here. */
import type { Day, StationDetail } from '../../services/station'
import { AMENITIES, AMENITY_STATES, TOLD, t, WHY } from '../../texts/pages'
import { openOnes, type Placed, placed } from '../../utils/nearby'
import type { Station } from '../../utils/station'
import { agoWords, clockWords, dateWords, localDate, weekdayWords } from '../../utils/time'
import { type AmenityWords, amenityWords } from '../../utils/words'

export interface AmenityLine extends AmenityWords {
  status: string
  /** who said so and when; empty when it is only the registered sheet, which the card says already */
  told: string
}

export interface DayLine {
  date: string
  day: string
  hours: string[]
  state: string
  today: boolean
}

const ORDER = ['broken', 'limited', 'working', 'unknown', 'absent']

/** What does not work stands first: it decides whether one goes. */
export function amenityLines(detail: StationDetail, now: number): AmenityLine[] {
  const sorted = [...detail.amenities].sort((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status))
  return sorted.map(({ amenity, status, eta, note, since, source }) => {
    const words = amenityWords(amenity, status, eta, now, AMENITIES)
    const told = source === 'import' ? '' : t.told(TOLD[source] ?? '', agoWords(Date.parse(since), now))
    return { ...words, note: words.broken ? words.note || note : note, status: AMENITY_STATES[status] ?? '', told }
  })
}

/** This one is shut: the nearest other that will be open on arrival, from here. `shut`: codes found shut before. */
export function nextOpen(all: readonly Station[], here: Station, shut: ReadonlySet<string>, now: number): Placed | null {
  const others = all.filter(({ code }) => code !== here.code && !shut.has(code))
  return openOnes(placed(others, here), now)[0] ?? null
}

export function dayLines(days: readonly Day[], now: number): DayLine[] {
  const today = localDate(now)
  return days.map(({ date, state, intervals, why }) => ({
    date,
    day: date === today ? t.today(weekdayWords(date)) : `${weekdayWords(date)} ${dateWords(date)}`,
    hours: hoursOf(state, intervals, why),
    state,
    today: date === today,
  }))
}

function hoursOf(state: Day['state'], intervals: Day['intervals'], why: Day['why']): string[] {
  const reason = WHY[why] ?? ''
  if (state === 'unknown') return [reason ? `${t.unknownHours}，${reason}` : t.unknownHours]
  if (!intervals.length) return [reason ? `${t.restDay}（${reason}）` : t.restDay]
  const spans = intervals.map(({ opens_at, closes_at }) => spanOf(opens_at, closes_at))
  return reason ? [...spans, reason] : spans
}

function spanOf(opens: string, closes: string): string {
  const from = Date.parse(opens)
  const to = Date.parse(closes)
  if (to - from === 86_400_000 && clockWords(from) === '00:00') return t.allDay
  const end = clockWords(to)
  const next = localDate(to) !== localDate(from)
  return `${clockWords(from)}-${next ? (end === '00:00' ? '24:00' : `次日${end}`) : end}`
}
