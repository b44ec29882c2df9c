/** Words of volunteer roles: what the office offers, what one does, how one says no. */
import { plain } from './plain'

export const ro = {
  /** asked of whoever is signed out meanwhile */
  why: '邀请是给你本人的，所以先登录。',
  failed: '你的志愿身份没取到',
  offered: (role: string): string => `请你做${role}`,
  /** `area`: the community that asks */
  offeredBy: (area: string, until: string): string => `${area}的邀请，做到${until}。`,
  free: '自愿、无偿。可以不答应，答应了也随时能不做，都照样用驿站。',
  answerBy: (when: string): string => `想一想，${when}前答复就行。不答复，邀请会自己取消。`,
  active: (area: string, role: string): string => `你是${area}的${role}`,
  since: (from: string, until: string): string => `${from}起担任，做到${until}。`,
  anyTime: '随时可以不做。',
  read: '看看要做什么',
  readLess: '收起',
  accept: '愿意担任',
  decline: '暂时不担任',
  resign: '不再担任',
  resignAsk: (role: string): string => `不再担任${role}？`,
  resignText: '报到、报名和时长都不受影响。以后还想做，跟社区说一声。',
  stay: '继续担任',
  accepted: '好，谢谢你愿意来。',
  declined: '好，这次先不做。以后想做，跟社区说一声。',
  resigned: '好，不再担任了。这段时间谢谢你。',
} as const

export const rolewords = plain(ro)
