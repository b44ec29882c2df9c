/** Which subscribe-message templates a tap may ask for. WeChat takes at most three at once. */

export interface Template {
  name: string
  id: string
}

export const MOST = 3

/** Those with an id, each id once, three at most, in the order of `names`. */
export function askable(names: readonly string[], ids: Readonly<Record<string, string | null>>): Template[] {
  const found: Template[] = []
  for (const name of names) {
    const id = ids[name]
    if (id && !found.some((one) => one.id === id)) found.push({ name, id })
  }
  return found.slice(0, MOST)
}

/** Names of what was accepted, from WeChat's result: `{<id>: 'accept' | 'reject' | 'ban' | 'filter', errMsg}`. */
export function acceptedOf(asked: readonly Template[], result: Readonly<Record<string, unknown>>): string[] {
  return asked.filter(({ id }) => result[id] === 'accept').map(({ name }) => name)
}
