/** Whether a station of the offline bundle is open, from its windows over 72 h. */

/** start and end in epoch seconds, end outside */
export type Window = readonly [number, number]

export interface OpenState {
  state: 'open' | 'closed' | 'unknown'
  /** when the state that is known now ends, ms; null past the horizon */
  until: number | null
  /** when it opens next, ms; null while open, or when not known */
  opensAt: number | null
}

const UNKNOWN: OpenState = { state: 'unknown', until: null, opensAt: null }

/** `now`, `validFrom`, `validUntil` in ms. Outside their range nothing is known: unknown, never closed. */
export function openStateAt(
  open: readonly Window[],
  unsure: readonly Window[],
  now: number,
  validFrom: number,
  validUntil: number,
): OpenState {
  if (now < validFrom || now >= validUntil) return UNKNOWN
  const second = now / 1000
  const current = open.find(([start, end]) => start <= second && second < end)
  if (current) return { state: 'open', until: within(current[1], validUntil), opensAt: null }
  if (unsure.some(([start, end]) => start <= second && second < end)) return UNKNOWN
  const next = open.find(([start]) => start > second)
  const doubt = unsure.find(([start]) => start > second)
  const opens = next && !(doubt && doubt[0] < next[0]) ? next[0] * 1000 : null
  return { state: 'closed', until: opens, opensAt: opens }
}

/** The horizon is no closing time. */
function within(second: number, validUntil: number): number | null {
  return second * 1000 < validUntil ? second * 1000 : null
}
