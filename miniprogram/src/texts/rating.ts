/** Words of what somebody says of an activity that is over. */
import { plain } from './plain'

/** What 1 to 5 mean. */
export const MARKS: readonly string[] = ['很差', '不太好', '一般', '好', '很好']

export const e = {
  title: '这次活动怎么样',
  about: '评的是活动，不是人。写的话不公开。',
  more: '再说一句（不写也行）',
  send: '交评价',
  sending: '正在发送…',
  pickFirst: '先选一个，1 到 5。',
  mark: (stars: number, words: string): string => `${stars} ${words}`,
  said: (stars: number, words: string): string => `你评了 ${stars}，${words}。谢谢你。`,
  done: '评好了',
  change: '改一下评价',
  why: '评价要知道你在场，所以先登录。',
} as const

export const ewords = plain(e)
