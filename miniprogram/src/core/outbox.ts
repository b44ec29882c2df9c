/**
 * Acts that wait for the network: check-ins, staff scans, 到了没开. Kept on the phone, sent one by one under the key they
 * were born with, by the account that did them and no other. Never a position.
 */
import { Failure } from './problem'
import type { Storage } from './storage'

export interface Item {
  id: string
  account: string
  /** what the person did, for the list: a key of the texts */
  what: 'checkin' | 'scan' | 'closed'
  path: string
  body: Record<string, unknown>
  /** server time of the tap, RFC 3339 */
  occurred_at: string
  state: 'waiting' | 'answered' | 'refused'
  /** the server's final word */
  answer?: unknown
  problem?: { status: number; slug: string; title: string }
}

export type NewItem = Omit<Item, 'state' | 'answer' | 'problem'>

export interface Outbox {
  items(account?: string): Item[]
  waiting(account: string): number
  add(item: NewItem): void
  /** Send what waits, oldest first; stops at the first that gets no final word. */
  flush(account: string): Promise<void>
  dismiss(id: string): void
}

const KEY = 'outbox'
const NEVER = ['lat', 'lng', 'latitude', 'longitude', 'accuracy_m']

export function createOutbox(
  storage: Storage,
  send: (item: Item) => Promise<unknown>,
  changed: () => void = () => undefined,
): Outbox {
  let underWay: Promise<void> | null = null
  const load = (): Item[] => storage.get<Item[]>(KEY) ?? []
  const save = (items: Item[]): void => {
    storage.set(KEY, items)
    changed()
  }
  const settle = (id: string, change: Partial<Item>): void =>
    save(load().map((item) => (item.id === id ? { ...item, ...change } : item)))

  const sendAll = async (account: string): Promise<void> => {
    for (;;) {
      const next = load().find((item) => item.state === 'waiting' && item.account === account)
      if (next === undefined) return
      try {
        settle(next.id, { state: 'answered', answer: await send(next) })
      } catch (error) {
        if (!(error instanceof Failure) || error.passing || error.status === 401) return
        const { status, slug, title } = error
        settle(next.id, { state: 'refused', problem: { status, slug, title } })
      }
    }
  }
  return {
    items: (account) => load().filter((item) => account === undefined || item.account === account),
    waiting: (account) => load().filter((item) => item.state === 'waiting' && item.account === account).length,
    add(item) {
      const odd = NEVER.find((name) => name in item.body)
      if (odd !== undefined) throw new Error(`a position never waits on the phone: ${odd}`)
      const rest = load()
      if (!rest.some(({ id }) => id === item.id)) save([...rest, { ...item, state: 'waiting' }])
    },
    flush(account) {
      underWay ??= sendAll(account).finally(() => {
        underWay = null
      })
      return underWay
    },
    dismiss(id) {
      save(load().filter((item) => item.id !== id || item.state === 'waiting'))
    },
  }
}
