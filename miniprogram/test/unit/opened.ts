/** Pages without a framework: what one hands to `Page`, on a phone that answers what the test says, when it says so. */
import { open as opened, settle, shelf } from './support'

export interface Shown {
  data: Record<string, any>
  [method: string]: any
}

export interface Asked {
  method: string
  path: string
  body: Record<string, unknown> | undefined
  key: string | undefined
  version: string | undefined
  /** The answer comes. */
  answer(body: object, status?: number): Promise<void>
  /** It left, and no answer comes. */
  lose(): Promise<void>
}

/** The phone of somebody who signed in; `asked` holds what was sent and not answered yet. */
export const asked: Asked[] = []

export const kept = shelf()
/** What pages wrote among the mini-program's own files. */
export const files = new Map<string, string>()
const real = {
  ...kept,
  env: { USER_DATA_PATH: 'here' },
  getAccountInfoSync: () => ({ miniProgram: { envVersion: 'release' } }),
  getDeviceInfo: () => ({ model: 'phone' }),
  login: ({ success }: Record<string, any>) => success({ code: 'code' }),
  getFileSystemManager: () => ({
    readFile: ({ fail }: Record<string, any>) => fail({ errMsg: 'no such file' }),
    writeFile: ({ filePath, data, success }: Record<string, any>) => (files.set(filePath, data), success()),
    unlink: ({ filePath, fail }: Record<string, any>) => files.delete(filePath) || fail({ errMsg: 'no such file' }),
  }),
  getStorageInfoSync: () => ({ keys: [...kept.kept.keys()] }),
  request: ({ url, method, data, header, success, fail }: Record<string, any>) => {
    const done = (act: () => void) => async (): Promise<void> => {
      asked.splice(asked.indexOf(one), 1)
      act()
      await settle()
    }
    const one: Asked = {
      method,
      path: url.slice(url.indexOf('/api/v1') + 7),
      body: data,
      key: header['Idempotency-Key'],
      version: header['If-Match'],
      answer: (body, status = 200) => done(() => success({ statusCode: status, data: body, header: {} }))(),
      lose: done(() => fail({ errMsg: 'request:fail interrupted' })),
    }
    asked.push(one)
    return { abort: () => undefined }
  },
}
const phone = new Proxy(real, { get: (all, name) => (name in all ? all[name as keyof typeof all] : () => undefined) })
let made: Shown | null = null
Object.assign(globalThis, { wx: phone, Page: (options: Shown) => (made = options), Component: (options: Shown) => (made = options) })
kept.setStorageSync('session', { value: { token: 'a', expires_at: '2030-01-01T00:00:00Z', account: 'A1' }, until: null })

/** `load`: imports the page's file. Each opening of what comes back is another page on the stack. */
export async function pageOf(load: () => Promise<unknown>): Promise<(options: Record<string, string>) => Shown> {
  await load()
  const options = made!
  return (query) => {
    const page = standing(options, options.data)
    page['onLoad']?.(query)
    return page
  }
}

/** The same of a component; `given`: its properties. Each is another place on a page. */
export async function componentOf(load: () => Promise<unknown>): Promise<(given?: object) => Shown> {
  await load()
  const { data, methods, lifetimes } = made!
  return (given = {}) => {
    const one = standing(methods, { ...data, ...given })
    lifetimes?.attached?.call(one)
    return one
  }
}

function standing(methods: object, data: object): Shown {
  const one: Shown = Object.assign(Object.create(methods), { data: JSON.parse(JSON.stringify(data)) })
  one['setData'] = (change: object) => {
    for (const [path, value] of Object.entries(change)) put(one.data, path.split('.'), value)
  }
  return one
}

function put(into: Record<string, any>, [name = '', ...rest]: string[], value: unknown): void {
  if (rest.length) put(into[name], rest, value)
  else into[name] = value
}

/** The next request that waits for its answer and begins so. */
export async function next(path: string): Promise<Asked> {
  await settle()
  const found = asked.find((one) => one.path.startsWith(path))
  if (!found) throw new Error(`nothing asks ${path}; ${asked.map((one) => one.path).join(' ') || 'nothing at all'}`)
  return found
}

export { opened, settle }
