/** What unit tests share: a phone's shelf in memory and a clock set by hand. */
import type { Shelf } from '../../src/core/storage'

export function shelf(): Shelf & { kept: Map<string, unknown>; full: boolean } {
  const kept = new Map<string, unknown>()
  return {
    kept,
    full: false,
    getStorageSync: (key) => kept.get(key) ?? '',
    setStorageSync(key, value) {
      if (this.full) throw new Error('setStorageSync:fail exceed max size')
      kept.set(key, JSON.parse(JSON.stringify(value)))
    },
    removeStorageSync: (key) => void kept.delete(key),
  }
}

export function at(text: string): number {
  return Date.parse(`${text}+08:00`)
}

/** A promise with its ends in the open. */
export function open<T>(): { promise: Promise<T>; resolve(value: T): void; reject(error: unknown): void } {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}

/** Let everything that is ready run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}
