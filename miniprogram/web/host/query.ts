/** `createSelectorQuery`: rectangles from the page's own corner, its scroll offset, and a canvas to draw on. */
import { component } from 'glass-easel-miniprogram-adapter'

const KNOWN = ['node', 'rect', 'size', 'scrollOffset'] as const
type Fields = Partial<Record<(typeof KNOWN)[number], boolean>>
type Found = Record<string, unknown>
type Hearing = (found: Found | null) => void
interface Root {
  querySelector(selector: string): { $$: HTMLElement } | null
}


/** What is picked stands until the next pick; each ask is answered in order. */
class Query {
  private readonly asked: (() => Found | null)[] = []
  private host: () => HTMLElement | null = () => null

  constructor(private readonly root: Root | null) {}

  select(selector: string): this {
    this.host = () => this.root?.querySelector(selector)?.$$ ?? null
    return this
  }

  selectViewport(): this {
    this.host = () => document.querySelector<HTMLElement>('.page:not([hidden])')
    return this
  }

  fields(fields: Fields, hear?: Hearing): this {
    const odd = Object.keys(fields).find((name) => !KNOWN.some((one) => one === name))
    if (odd) throw new Error(`fields({ ${odd} }) is not in surface.json`)
    const { host: picked } = this
    this.asked.push(() => {
      const host = picked()
      const found = host && described(host, fields)
      hear?.(found)
      return found
    })
    return this
  }

  boundingClientRect(hear?: Hearing): this {
    return this.fields({ rect: true, size: true }, hear)
  }

  scrollOffset(hear?: Hearing): this {
    return this.fields({ scrollOffset: true }, hear)
  }

  exec(hear?: (all: (Found | null)[]) => void): void {
    requestAnimationFrame(() => {
      const all = this.asked.map((one) => one())
      hear?.(all)
    })
  }
}

function described(host: HTMLElement, { node, rect, size, scrollOffset }: Fields): Found {
  const by = document.getElementById('pages')!.getBoundingClientRect()
  const { left, top, right, bottom, width, height } = host.getBoundingClientRect()
  return {
    ...(rect ? { left: left - by.left, top: top - by.top, right: right - by.left, bottom: bottom - by.top } : {}),
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
