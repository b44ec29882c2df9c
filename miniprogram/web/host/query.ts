/** `createSelectorQuery`: rectangles from the page's own corner, its scroll offset, and a canvas to draw on. */
import { component } from 'glass-easel-miniprogram-adapter'

interface Fields {
  node?: boolean
  rect?: boolean
  size?: boolean
  scrollOffset?: boolean
}
type Found = Record<string, unknown>
type Hearing = (found: Found | null) => void
interface Root {
  querySelector(selector: string): { $$: HTMLElement } | null
}

const RECT: Fields = { rect: true, size: true }
const KNOWN = ['node', 'rect', 'size', 'scrollOffset']

class Query {
  private readonly asked: (() => Found | null)[] = []

  constructor(private readonly root: Root | null) {}

  select(selector: string): Picked {
    return new Picked(this, () => this.root?.querySelector(selector)?.$$ ?? null)
  }

  selectViewport(): Picked {
    return new Picked(this, () => document.querySelector<HTMLElement>('.page:not([hidden])'))
  }

  ask(one: () => Found | null): this {
    this.asked.push(one)
    return this
  }

  exec(hear?: (all: (Found | null)[]) => void): void {
    requestAnimationFrame(() => {
      const all = this.asked.map((one) => one())
      hear?.(all)
    })
  }
}

class Picked {
  constructor(
    private readonly query: Query,
    private readonly host: () => HTMLElement | null,
  ) {}

  fields(fields: Fields, hear?: Hearing): Query {
    const odd = Object.keys(fields).find((name) => !KNOWN.includes(name))
    if (odd) throw new Error(`fields({ ${odd} }) is not in surface.json`)
    return this.query.ask(() => {
      const host = this.host()
      const found = host && described(host, fields)
      hear?.(found)
      return found
    })
  }

  boundingClientRect(hear?: Hearing): Query {
    return this.fields(RECT, hear)
  }

  scrollOffset(hear?: Hearing): Query {
    return this.fields({ scrollOffset: true }, hear)
  }
}

function described(host: HTMLElement, { node, rect, size, scrollOffset }: Fields): Found {
  const corner = document.getElementById('pages')!.getBoundingClientRect()
  const { left, top, right, bottom, width, height } = host.getBoundingClientRect()
  const by = { x: corner.left, y: corner.top }
  return {
    ...(rect ? { left: left - by.x, top: top - by.y, right: right - by.x, bottom: bottom - by.y } : {}),
    ...(size ? { width, height } : {}),
    ...(scrollOffset ? { scrollTop: host.scrollTop, scrollLeft: host.scrollLeft } : {}),
    ...(node ? { node: host.querySelector('canvas') } : {}),
  }
}

export function installQuery(): void {
  Object.assign(component.ComponentCaller.prototype, {
    createSelectorQuery(this: { _$: { getShadowRoot(): Root | null } }) {
      return new Query(this._$.getShadowRoot())
    },
  })
}
