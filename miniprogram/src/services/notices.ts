/** What one was told, and what one wants to hear on WeChat. */
import { call, clock, storage } from '../core/http'
import type { components } from '../types/api'
import { accountNo } from './person'

type Schemas = components['schemas']
export type Notice = Schemas['InboxItem']
export type NoticePage = Schemas['NoticePage']
/** `credits`: how many messages of each template WeChat lets the service send */
export type NoticeSettings = Schemas['NoticeSettings']

interface Kept extends NoticePage {
  account: string
  /** server ms of the answer */
  seenAt: number
}

const KEPT = 'notices'

/** `GET /me/notices`: the newest first. The first page is kept for when there is no network. */
export async function notices(cursor: string | null, fresh: boolean): Promise<NoticePage> {
  const account = accountNo() // as asked: another may hold the phone when it is answered
  const found: NoticePage = await call({ method: 'GET', path: '/me/notices', query: { limit: 30, cursor }, who: 'person', fresh })
  if (cursor === null && account !== null && account === accountNo()) storage.set(KEPT, { ...found, account, seenAt: clock.now() })
  return found
}

/** The same as it last came, if it came to whoever is signed in. */
export function keptNotices(): (NoticePage & { seenAt: number }) | null {
  const kept = storage.get<Kept>(KEPT)
  return kept && kept.account === accountNo() ? kept : null
}

/** `PUT /me/notices/read`: these, or all up to one. */
export async function read(which: { ids: number[] } | { up_to: number }): Promise<void> {
  await call({ method: 'PUT', path: '/me/notices/read', body: which, who: 'person' })
}

/** `GET /me/notice-settings` */
export function noticeSettings(fresh: boolean): Promise<NoticeSettings> {
  return call({ method: 'GET', path: '/me/notice-settings', who: 'person', fresh })
}

/** `PUT /me/notice-settings`: topics that are not named stay as they are. */
export function turnTopic(topic: string, on: boolean): Promise<NoticeSettings> {
  return call({ method: 'PUT', path: '/me/notice-settings', body: { topics: { [topic]: on } }, who: 'person' })
}
