/** Pins of the map: stations as markers of WeChat's `<map>`. Id 0 is the phone, `n` the n-th of the list. */
import type { Point } from '../core/location'
import { stationTexts } from '../texts/stations'
import type { Placed } from './nearby'

export interface Marker {
  id: number
  latitude: number
  longitude: number
  title: string
  iconPath: string
  width: number
  height: number
}

/** More pins than that hide each other. */
export const MOST = 50
/** So many of the nearest are on the screen when the map opens, and so many open ones have their pin. */
const FRAMED = 12
const SIDE = 32
const CHOSEN = 48
const ICONS: Record<string, string> = { open: 'open', closed: 'shut', unknown: 'unsure' }

export function markersOf(list: readonly Placed[], point: Point | null, chosen: string): Marker[] {
  const pins = list.map(({ station }, index) => {
    const side = station.code === chosen ? CHOSEN : SIDE
    return pin(index + 1, station, station.name, ICONS[station.state]!, side)
  })
  return point ? [...pins, pin(0, point, stationTexts.here, 'me', SIDE)] : pins
}

/** Who gets a pin, in the list's order: the nearest, and the `first` of those that 下一家 leads to, however far. */
export function pinned(list: readonly Placed[], first: readonly Placed[]): Placed[] {
  const sure = new Set(first.slice(0, FRAMED))
  let room = MOST - sure.size
  return list.filter((one) => sure.has(one) || room-- > 0)
}

/** What the map shows: the nearest, the chosen one and the phone. */
export function framed(list: readonly Placed[], point: Point | null, chosen: Placed): { latitude: number; longitude: number }[] {
  const near: Point[] = [...new Set([...list.slice(0, FRAMED), chosen])].map(({ station }) => station)
  return (point ? [point, ...near] : near).map(({ lat, lng }) => ({ latitude: lat, longitude: lng }))
}

function pin(id: number, { lat, lng }: Point, title: string, icon: string, side: number): Marker {
  return { id, latitude: lat, longitude: lng, title, iconPath: `/assets/pins/${icon}.png`, width: side, height: side }
}
