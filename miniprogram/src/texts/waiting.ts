/** Words of what waits for the network and of the service's answers, as short as the first screen needs. */
import { plain } from './plain'

export const wait = {
  waiting: '等待发送',
  waitingBar: (count: number): string => `等待发送：${count} 条，有网就自己发`,
  waitingLoose: (count: number): string => `等待发送：${count} 条。手机存满了，发出去前别关益骑`,
  waitingElse: (count: number): string => `等待发送：${count} 条，登录后再发`,
  settledBar: (word: string, about: string): string => `${word} · ${about}`,
  more: (count: number): string => `还有 ${count} 条有答复了`,
  see: '去看',
} as const

export const waitWords = plain(wait)

/** What waits, by kind. */
export const WAITING_KINDS: Record<string, string> = { checkin: '签到', scan: '扫会员码', closed: '到了没开' }

/** One word for how an act stands. */
export const said = {
  in: '签到了',
  out: '签退了',
  noted: '记下了',
  told: '已告诉站长',
  pending: '等确认',
  almost: '还差一步',
  rejected: '没算上',
  waiting: '等待发送',
} as const
