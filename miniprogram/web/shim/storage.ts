/** Storage and files of a phone, per person, with WeChat's limits. */
import { settings } from '../host/settings'
import { asked, type Ends, Refusal } from './ending'

const KEY_BYTES = 1024 * 1024
const ALL_BYTES = 10 * 1024 * 1024
export const USER_DATA_PATH = 'wxfile://usr'

const prefix = (): string => `phone:${settings.person}:`
const bytes = (text: string): number => new TextEncoder().encode(text).length

function mine(): string[] {
  return Object.keys(localStorage).filter((key) => key.startsWith(prefix()))
}

export const storage = {
  getStorageSync(key: string): unknown {
    const kept = localStorage.getItem(prefix() + key)
    return kept === null ? '' : JSON.parse(kept)
  },
  setStorageSync(key: string, value: unknown): void {
    const text = JSON.stringify(value)
    if (bytes(text) > KEY_BYTES) throw new Error('setStorageSync:fail entry size limit reached')
    const rest = mine().filter((one) => one !== prefix() + key)
    const all = rest.reduce((sum, one) => sum + bytes(localStorage.getItem(one)!), bytes(text))
    if (all > ALL_BYTES) throw new Error('setStorageSync:fail exceed storage max size 10Mb')
    localStorage.setItem(prefix() + key, text)
  },
  removeStorageSync: (key: string): void => localStorage.removeItem(prefix() + key),
  getStorageInfoSync() {
    const keys = mine()
    const currentSize = Math.ceil(keys.reduce((sum, key) => sum + bytes(localStorage.getItem(key)!), 0) / 1024)
    return { keys: keys.map((key) => key.slice(prefix().length)), currentSize, limitSize: ALL_BYTES / 1024 }
  },
}

function done<T>(work: IDBRequest<T>): Promise<T> {
  return new Promise((ok, failed) => {
    work.onsuccess = () => ok(work.result)
    work.onerror = () => failed(new Error('disk'))
  })
}

/** One act on a file of whoever holds the phone. */
async function disk<T>(path: string, act: (files: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  if (!path.startsWith(`${USER_DATA_PATH}/`)) throw new Refusal(`permission denied, open ${path}`)
  const opening = indexedDB.open(`phone:${settings.person}`)
  opening.onupgradeneeded = () => opening.result.createObjectStore('files')
  const phone = await done(opening)
  return done(act(phone.transaction('files', 'readwrite').objectStore('files')))
}

export async function contents(path: string): Promise<string> {
  const found = await disk(path, (files) => files.get(path))
  if (found === undefined) throw new Refusal(`no such file or directory, open ${path}`)
  return String(found)
}

const manager: Record<string, (options?: Ends) => unknown> = {
  readFile: asked('readFile', async ({ filePath }: { filePath: string }) => ({ data: await contents(filePath) })),
  writeFile: asked('writeFile', async ({ filePath, data }: { filePath: string; data: string }) => {
    await disk(filePath, (files) => files.put(data, filePath))
  }),
  rename: asked('rename', async ({ oldPath, newPath }: { oldPath: string; newPath: string }) => {
    const data = await contents(oldPath)
    await disk(newPath, (files) => {
      files.put(data, newPath)
      return files.delete(oldPath)
    })
  }),
  unlink: asked('unlink', async ({ filePath }: { filePath: string }) => {
    await contents(filePath)
    await disk(filePath, (files) => files.delete(filePath))
  }),
}

export const files = { getFileSystemManager: () => manager, env: { USER_DATA_PATH } }
