/**
 * A county's stations as one file on the phone: written whole beside the old one, then renamed over it, so that a cut in
 * the middle leaves the old. ETag, times and format stand in storage; a file that does not fit them is fetched again.
 */
import { header } from './problem'
import type { Answer } from './request'
import type { Storage } from './storage'

export const FORMAT = 1

export interface Bundle {
  format: number
  generated_at: string
  valid_from: string
  valid_until: string
  columns: string[]
  rows: unknown[][]
}

export interface Files {
  read(path: string): Promise<string>
  write(path: string, text: string): Promise<void>
  rename(from: string, to: string): Promise<void>
}

interface Meta {
  format: number
  etag: string | null
  generated_at: string
  /** characters of the file: another length is damage */
  length: number
  /** server time of the last 200 or 304, ms */
  seen_at: number
}

export interface KeptBundle {
  bundle: Bundle
  seen_at: number
}

export interface BundleWiring {
  files: Files
  storage: Storage
  folder: string
  fetch(area: string, etag: string | null, fresh: boolean): Promise<Answer<string>>
  now(): number
}

export interface Bundles {
  /** what is on the phone, null if nothing fits */
  kept(area: string): Promise<KeptBundle | null>
  /** ask the service, past every cache if `fresh`; true when the file changed */
  refresh(area: string, fresh?: boolean): Promise<boolean>
}

export function createBundles(wiring: BundleWiring): Bundles {
  const path = (area: string): string => `${wiring.folder}/bundle-${area}.json`
  const metaOf = (area: string): Meta | null => {
    const meta = wiring.storage.get<Meta>(`bundle-${area}`)
    return meta && meta.format === FORMAT ? meta : null
  }
  const kept = async (area: string): Promise<KeptBundle | null> => {
    const meta = metaOf(area)
    if (meta === null) return null
    const bundle = read(await wiring.files.read(path(area)).catch(() => ''), meta)
    if (bundle === null) {
      wiring.storage.remove(`bundle-${area}`)
      return null
    }
    return { bundle, seen_at: meta.seen_at }
  }
  return {
    kept,
    async refresh(area, fresh = false) {
      const meta = (await kept(area)) ? metaOf(area) : null
      const answer = await wiring.fetch(area, meta?.etag ?? null, fresh)
      if (answer.status === 304 && meta) {
        wiring.storage.set(`bundle-${area}`, { ...meta, seen_at: wiring.now() })
        return false
      }
      const text = answer.body
      const bundle = parse(text)
      // what cannot be read never replaces what can, nor what lay in a cache what is newer
      if (bundle === null || (meta && bundle.generated_at < meta.generated_at)) return false
      await wiring.files.write(`${path(area)}.part`, text)
      await wiring.files.rename(`${path(area)}.part`, path(area))
      const { generated_at } = bundle
      const etag = header(answer.headers, 'etag')
      const next: Meta = { format: FORMAT, etag, generated_at, length: text.length, seen_at: wiring.now() }
      wiring.storage.set(`bundle-${area}`, next)
      return true
    },
  }
}

/** The file as storage knows it, or a newer one: the app may be killed between renaming and remembering. */
function read(text: string, meta: Meta): Bundle | null {
  const bundle = parse(text)
  if (bundle === null || bundle.generated_at < meta.generated_at) return null
  return bundle.generated_at > meta.generated_at || text.length === meta.length ? bundle : null
}

function parse(text: string): Bundle | null {
  try {
    const bundle = JSON.parse(text) as Bundle
    const whole = bundle.format === FORMAT && Array.isArray(bundle.columns) && Array.isArray(bundle.rows)
    return whole ? bundle : null
  } catch {
    return null
  }
}

/** `getFileSystemManager()` with promises. */
export function filesOf(manager: WechatMiniprogram.FileSystemManager): Files {
  const run = <T>(start: (end: { success(result: T): void; fail(error: { errMsg: string }): void }) => void) =>
    new Promise<T>((success, fail) => start({ success, fail: ({ errMsg }) => fail(new Error(errMsg)) }))
  return {
    read: (filePath) =>
      run<{ data: string | ArrayBuffer }>((end) => manager.readFile({ filePath, encoding: 'utf8', ...end })).then(
        ({ data }) => String(data),
      ),
    write: (filePath, data) =>
      run((end) => manager.writeFile({ filePath, data, encoding: 'utf8', ...end })).then(() => undefined),
    rename: (oldPath, newPath) => run((end) => manager.rename({ oldPath, newPath, ...end })).then(() => undefined),
  }
}
