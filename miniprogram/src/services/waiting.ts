/**
 * The outbox at work: puts acts in, sends them by itself when the network returns, at the next start, and, while the app is
 * on the screen, again and again with longer pauses. An act is on the phone before it leaves it.
 */
import { newKey } from '../core/calling'
import { call, clock, session, storage } from '../core/http'
import { bodyOf, createOutbox, type Item } from '../core/outbox'
import { notSignedIn } from '../core/problem'

export interface Act {
  what: Item['what']
  path: string
  body: Record<string, unknown>
  label?: string
}

/** Pauses between tries, ms. */
const PAUSES = [2_000, 4_000, 8_000, 15_000, 30_000]

let told: (() => void)[] = []
let timer = 0
let rounds = 0

export const outbox = createOutbox(storage, send, changed, () => clock.now())

/** Check-ins carry their nonce in the body; anything else its key in the header. */
function send(item: Item): Promise<unknown> {
  if (session.account() !== item.account) return Promise.reject(notSignedIn()) // another took the phone meanwhile
  const key = item.what === 'checkin' ? {} : { key: item.id }
  return call({ method: 'POST', path: item.path, body: bodyOf(item), who: 'person', ...key })
}

function changed(): void {
  for (const tell of told) tell()
}

export function onOutbox(tell: () => void): void {
  told.push(tell)
}

export function offOutbox(tell: () => void): void {
  told = told.filter((one) => one !== tell)
}

/**
 * Put an act of whoever is signed in into the outbox and try to send it; answers how it stands then. One that was answered
 * at once is the caller's to show and leaves; one that waits or was refused stays in the list.
 */
export async function put(act: Act): Promise<Item> {
  const id = keep(act)
  await wake()
  const item = outbox.find(id)!
  if (item.state === 'answered') outbox.dismiss(id)
  return item
}

/** The first half of `put`: on the phone, not yet sent; answers its id. */
export function keep({ what, path, body, label = '' }: Act): string {
  const account = session.account()
  if (account === null) throw new Error('an act of nobody')
  const id = newKey()
  const whole = what === 'closed' ? body : { ...body, nonce: id }
  outbox.add({ id, account, what, label, path, body: whole, occurred_at: new Date(clock.now()).toISOString() })
  return id
}

/** Send what waits, now. */
export async function wake(): Promise<void> {
  clearTimeout(timer)
  const account = session.account()
  if (account === null) return
  await outbox.flush(account)
  // an act put in while the last one failed was not tried in that round
  if (outbox.untried(account)) await outbox.flush(account)
  if (outbox.waiting(account) === 0) {
    rounds = 0
    return
  }
  clearTimeout(timer)
  timer = setTimeout(() => void wake(), PAUSES[Math.min(rounds, PAUSES.length - 1)])
  rounds += 1
}

/** From `app.ts`, once: the network's return and the app's. */
export function listen(): void {
  wx.onNetworkStatusChange(({ isConnected }) => {
    if (!isConnected) return
    rounds = 0
    void wake()
  })
}

/** From `app.ts`: the app is on the screen again. */
export function shown(): void {
  rounds = 0
  void wake()
}

/** From `app.ts`: nothing is tried behind the person's back. */
export function hidden(): void {
  clearTimeout(timer)
}
