/** Words of the keeper's pages. */
import { plain } from './plain'

export const REPAIRS: Record<string, string> = { today: '今天', tomorrow: '明天', week: '本周', unknown: '不知道' }

/** What a keeper says with one tap, in this order. */
export const SAID: readonly { status: string; name: string }[] = [
  { status: 'working', name: '能用' },
  { status: 'limited', name: '勉强' },
  { status: 'broken', name: '坏了' },
]

export const REPORTED: Record<string, string> = {
  working: '能用',
  limited: '勉强能用',
  broken: '坏了',
  absent: '没有了',
  closed: '没开',
}

export const keepingTexts = {
  mineTitle: '我管的驿站',
  none: '还没有归你管的驿站',
  whySignIn: '登录后才知道哪些驿站归你管。',
  signIn: '登录',
  noneHint: '请街道或社区的工作人员给你开通。',
  hidden: '没对骑手开放',
  reports: (count: number): string => `${count}条骑手反映`,
  more: '再看一些',
  findLabel: '驿站的名称或编号',
  findHint: '按名称或编号找',
  find: '查找',
  seeAll: '看全部',
  notFound: '没有找到。换个叫法，或写编号试试。',

  title: '设施怎么样',
  hint: '点一下，骑手马上看到。',
  whenMended: '什么时候修好？点了就告诉骑手',
  othersSay: (count: number, name: string, said: string): string => `${count}位骑手说${name}${said}`,
  shutSaid: (count: number): string => `${count}位骑手说到了没开`,
  wasOpen: '其实开着',
  wasShut: '确实没开',
  seenNow: '骑手现在看到',
  notSeen: '这家没对骑手开放，骑手还看不到。',
  undo: '撤销',
  undone: '改回去了',
  changed: '刚有别人改过，现在是这样。看一眼，要改再点。',
  others: '别的设施',
  notAllowed: '这家不归你管',
} as const

export const keepingWords = plain(keepingTexts)
