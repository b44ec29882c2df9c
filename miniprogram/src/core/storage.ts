/** Values on the phone that expire. What cannot be read counts as absent; what cannot be written is lost, never thrown. */

export interface Shelf {
  getStorageSync(key: string): unknown
  setStorageSync(key: string, value: unknown): void
  removeStorageSync(key: string): void
}

interface Kept {
  value: unknown
  /** phone time in ms, null for ever */
  until: number | null
}

export interface Storage {
  get<T>(key: string): T | null
  /** `ttlMs` null keeps it until removed; false when the phone has no room. */
  set(key: string, value: unknown, ttlMs?: number | null): boolean
  remove(key: string): void
}

export const HOUR_MS = 3_600_000

export function createStorage(shelf: Shelf, now: () => number = Date.now): Storage {
  return {
    get<T>(key: string): T | null {
      const kept = read(shelf, key)
      if (kept === null) return null
      if (kept.until !== null && kept.until <= now()) {
        shelf.removeStorageSync(key)
        return null
      }
      return kept.value as T
    },
    set(key, value, ttlMs = null) {
      const kept: Kept = { value, until: ttlMs === null ? null : now() + ttlMs }
      try {
        shelf.setStorageSync(key, kept)
        return true
      } catch {
        return false
      }
    },
    remove(key) {
      shelf.removeStorageSync(key)
    },
  }
}

function read(shelf: Shelf, key: string): Kept | null {
  try {
    const found = shelf.getStorageSync(key) as Partial<Kept> | '' | null | undefined
    if (typeof found !== 'object' || found === null || !('value' in found)) return null
    return { value: found.value, until: typeof found.until === 'number' ? found.until : null }
  } catch {
    return null
  }
}
