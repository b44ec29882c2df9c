/** Lists that are refreshed while further pages of them are on the screen. */

/** The first page anew, and what was fetched behind it, so that nothing jumps under the finger. */
export function refreshed<T extends { id: number }>(
  first: readonly T[],
  next: string | null,
  known: readonly T[],
  cursor: string | null,
): { items: T[]; cursor: string | null } {
  const last = first[first.length - 1]
  const at = last ? known.findIndex(({ id }) => id === last.id) : -1
  const behind = at < 0 ? [] : known.slice(at + 1).filter(({ id }) => !first.some((one) => one.id === id))
  return next === null || cursor === null || !behind.length ? { items: [...first], cursor: next } : { items: [...first, ...behind], cursor }
}
