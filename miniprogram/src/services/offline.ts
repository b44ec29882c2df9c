/** What the phone keeps of all counties for when there is no network. */
import { type Bundle, createBundles, filesOf } from '../core/bundle'
import { COUNTIES } from '../core/env'
import { clock, storage } from '../core/http'
import { Failure } from '../core/problem'
import { fromBundle, type Station } from '../utils/station'
import { bundle } from './stations'

export interface KeptStations {
  stations: Station[]
  /** server ms when the oldest of them was last known to be true */
  seenAt: number
}

/** Between two looks for newer bundles. */
const EVERY_MS = 10 * 60_000

const bundles = createBundles({
  files: filesOf(wx.getFileSystemManager()),
  storage,
  folder: wx.env.USER_DATA_PATH,
  fetch: bundle,
  now: () => clock.now(),
})

/** Read once, then kept in memory as long as the app lives. */
const inMemory = new Map<string, { bundle: Bundle; seenAt: number }>()
let lookedAt = 0
/** the look under way: two at once would write the same file */
let last: Promise<unknown> = Promise.resolve()

/** All kept stations as of now, null when nothing is kept. */
export async function keptStations(): Promise<KeptStations | null> {
  await Promise.all(COUNTIES.filter(({ code }) => !inMemory.has(code)).map(({ code }) => load(code)))
  if (inMemory.size === 0) return null
  const now = clock.now()
  const all = [...inMemory.values()]
  return {
    stations: all.flatMap((one) => fromBundle(one.bundle, now)),
    seenAt: Math.min(...all.map(({ seenAt }) => seenAt)),
  }
}

/** Ask for newer ones, at most every ten minutes unless `fresh`; true when any came. Throws when the network fails. */
export function refreshKept(fresh: boolean): Promise<boolean> {
  if (!fresh && lookedAt && Math.abs(clock.now() - lookedAt) < EVERY_MS) {
    return Promise.resolve(false) // also while the clock was set back
  }
  lookedAt = clock.now()
  const mine = last.then(() => look(fresh))
  last = mine.catch(() => undefined)
  return mine
}

async function look(fresh: boolean): Promise<boolean> {
  let newer = false
  for (const { code } of COUNTIES) {
    try {
      if (await bundles.refresh(code, fresh)) newer = true
    } catch (error) {
      if (error instanceof Failure) lookedAt = 0 // a phone without room is not asked to load it every 30 s
      throw error
    }
    await load(code)
  }
  return newer
}

async function load(code: string): Promise<void> {
  const kept = await bundles.kept(code)
  if (kept) inMemory.set(code, { bundle: kept.bundle, seenAt: kept.seen_at })
}
