/** WeChat's own tags, each as far as `surface.json` says. */
import { glassEasel } from 'glass-easel-miniprogram-adapter'
import surface from '../surface.json'
import { openType } from '../shim/buttons'
import { drawMap, type Marker } from './map'
import { space } from './registry'
import { setTextSize } from './settings'

type Value = unknown
type Emit = (name: string, detail: object) => void
type Host = HTMLElement & { draw?(): void }
type Setter = (host: Host, value: Value) => void

interface Kind {
  /** builds what stands inside the host, once */
  made?(host: HTMLElement, emit: Emit, get: (name: string) => Value): void
  set?: Record<string, Setter>
}

/** Attributes that every tag has; class, style, id, slot and data-* are the framework's. */
const COMMON: Record<string, Setter> = {
  hidden: (host, value) => void (host.hidden = Boolean(value)),
  'aria-role': (host, value) => (value ? host.setAttribute('role', String(value)) : undefined),
}

const inner = (host: HTMLElement): HTMLInputElement => host.firstElementChild as HTMLInputElement

const field = (make: () => HTMLInputElement | HTMLTextAreaElement): Kind => ({
  made(host, emit) {
    const control = make()
    host.append(control)
    control.addEventListener('input', () => emit('input', { value: control.value, cursor: control.selectionStart }))
    control.addEventListener('focus', () => emit('focus', { value: control.value }))
    control.addEventListener('blur', () => emit('blur', { value: control.value }))
    control.addEventListener('keydown', (event) => {
      if ((event as KeyboardEvent).key === 'Enter' && control instanceof HTMLInputElement) emit('confirm', { value: control.value })
    })
  },
  set: {
    value: (host, value) => void (inner(host).value !== String(value ?? '') && (inner(host).value = String(value ?? ''))),
    type: (host, value) => void (inner(host).inputMode = value === 'number' ? 'numeric' : value === 'digit' ? 'decimal' : 'text'),
    placeholder: (host, value) => void (inner(host).placeholder = String(value ?? '')),
    maxlength: (host, value) => void (Number(value) > 0 && (inner(host).maxLength = Number(value))),
    disabled: (host, value) => void (inner(host).disabled = Boolean(value)),
    focus: (host, value) => void (value && inner(host).focus()),
    'aria-label': (host, value) => inner(host).setAttribute('aria-label', String(value ?? '')),
  },
})

const FITS: Record<string, string> = { aspectFit: 'contain', aspectFill: 'cover', scaleToFill: 'fill', widthFix: 'contain' }

const KINDS: Record<string, Kind> = {
  view: {},
  text: { set: { 'user-select': (host, value) => host.classList.toggle('selectable', Boolean(value)) } },
  image: {
    made(host, emit) {
      const picture = document.createElement('img')
      picture.alt = ''
      picture.draggable = false
      picture.addEventListener('load', () => emit('load', { width: picture.naturalWidth, height: picture.naturalHeight }))
      picture.addEventListener('error', () => emit('error', { errMsg: `GET ${picture.src} failed` }))
      host.append(picture)
    },
    set: {
      src: (host, value) => (value ? inner(host).setAttribute('src', String(value)) : inner(host).removeAttribute('src')),
      mode: (host, value) => void (inner(host).style.objectFit = FITS[String(value)] ?? 'fill'),
    },
  },
  button: {
    made(host, emit, get) {
      host.setAttribute('role', 'button')
      host.tabIndex = 0
      openType(host, emit, () => String(get('openType') ?? ''))
    },
    set: {
      disabled: (host, value) => host.setAttribute('aria-disabled', String(Boolean(value))),
      loading: (host, value) => host.setAttribute('aria-busy', String(Boolean(value))),
      'open-type': (_, value) => {
        if (value && !surface['open-types'].includes(String(value))) throw new Error(`open-type ${value} is not in surface.json`)
      },
    },
  },
  'scroll-view': {
    made: (host, emit) => host.addEventListener('scroll', () => emit('scroll', { scrollTop: host.scrollTop, scrollLeft: host.scrollLeft })),
    set: {
      'scroll-x': (host, value) => void (host.style.overflowX = value ? 'auto' : 'hidden'),
      'scroll-y': (host, value) => void (host.style.overflowY = value ? 'auto' : 'hidden'),
      'scroll-top': (host, value) => void (host.scrollTop = Number(value) || 0),
    },
  },
  input: field(() => document.createElement('input')),
  textarea: field(() => document.createElement('textarea')),
  switch: {
    made(host, emit) {
      host.setAttribute('role', 'switch')
      host.tabIndex = 0
      const turn = (): void => {
        if (host.getAttribute('aria-disabled') === 'true') return
        const on = host.getAttribute('aria-checked') !== 'true'
        host.setAttribute('aria-checked', String(on))
        emit('change', { value: on })
      }
      host.addEventListener('click', turn)
      host.addEventListener('keydown', (event) => void (event.key === ' ' && turn()))
    },
    set: {
      checked: (host, value) => host.setAttribute('aria-checked', String(Boolean(value))),
      disabled: (host, value) => host.setAttribute('aria-disabled', String(Boolean(value))),
    },
  },
  picker: {
    made(host, emit) {
      const choice = document.createElement('select')
      host.append(choice)
      choice.addEventListener('change', () => emit('change', { value: choice.selectedIndex }))
    },
    set: {
      mode: (_, value) => {
        if (value !== undefined && value !== null && value !== 'selector') throw new Error(`picker mode ${value} is not in surface.json`)
      },
      range: (host, value) => {
        const options = (value as string[] | null) ?? []
        host.querySelector('select')!.replaceChildren(...options.map((text) => new Option(text)))
      },
      value: (host, value) => void (host.querySelector('select')!.selectedIndex = Number(value ?? 0)),
      'aria-label': (host, value) => host.querySelector('select')!.setAttribute('aria-label', String(value ?? '')),
    },
  },
  canvas: {
    made: (host) => host.append(document.createElement('canvas')),
    set: {
      type: (_, value) => {
        if (value !== '2d') throw new Error(`<canvas type="${value}"> is not in surface.json`)
      },
    },
  },
  map: {
    made(host, emit, get) {
      host.setAttribute('role', 'img')
      const listed = <T>(name: string): T[] => (get(name) as T[] | null) ?? []
      const draw = (): void => drawMap(host, listed<Marker>('markers'), listed('includePoints'), (markerId) => emit('markertap', { markerId }))
      Object.assign(host, { draw: () => requestAnimationFrame(draw) })
    },
    set: Object.fromEntries(['latitude', 'longitude', 'markers', 'include-points'].map((name) => [name, (host: Host) => host.draw?.()])),
  },
  'page-meta': { set: { 'root-font-size': (_, value) => void (value === 'system' && setTextSize()) } },
}

export function defineBuiltins(): void {
  const inSpace = space.getComponentSpace()
  for (const [tag, { attributes }] of Object.entries(surface.tags)) {
    const kind = KINDS[tag]
    if (!kind) throw new Error(`surface.json lists <${tag}>, nobody wrote it`)
    inSpace.setGlobalUsingComponent(tag, define(tag, kind, attributes))
  }
}

function define(tag: string, kind: Kind, attributes: string[]): glassEasel.GeneralComponentDefinition {
  const own = ['class', 'style', 'id', 'slot']
  const names = [...new Set([...surface.attributes.filter((name) => !own.includes(name)), ...attributes])]
  const builder = space
    .getComponentSpace()
    .define(`wx-${tag}`)
    .definition({
      properties: Object.fromEntries(names.map((name) => [camel(name), null])),
      observers: names.map((name) => ({
        fields: camel(name),
        observer(this: glassEasel.GeneralComponent, value: Value) {
          const host = this.$$ as unknown as HTMLElement
          const set = kind.set?.[name] ?? COMMON[name]
          if (set) set(host, value)
          else if (name.startsWith('aria-')) host.setAttribute(name, String(value ?? ''))
        },
      })) as never,
      lifetimes: {
        created(this: glassEasel.GeneralComponent) {
          const emit: Emit = (name, detail) => this.triggerEvent(name, detail, {})
          kind.made?.(this.$$ as unknown as HTMLElement, emit, (name) => (this.data as Record<string, Value>)[name])
        },
      },
    } as never)
  return builder.registerComponent() as unknown as glassEasel.GeneralComponentDefinition
}

function camel(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
