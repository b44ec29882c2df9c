/** Looks under way at one thing: of two, an answer that comes after that of a later look is old and says nothing any more. */

export interface Looks {
  begin(): number
  answered(what: string | number, look: number): void
  overtaken(what: string | number, look: number): boolean
  /** An act was answered: every look begun before it is old. */
  acted(what: string | number): void
}

export function createLooks(): Looks {
  const newest = new Map<string | number, number>()
  let begun = 0
  const begin = (): number => (begun += 1)
  return {
    begin,
    answered: (what, look) => void newest.set(what, look),
    overtaken: (what, look) => look < (newest.get(what) ?? 0),
    acted: (what) => void newest.set(what, begin()),
  }
}
