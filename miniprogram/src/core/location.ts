/**
 * Where the phone is. Asked only from a tap, or silently when already allowed; a fix serves 30 s; 4 s is the limit, counted
 * from when WeChat's questions are answered: how long somebody reads them is nobody's business.
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

interface Ends<T> {
  success(found: T): void
  fail(error: { errMsg: string }): void
}

interface Found {
  latitude: number
  longitude: number
  accuracy?: number
}

export interface Locating {
  requirePrivacyAuthorize(options: Ends<unknown>): void
  authorize(options: Ends<unknown> & { scope: string }): void
  getLocation(options: Ends<Found> & { type: 'gcj02' }): void
  getFuzzyLocation(options: Ends<Found> & { type: 'gcj02' }): void
}

export const FIX_SERVES_MS = 30_000
export const LIMIT_MS = 4_000
/** A call that nothing came of for so long is given up: the next look makes another. */
const GIVEN_UP_MS = 60_000
const SCOPES = { precise: 'scope.userLocation', fuzzy: 'scope.userFuzzyLocation' }

export interface Locator {
  /** Whoever comes while WeChat asks or seeks waits for the same. `late`: the fix came after `failed` was told. */
  locate(late?: () => void): Promise<Located>
  last(): Fix | null
}

export function createLocator(
  api: Locating,
  precision: 'precise' | 'fuzzy' = PRECISION,
  now: () => number = Date.now,
  limitMs = LIMIT_MS,
): Locator {
  let last: Fix | null = null
  let questions: Promise<unknown> | null = null
  let call: Promise<Located> | null = null
  let calledAt = 0

  const serving = (): Located | null =>
    last && now() - last.at < FIX_SERVES_MS && now() >= last.at ? { fix: last } : null

  /** The privacy sheet, then the position's own question; at once where both were answered before. */
  const allowed = (): Promise<unknown> => {
    questions ??= ended((ends) => api.requirePrivacyAuthorize(ends))
      .then(() => ended((ends) => api.authorize({ scope: SCOPES[precision], ...ends })).catch(refusal))
      .finally(() => {
        questions = null
      })
    return questions
  }

  const found = (): Promise<Located> => {
    if (call && now() - calledAt < GIVEN_UP_MS) return call
    calledAt = now()
    const mine: Promise<Located> = ended<Found>((ends) => {
      if (precision === 'precise') api.getLocation({ type: 'gcj02', ...ends })
      else api.getFuzzyLocation({ type: 'gcj02', ...ends })
    })
      .then(({ latitude, longitude, accuracy }) => {
        last = { lat: latitude, lng: longitude, accuracy_m: accuracy ?? null, source: precision, at: now() }
        return { fix: last }
      }, missed)
      .finally(() => {
        if (call === mine) call = null
      })
    call = mine
    return mine
  }

  return {
    last: () => last,
    async locate(late) {
      return serving() ?? allowed().then(() => serving() ?? within(limitMs, found(), late), missed)
    },
  }
}

function ended<T>(run: (ends: Ends<T>) => void): Promise<T> {
  return new Promise((success, fail) => run({ success, fail }))
}

/** By WeChat's words after the call's own name, for that says `authorize`, too. */
function missed({ errMsg }: { errMsg: string }): Located {
  return /auth|deny|denied|privacy/i.test(errMsg.replace(/^\w+:/, '')) ? { refused: true } : { failed: true }
}

/** Who was asked and said no. WeChat may also not know the scope, or be out of order: then the call itself says what is so. */
function refusal(error: { errMsg: string }): void {
  if (/den[iy]|refuse|cancel|no response/i.test(error.errMsg)) throw error
}

function within(ms: number, call: Promise<Located>, late?: () => void): Promise<Located> {
  return new Promise((tell) => {
    const timer = setTimeout(() => {
      tell({ failed: true })
      void call.then((located) => 'fix' in located && late?.())
    }, ms)
    void call.then((located) => {
      clearTimeout(timer)
      tell(located)
    })
  })
}

/** What a search sends: 3 decimals, about 100 m. The phone measures by its own point. */
export function rounded({ lat, lng }: Point): Point {
  return { lat: Math.round(lat * 1000) / 1000, lng: Math.round(lng * 1000) / 1000 }
}
