/** Lists that are refreshed while further pages of them are on the screen. */

/** A further page behind what is known; one that was asked for twice, by a finger that scrolled or tapped on, comes once. */
export function behind<T>(known: readonly T[], items: readonly T[], of: (one: T) => unknown): T[] {
  const ids = new Set(known.map(of))
  return [...known, ...items.filter((one) => !ids.has(of(one)))]
}

/** The first page anew, and what was fetched behind it, so that nothing jumps under the finger. */
export function refreshed<T extends { id: number }>(
  first: readonly T[],
  next: string | null,
  known: readonly T[],
  cursor: string | null,
): { items: T[]; cursor: string | null } {
  const last = first[first.length - 1]
  const at = last ? known.findIndex(({ id }) => id === last.id) : -1
  const further = at < 0 ? [] : known.slice(at + 1).filter(({ id }) => !first.some((one) => one.id === id))
  return next === null || cursor === null || !further.length ? { items: [...first], cursor: next } : { items: [...first, ...further], cursor }
}
