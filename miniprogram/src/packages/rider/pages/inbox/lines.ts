/** Notices as the inbox shows them. No WeChat here. */
import type { Notice } from '../../../../services/notices'
import { TOPICS } from '../../../../texts/notices'
import { agoWords, clockWords, dateWords, localDate } from '../../../../utils/time'

const TWO_DAYS_MS = 2 * 86_400_000

export interface NoticeLine {
  id: number
  topic: string
  title: string
  body: string
  when: string
  unread: boolean
  /** its page, empty for none */
  url: string
}

export function noticeLine(notice: Notice, now: number): NoticeLine {
  const { id, topic, title, body, link, created_at, read_at } = notice
  return {
    id,
    topic: TOPICS[topic] ?? '',
    title,
    body,
    when: whenWords(Date.parse(created_at), now),
    unread: read_at === null,
    url: link ? `/${link}` : '',
  }
}

function whenWords(at: number, now: number): string {
  return now - at < TWO_DAYS_MS ? agoWords(at, now) : `${dateWords(localDate(at))} ${clockWords(at)}`
}

/** The same with these marked as read, before the service says so. */
export function marked(all: readonly Notice[], ids: readonly number[], now: number): Notice[] {
  const at = new Date(now).toISOString()
  return all.map((one) => (ids.includes(one.id) && one.read_at === null ? { ...one, read_at: at } : one))
}
