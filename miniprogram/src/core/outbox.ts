/**
 * Acts that wait for the network: check-ins, staff scans, 到了没开. Kept on the phone before they are sent, sent one by one
 * under the key they were born with, by the account that did them and no other. Never a position.
 */
import { Failure } from './problem'
import type { Storage } from './storage'

export interface Item {
  /** the nonce of a check-in, the idempotency key of anything else */
  id: string
  account: string
  /** what the person did, for the list: a key of the texts */
  what: 'checkin' | 'scan' | 'closed'
  /** where, as a person says it; empty while only the service knows */
  label: string
  path: string
  body: Record<string, unknown>
  /** server time of the tap, RFC 3339 */
  occurred_at: string
  state: 'waiting' | 'answered' | 'refused'
  /** how often it was sent without a final word */
  tries: number
  /** how often the service itself failed over it (5xx) */
  faults?: number
  /** the server's final word */
  answer?: unknown
  problem?: { status: number; slug: string; title: string }
}

export type NewItem = Omit<Item, 'state' | 'tries' | 'faults' | 'answer' | 'problem'>

export interface Outbox {
  items(account?: string): Item[]
  find(id: string): Item | null
  waiting(account: string): number
  /** Whether one was never sent although nothing held it up. */
  untried(account: string): boolean
  /** False while the phone has no room for them: what waits is lost when the app is closed. */
  kept(): boolean
  add(item: NewItem): void
  /** Send what waits, each once, oldest first; stops where no answer comes. One that the service fails over holds up no other. */
  flush(account: string): Promise<void>
  /** A later word of the service about an answered one. */
  amend(id: string, answer: unknown): void
  /** Let a refused one wait again. */
  again(id: string): void
  /** Drop one that has its final word. */
  dismiss(id: string): void
}

const KEY = 'outbox'
const NEVER = ['lat', 'lng', 'latitude', 'longitude', 'accuracy_m']
/** An answer nobody read in so long is of no use to anybody. */
const READ_WITHIN_MS = 7 * 24 * 3_600_000
/** So often the service fails over a check-in before the next one goes first: by their order it tells in from out. */
const FAULTS_BORNE = 5
/** What is sent: the act, and when the finger tapped; the service believes what the code proves. */
export function bodyOf({ body, occurred_at }: Item): Record<string, unknown> {
  return { ...body, occurred_at }
}

export function createOutbox(
  storage: Storage,
  send: (item: Item) => Promise<unknown>,
  changed: () => void = () => undefined,
  now: () => number = Date.now,
): Outbox {
  let underWay: Promise<void> | null = null
  let isKept = true
  // in memory, too: a phone without room for it loses nothing while the app lives
  let all = (storage.get<Item[]>(KEY) ?? []).filter((item) => isOfUse(item, now()))
  const save = (items: Item[]): void => {
    all = items
    isKept = storage.set(KEY, items)
    changed()
  }
  const settle = (id: string, change: Partial<Item>): void =>
    save(all.map((item) => (item.id === id ? { ...item, ...change } : item)))

  /** What may be sent now, the oldest first. */
  const ready = (account: string): Item[] => {
    const queue = all.filter((item) => item.state === 'waiting' && item.account === account)
    return queue.filter((item, place) => !isBehind(item, queue.slice(0, place)))
  }

  const sendAll = async (account: string): Promise<void> => {
    const tried = new Set<string>()
    for (;;) {
      const next = ready(account).find(({ id }) => !tried.has(id))
      if (next === undefined) return
      tried.add(next.id)
      // noted before it leaves: whoever is killed meanwhile has tried
      settle(next.id, { tries: next.tries + 1 })
      try {
        settle(next.id, { state: 'answered', answer: await send(next) })
      } catch (error) {
        if (!(error instanceof Failure) || error.kind !== 'problem' || [401, 429].includes(error.status)) return
        const { passing, status, slug, title } = error
        settle(next.id, passing ? { faults: (next.faults ?? 0) + 1 } : { state: 'refused', problem: { status, slug, title } })
      }
    }
  }
  return {
    items: (account) => all.filter((item) => account === undefined || item.account === account),
    find: (id) => all.find((item) => item.id === id) ?? null,
    waiting: (account) => all.filter((item) => item.state === 'waiting' && item.account === account).length,
    untried: (account) => ready(account).some(({ tries }) => tries === 0),
    kept: () => isKept,
    add(item) {
      const odd = NEVER.find((name) => name in item.body)
      if (odd !== undefined) throw new Error(`a position never waits on the phone: ${odd}`)
      if (!all.some(({ id }) => id === item.id)) save([...all, { ...item, state: 'waiting', tries: 0 }])
    },
    flush(account) {
      underWay ??= sendAll(account).finally(() => {
        underWay = null
      })
      return underWay
    },
    amend(id, answer) {
      settle(id, { answer })
    },
    again(id) {
      settle(id, { state: 'waiting' })
    },
    dismiss(id) {
      save(all.filter((item) => item.id !== id || item.state === 'waiting'))
    },
  }
}

function isBehind(item: Item, before: readonly Item[]): boolean {
  return item.what === 'checkin' && before.some(({ what, faults = 0 }) => what === 'checkin' && faults < FAULTS_BORNE)
}

function isOfUse(item: Item, now: number): boolean {
  return item.state !== 'answered' || now - Date.parse(item.occurred_at) < READ_WITHIN_MS
}
