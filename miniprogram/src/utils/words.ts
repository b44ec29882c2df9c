/** What a card and a row say of a station, in the order a rider needs it. */
import { AMENITIES, CROWDING, TOLD, t } from '../texts/zh-CN'
import { metresWords, ridingMinutes } from './distance'
import { arrival, CHIP_AMENITIES, openOnArrival, type Placed, works } from './nearby'
import type { Station } from './station'
import { agoWords, dayWords, isWholeDay, localDate, minutesWords, untilWords, whenWords } from './time'

export type Tone = 'good' | 'warn' | 'off' | 'unsure'

export interface AmenityWords {
  code: string
  name: string
  /** struck through */
  broken: boolean
  note: string
}

export interface CardWords {
  code: string
  name: string
  place: string
  state: string
  tone: Tone
  /** still open on arrival, or why not */
  arrival: string
  riding: string
  distance: string
  amenities: AmenityWords[]
  told: string
  alert: string
  crowding: string
  contact: string
  callFirst: boolean
  synthetic: boolean
}

const DAY_MS = 86_400_000
const SOON_MS = 60 * 60_000

/** `now`: server ms. `chips`: which amenities the card names. `fuzzy`: the point may be kilometres off. */
export function cardWords(one: Placed, now: number, chips: readonly string[], fuzzy: boolean): CardWords {
  const { station, metres } = one
  const about = fuzzy ? t.approximately : ''
  return {
    code: station.code,
    name: station.name,
    place: station.address || station.area,
    ...stateWords(station, now),
    arrival: arrivalWords(one, now),
    riding: metres === null ? '' : about + t.riding(Math.max(1, ridingMinutes(metres))),
    distance: metres === null ? '' : about + metresWords(metres),
    amenities: chips.flatMap((chip) => chipWords(station, chip, now)),
    told: station.told ? t.told(TOLD[station.told.by] ?? '', agoWords(station.told.at, now)) : '',
    alert: station.alert ?? '',
    crowding: station.crowding ? (CROWDING[station.crowding] ?? '') : '',
    contact: station.contact ?? '',
    callFirst: callFirst(station, now),
    synthetic: station.synthetic,
  }
}

/** Hours unknown, or nobody said anything for a day: a call saves the way. */
export function callFirst(station: Station, now: number): boolean {
  return station.contact !== null && (station.state === 'unknown' || !station.told || now - station.told.at > DAY_MS)
}

export function stateWords(station: Station, now: number): { state: string; tone: Tone } {
  if (station.state === 'unknown') return { state: t.unknownHours, tone: 'unsure' }
  if (station.state === 'closed') {
    return { state: station.opensAt === null ? t.closed : t.opensAt(whenWords(station.opensAt, now)), tone: 'off' }
  }
  if (station.until === null) return { state: t.openAllDay, tone: 'good' }
  if (station.until - now > SOON_MS) return { state: t.openUntil(untilWords(station.until, now)), tone: 'good' }
  return { state: t.openForMinutes(minutesWords(minutesUntil(station.until, now))), tone: 'warn' }
}

function arrivalWords(one: Placed, now: number): string {
  const { station, metres } = one
  if (station.state !== 'open' || station.until === null || metres === null) return ''
  if (!openOnArrival(one, now)) return t.closesBeforeArrival(untilWords(station.until, now))
  return t.openOnArrival(minutesWords(minutesUntil(station.until, arrival(one, now))))
}

function chipWords(station: Station, chip: string, now: number): AmenityWords[] {
  const all = station.amenities.filter(({ amenity }) => CHIP_AMENITIES[chip]?.includes(amenity))
  const good = all.filter(works)
  const bad = all.filter(({ status }) => status === 'broken')
  if (good.length > 1 && chip === 'charging') return [{ code: chip, name: t.bothCharging, broken: false, note: '' }]
  return (good.length ? good : bad).map(({ amenity, status, eta }) => amenityWords(amenity, status, eta, now))
}

/** `names`: those of the filters unless a page knows more. */
export function amenityWords(code: string, status: string, eta: string | null, now: number, names = AMENITIES): AmenityWords {
  const broken = status === 'broken' || status === 'absent'
  const note = broken && eta ? t.etaWords(repairWords(Date.parse(eta), now)) : status === 'limited' ? '勉强能用' : ''
  return { code, name: names[code] ?? code, broken, note }
}

/** 18:00, 明天09:30; the last minute of a day is that day: 今天, 周日 */
function repairWords(ms: number, now: number): string {
  return isWholeDay(ms) ? dayWords(localDate(ms), localDate(now)) : whenWords(ms, now)
}

function minutesUntil(ms: number, now: number): number {
  return Math.max(1, Math.floor((ms - now) / 60_000))
}
