/** Where the rider looks from: the phone's point, or a township picked by hand. Remembered on the phone. */
import { storage } from '../../core/http'
import { createLocator, type Locating, type Located, type Point, rounded } from '../../core/location'
import { HOUR_MS } from '../../core/storage'

export interface Township {
  code: string
  name: string
}

export type Where = { by: 'place' } | { by: 'township'; township: Township }

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

export async function locate(): Promise<Located> {
  const located = await locator.locate()
  if ('fix' in located) storage.set(POINT, rounded(located.fix), POINT_TTL)
  return located
}

/** Whether WeChat would give the position without asking. */
export function alreadyAllowed(): Promise<boolean> {
  return new Promise((tell) => {
    wx.getSetting({
      success: ({ authSetting }) => tell(authSetting['scope.userLocation'] === true),
      fail: () => tell(false),
    })
  })
}
