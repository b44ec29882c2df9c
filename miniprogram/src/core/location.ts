/**
 * Where the phone is. Asked only from a tap, or silently when already allowed; a fix serves 30 s; 4 s is the limit.
 *
 * `npm run location:fuzzy` changes PRECISION and app.json together: WeChat compiles one of the two only.
 */

export const PRECISION: 'precise' | 'fuzzy' = 'precise'

export interface Point {
  lat: number
  lng: number
}

export interface Fix extends Point {
  /** metres, null when WeChat does not say */
  accuracy_m: number | null
  source: 'precise' | 'fuzzy'
  /** phone time, ms */
  at: number
}

/** `refused`: the person or WeChat's settings said no. `failed`: no fix in time. */
export type Located = { fix: Fix } | { refused: true } | { failed: true }

export interface Locating {
  getLocation(options: LocateOptions): void
  getFuzzyLocation(options: LocateOptions): void
}

interface LocateOptions {
  type: 'gcj02'
  success(found: { latitude: number; longitude: number; accuracy?: number }): void
  fail(error: { errMsg: string }): void
}

export const FIX_SERVES_MS = 30_000
export const LIMIT_MS = 4_000

export interface Locator {
  locate(): Promise<Located>
  last(): Fix | null
}

export function createLocator(
  api: Locating,
  precision: 'precise' | 'fuzzy' = PRECISION,
  now: () => number = Date.now,
  limitMs = LIMIT_MS,
): Locator {
  let last: Fix | null = null
  let underWay: Promise<Located> | null = null
  const ask = (): Promise<Located> =>
    new Promise((tell) => {
      const timer = setTimeout(() => tell({ failed: true }), limitMs)
      const options: LocateOptions = {
        type: 'gcj02',
        success({ latitude, longitude, accuracy }) {
          clearTimeout(timer)
          last = { lat: latitude, lng: longitude, accuracy_m: accuracy ?? null, source: precision, at: now() }
          tell({ fix: last }) // also after the limit: the next look finds it
        },
        fail({ errMsg }) {
          clearTimeout(timer)
          tell(/auth|deny|denied|privacy/i.test(errMsg) ? { refused: true } : { failed: true })
        },
      }
      if (precision === 'precise') api.getLocation(options)
      else api.getFuzzyLocation(options)
    })
  return {
    last: () => last,
    locate() {
      if (last && now() - last.at < FIX_SERVES_MS && now() >= last.at) return Promise.resolve({ fix: last })
      underWay ??= ask().finally(() => {
        underWay = null
      })
      return underWay
    },
  }
}

/** What a search sends: 3 decimals, about 100 m. The phone measures by its own point. */
export function rounded({ lat, lng }: Point): Point {
  return { lat: Math.round(lat * 1000) / 1000, lng: Math.round(lng * 1000) / 1000 }
}
