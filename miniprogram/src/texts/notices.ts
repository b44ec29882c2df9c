/** Words of the inbox and its switches. */
import { plain } from './plain'

export const TOPICS: Record<string, string> = {
  signup: '报名',
  shift: '班次',
  hours: '时长',
  station: '驿站',
  keeping: '工作',
  report: '反映',
  care: '求助',
  community: '社区',
  account: '账号',
}

/** The switches, in this order, with the messages that WeChat asks about for each. */
export const SWITCHES: readonly { topic: string; name: string; about: string; templates: readonly string[] }[] = [
  { topic: 'signup', name: '报名和候补', about: '报上了没有，轮到你了', templates: ['signup_result', 'waitlist_offer'] },
  { topic: 'shift', name: '班次', about: '快开始了，时间地点改了', templates: ['shift_reminder', 'shift_changed'] },
  { topic: 'hours', name: '时长和证明', about: '确认了，更正了', templates: ['hours_confirmed'] },
  { topic: 'station', name: '收藏的驿站', about: '临时关门，今晚不关门', templates: ['station_alert'] },
  { topic: 'community', name: '社区', about: '社区的事和邀请', templates: [] },
  { topic: 'account', name: '账号', about: '登录、岗位', templates: [] },
  { topic: 'keeping', name: '管站和带队', about: '有岗位的人才有', templates: [] },
]

export const n = {
  loading: '正在取消息…',
  signIn: '登录',
  whySignIn: '登录后看发给你的消息',
  none: '还没有消息',
  noneHint: '报名、时长、驿站有变化，会放在这里。',
  unread: '未读',
  allRead: '全部标为已读',
  settings: '哪些发到微信',
  more: '正在取更多…',
  end: '没有更早的了',
  kept: '消息留半年。',
  noPage: '这一页还没有，看上面的文字就行',
  open: '点开看看',

  // settings
  loadingSettings: '正在取设置…',
  hint: '关掉的不发微信，消息里照样看得到。夜里23:30到9:30不打扰，急事除外。',
  on: '开',
  off: '关',
  credits: (count: number): string => (count ? `微信还能发${count}条` : '微信还不能发：要你点一次同意'),
  askMore: '让微信多发几条',
  askedMore: (count: number): string => `好，记下了，多${count}条`,
  refused: '没有同意，消息里照样看得到',
} as const

export const nwords = plain(n)
