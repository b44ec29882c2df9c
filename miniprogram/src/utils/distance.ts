/** Distances on the phone, so that no search needs the exact point. */
import type { Point } from '../core/location'

const EARTH_M = 6_371_008.8
const RAD = Math.PI / 180

/** Great-circle distance of two points of one datum, whole metres. */
export function metresBetween(a: Point, b: Point): number {
  const lat = (b.lat - a.lat) * RAD
  const lng = (b.lng - a.lng) * RAD
  const h = Math.sin(lat / 2) ** 2 + Math.cos(a.lat * RAD) * Math.cos(b.lat * RAD) * Math.sin(lng / 2) ** 2
  return Math.round(2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h))))
}

/** Minutes by e-bike: 15 km/h over 1.3 times the straight line, as the service reckons. */
export function ridingMinutes(metres: number): number {
  return Math.ceil((metres * 1.3) / 250)
}

/** 80米, 850米, 2.3公里, 12公里; never more exact than one needs on a bike. */
export function metresWords(metres: number): string {
  if (metres < 1000) return `${Math.max(10, Math.round(metres / 10) * 10)}米`.replace('1000米', '1公里')
  const kilometres = metres / 1000
  return kilometres < 10 ? `${Number(kilometres.toFixed(1))}公里` : `${Math.round(kilometres)}公里`
}
