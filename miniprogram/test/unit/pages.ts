/** Pages of the app in Node: what they give to WeChat's `Page`, a phone that keeps what they keep, answers by path. */
import { shelf } from './support'

type Data = Record<string, unknown>
type Options = Record<string, unknown> & { data: Data }

/** A page as it was opened: its data, and its handlers by name. */
export interface Shown {
  data: Data
  /** A tap or an input: `dataset` and what was typed. */
  does(handler: string, dataset?: object, value?: string): Promise<void>
}

/** What the service says to paths like this; 200 where no status is given. */
export type Answer = [path: RegExp, body: unknown, status?: number]

const TOKEN = { token: 'a', expires_at: '2030-01-01T00:00:00Z', account: 'A1' }
const kept = shelf()
const answers: Answer[] = []
const caught = new Map<string, Options>()
let newest: Options | null = null

const wechat: Record<string, unknown> = {
  getStorageSync: (key: string) => kept.getStorageSync(key),
  setStorageSync: (key: string, value: unknown) => kept.setStorageSync(key, value),
  removeStorageSync: (key: string) => kept.removeStorageSync(key),
  getStorageInfoSync: () => ({ keys: [...kept.kept.keys()] }),
  getAccountInfoSync: () => ({ miniProgram: { envVersion: 'release' } }),
  request({ url, success }: { url: string; success(found: object): void }) {
    const path = url.replace(/^.*\/api\/v1/, '')
    const found = answers.find(([of]) => of.test(path))
    const [, data, statusCode = 200] = found ?? [path, { type: '/problems/not-found', title: '没有', status: 404 }, 404]
    queueMicrotask(() => success({ statusCode, data, header: {} }))
    return { abort: () => undefined }
  },
}
const nothing = (): undefined => undefined
Object.assign(globalThis, {
  wx: new Proxy(wechat, { get: (all, name: string) => all[name] ?? nothing }),
  Page(options: Options) {
    newest = options
  },
})

/** Somebody signed in, with nothing left on the phone. `all`: what the service answers, by the end of the path. */
export function begin(...all: Answer[]): void {
  kept.kept.clear()
  kept.setStorageSync('session', { value: TOKEN, until: null })
  answers.splice(0, answers.length, ...all)
}

/** Planted: a phone that keeps no drafts. */
export function forgetDrafts(): void {
  kept.removeStorageSync('drafts')
}

/** The app is started on a page, `packages/…` as in app.json; whatever the page had in memory is gone. */
export async function opened(page: string, query: Record<string, string>): Promise<Shown> {
  if (!caught.has(page)) {
    await import(`../../src/${page}.ts`)
    caught.set(page, newest!)
  }
  const { data, ...methods } = caught.get(page)!
  const one = { ...methods, data: structuredClone(data), setData } as Data & Shown
  const run = async (name: string, ...given: unknown[]): Promise<void> => void (await (one[name] as (...all: unknown[]) => unknown).apply(one, given))
  one.does = (handler, dataset = {}, value = '') => run(handler, { currentTarget: { dataset }, detail: { value } })
  await run('onLoad', query)
  if (one['onShow']) await run('onShow')
  return one
}

/** As WeChat does: also `a.b` and `a[0].b`; what is given is copied. */
function setData(this: { data: Data }, more: Data): void {
  for (const [path, value] of Object.entries(more)) {
    const names = path.split(/[.[\]]+/).filter(Boolean)
    const last = names.pop()!
    const place = names.reduce((at, name) => at[name] as Data, this.data)
    place[last] = value === undefined ? undefined : structuredClone(value)
  }
}
