/** A page without a host: its definition as it was handed to `Page`, with data that `setData` changes. Import after `wx`. */

type Told = Record<string, unknown>
export type Opened = Told & { data: Told; setData(change: Told): void } & Record<string, (...given: unknown[]) => unknown>

let last: Told = {}
Object.assign(globalThis, { Page: (definition: Told) => void (last = definition) })

/** What the module that was just imported made; each call opens another of it. */
export function defined(): () => Opened {
  const made = last
  return () => {
    const page = { ...made, data: structuredClone(made['data']) } as Opened
    page.setData = (change) => {
      for (const [path, value] of Object.entries(change)) put(page.data, path.split('.'), value)
    }
    return page
  }
}

function put(into: Told, [name = '', ...rest]: string[], value: unknown): void {
  if (rest.length) put(into[name] as Told, rest, value)
  else into[name] = value
}
