/** Where the rider looks from: the phone's point, or a township picked by hand. Remembered on the phone. */
import { storage } from '../../core/http'
import { createLocator, type Locating, type Located, type Point, rounded } from '../../core/location'
import { HOUR_MS } from '../../core/storage'

export interface Township {
  code: string
  name: string
}

/** A spot picked on WeChat's map, GCJ-02, as exact as a search may be. */
export interface Spot extends Point {
  name: string
}

export type Where = { by: 'place' } | { by: 'township'; township: Township } | { by: 'spot'; spot: Spot }

const WHERE = 'where'
const POINT = 'last-point'
const POINT_TTL = 12 * HOUR_MS

const locator = createLocator(wx as unknown as Locating)

export function chosen(): Where | null {
  return storage.get<Where>(WHERE)
}

export function choose(where: Where): void {
  storage.set(WHERE, where)
}

/** The last fix, as exact as it is known; after a restart rounded to 100 m, for half a day. */
export function lastPoint(): Point | null {
  return locator.last() ?? storage.get<Point>(POINT)
}

/** Where distances count from, null when nobody knows. */
export function pointOf(where: Where): Point | null {
  if (where.by === 'spot') return where.spot
  return where.by === 'place' ? lastPoint() : null
}

/** The name of what was picked by hand; empty near the phone. */
export function nameOf(where: Where): string {
  if (where.by === 'spot') return where.spot.name
  return where.by === 'township' ? where.township.name : ''
}

/** `late`: a fix came after all, and the next look finds it at once. */
export async function locate(late?: () => void): Promise<Located> {
  const located = await locator.locate(late)
  if ('fix' in located) storage.set(POINT, rounded(located.fix), POINT_TTL)
  return located
}

/** Whether WeChat would give the position without asking. */
export function alreadyAllowed(): Promise<boolean> {
  return new Promise((tell) => {
    wx.getSetting({
      success: ({ authSetting }) => tell(Boolean(authSetting['scope.userLocation'] ?? authSetting['scope.userFuzzyLocation'])),
      fail: () => tell(false),
    })
  })
}
