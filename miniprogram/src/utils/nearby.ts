/** Which stations, in which order: the same rules online and offline, on the phone. */
import type { Point } from '../core/location'
import { metresBetween, ridingMinutes } from './distance'
import type { Amenity, Station } from './station'
import { isWinter } from './time'

export interface Placed {
  station: Station
  /** whole metres, null without a point */
  metres: number | null
}

/** What a chip stands for: any of these, working or limited. */
export const CHIP_AMENITIES: Record<string, readonly string[]> = {
  hot_water: ['hot_water'],
  heating: ['heating'],
  drinking_water: ['drinking_water', 'hot_water'],
  air_conditioning: ['air_conditioning'],
  charging: ['phone_charging', 'ebike_charging'],
}

export function chipsAt(now: number): string[] {
  return isWinter(now) ? ['hot_water', 'heating', 'charging'] : ['drinking_water', 'air_conditioning', 'charging']
}

/** Distance, then code; without a point by name. */
export function placed(stations: readonly Station[], point: Point | null): Placed[] {
  const all = stations.map((station) => ({ station, metres: point ? metresBetween(point, station) : null }))
  if (point) return all.sort((a, b) => a.metres! - b.metres! || (a.station.code < b.station.code ? -1 : 1))
  return all.sort((a, b) => a.station.name.localeCompare(b.station.name, 'zh') || (a.station.code < b.station.code ? -1 : 1))
}

export function works({ status }: Amenity): boolean {
  return status === 'working' || status === 'limited'
}

export function fits(station: Station, chips: readonly string[]): boolean {
  return chips.every((chip) =>
    station.amenities.some((amenity) => CHIP_AMENITIES[chip]?.includes(amenity.amenity) && works(amenity)),
  )
}

/** When a rider who leaves now gets there, ms. */
export function arrival({ metres }: Placed, now: number): number {
  return metres === null ? now : now + ridingMinutes(metres) * 60_000
}

export function openOnArrival(one: Placed, now: number): boolean {
  return one.station.state === 'open' && (one.station.until === null || one.station.until > arrival(one, now))
}

export const RADII_M = [5_000, 15_000, 50_000] as const

/** The answer: those open on arrival within 50 km, nearest first. */
export function openOnes(all: readonly Placed[], now: number): Placed[] {
  return all.filter((one) => openOnArrival(one, now) && (one.metres === null || one.metres <= RADII_M[2]))
}

/** How many are open within the smallest of 5, 15, 50 km that has any. */
export function openCount(all: readonly Placed[]): { count: number; within: number } | null {
  const open = all.filter(({ station }) => station.state === 'open')
  for (const within of RADII_M) {
    const count = open.filter(({ metres }) => metres !== null && metres <= within).length
    if (count > 0) return { count, within }
  }
  return null
}

/** Nothing open: who opens first, within 50 km. */
export function firstToOpen(all: readonly Placed[]): Placed | null {
  let first: Placed | null = null
  for (const one of all) {
    if (one.station.opensAt === null || (one.metres !== null && one.metres > RADII_M[2])) continue
    if (first === null || one.station.opensAt < first.station.opensAt!) first = one
  }
  return first
}

/** Cards just answered stand in for what the bundle says; where they cover, what they lack is gone. */
export function merged(kept: readonly Station[], fresh: readonly Station[], point: Point | null, covers: boolean): Station[] {
  const newer = new Map(fresh.map((station) => [station.code, station]))
  const reach = point && covers && fresh.length ? metresBetween(point, fresh[fresh.length - 1]!) : -1
  const rest = kept.filter((station) => {
    if (newer.has(station.code)) return false
    return !point || metresBetween(point, station) > reach - 200
  })
  return [...fresh, ...rest]
}
