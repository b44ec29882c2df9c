/**
 * What a person typed and did not send yet: on the phone at each change, for the account that typed it and no other, for
 * seven days. The phone's own is made in `services/drafts.ts`: pages take `drafts` from there. No WeChat here.
 */
import { HOUR_MS, type Storage } from './storage'

export interface Drafts {
  /** At each change of a form. False when nobody is signed in, or the phone has no room. */
  keep(name: string, value: unknown): boolean
  /** What this account left under a name, null for nothing. */
  read<T>(name: string): T | null
  /** The names of what this account left that begin so, the newest first. */
  names(begin: string): string[]
  /** It was sent, or is not wanted any more. */
  drop(name: string): void
}

interface Draft {
  account: string
  name: string
  value: unknown
  /** ms */
  until: number
}

const KEY = 'drafts'
export const DRAFT_MS = 7 * 24 * HOUR_MS

export function createDrafts(storage: Storage, account: () => string | null, now: () => number): Drafts {
  const alive = (): Draft[] => (storage.get<Draft[]>(KEY) ?? []).filter(({ until }) => until > now())
  const mine = (): Draft[] => alive().filter((draft) => draft.account === account())
  const others = (name: string): Draft[] => alive().filter((draft) => draft.account !== account() || draft.name !== name)
  return {
    keep(name, value) {
      const who = account()
      if (who === null) return false
      return storage.set(KEY, [{ account: who, name, value, until: now() + DRAFT_MS }, ...others(name)])
    },
    read<T>(name: string): T | null {
      const found = mine().find((draft) => draft.name === name)
      return found ? (found.value as T) : null
    },
    names: (begin) => mine().flatMap(({ name }) => (name.startsWith(begin) ? [name] : [])),
    drop(name) {
      if (mine().some((draft) => draft.name === name)) storage.set(KEY, others(name))
    },
  }
}
