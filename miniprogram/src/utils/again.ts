/** When a code is asked for again after an answer that did not come, by server time. No WeChat here. */

export const AGAIN_MS = 5_000

/** A time further off than the pause is of a clock that was set right meanwhile. */
export function mayAsk(notBefore: number, now: number): boolean {
  return now >= notBefore || notBefore - now > AGAIN_MS
}
