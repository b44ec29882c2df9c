/** Words of a keeper's day at one station. */
import { plain } from './plain'

export const CLOSE_FOR: Record<string, string> = { half: '30分钟', hour: '1小时', today: '今天' }

export const LEVELS: readonly { level: string; name: string }[] = [
  { level: 'few', name: '人不多' },
  { level: 'some', name: '有点人' },
  { level: 'full', name: '坐满了' },
]

export const keepingDay = {
  title: '我的驿站',
  whySignIn: '登录后才能替驿站说话。',
  asEver: '今天照常',
  asEverHint: '一切照旧，骑手看到是刚确认的',
  changed: '有变化',
  changedHint: '设施好了、坏了',
  close: '临时关一下',
  closeHint: '出去一会儿也行',
  closeFor: '关多久？到点自己开',
  reopen: '马上重开',
  closedUntil: (when: string): string => `临时关着，到${when}`,
  closedOpen: '临时关着，还没说几时开',

  confirmed: '今天照常，骑手看到了',
  closed: (when: string): string => `关到${when}，到点自己开`,
  reopened: '重新开了',
  nightOpen: '今晚不关门，告诉收藏的骑手了',
  settled: (name: string, said: string): string => `回了骑手：${name}${said}`,
  thanks: '记下了，多谢',
  crowded: (name: string): string => `${name}，一小时后自己消掉`,
  undo: '撤销',
  undone: '撤销了，和刚才一样',
  overtaken: '刚有别人改过，现在是这样。看一眼，要改再点。',

  ridersSay: (count: number, name: string, said: string): string => `${count}人说${name}${said}`,
  shutSaid: (count: number): string => `${count}人说到了没开`,
  good: '好的',
  notYet: '还没好',
  wasOpen: '其实开着',
  wasShut: '确实没开',

  crowd: '现在人多吗',
  night: '今晚不关门',
  nightHint: '大风大雪，留骑手过夜',
  nightPlan: (when: string): string => `今晚开到${when}。收藏这家的骑手会收到一次通知。`,
  nightYes: '就这样，通知大家',
  nightNo: '先不用',
  nightAlert: '今晚风雪大，驿站不关门，进来避一避',
  nightAlready: '今晚本来就不关门',
  reason: '临时有事',

  more: '别的事',
  hours: '开放时间',
  special: '特别的日子、关一阵子',
  verification: '每月核对',
  verifiedOn: (when: string): string => `上次${when}`,
  poster: '打印海报',
  screen: '现场签到码',
  hidden: '没对骑手开放，骑手还看不到这家。',
  outOfUse: '关了一周多了。不再用了？请告诉社区。',
  helpLine: '有难处打',
} as const

export const keepingDayWords = plain(keepingDay)
