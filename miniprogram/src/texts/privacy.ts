/** Words of the privacy centre: what is stored, who looked, phones signed in, taking away, leaving, name and phone. */
import { plain } from './plain'

/** What each kind of WeChat message is called; keys as in `message:<template>`. */
export const MESSAGES: Record<string, string> = {
  signup_result: '报名结果',
  waitlist_offer: '候补名额',
  shift_reminder: '班次提醒',
  shift_changed: '班次变动',
  hours_confirmed: '时长确认',
  report_progress: '上报进展',
  care_answer: '关怀答复',
  station_alert: '驿站提醒',
}

/** What ends at once, and does not come back by itself, when the consent to a purpose is taken back. */
export const ENDS: Record<string, string> = {
  phone: '关掉就删手机号。',
  membership: '关掉就退出所有社区，社区里的身份也结束。',
  volunteer_record: '关掉就退出服务队，不再记新的。已经确认的时长还是你的。',
  report_photo: '关掉就删掉你拍的照片。',
  certificate_identity: '关掉就删掉还存着的姓名。',
}

/** What this service does not collect: the sentences of `data/notices-zh-CN/published.toml`, held to it by a test. */
export const NEVER: readonly string[] = [
  '不存位置，不记走过的路。算完距离就丢，日志里也没有。',
  '不存身份证号，不拍脸，进门不认身份。',
  '没有民族、宗教、政治面貌这些栏目，也不记谁想什么。',
  '不看平台给的评分和奖惩。',
  '不给人排名，不画谁去过哪儿的图。',
  '不读微信头像、昵称、好友和聊天。',
  '不用手机号登录。不留号码，什么都照常用。',
  '不存界面语言和字号，它们只在手机上。',
]

/** Keys of `work_kind`. */
const WORKS = { rider: '骑手', courier: '快递员', driver: '司机', other: '其他' }
export const WORK_KINDS = Object.entries(WORKS).map(([kind, name]) => ({ kind, name }))

export const r = {
  again: '再试一次',
  loading: '正在取…',
  signIn: '登录',
  signingIn: '登录后看',
  oneMoment: '稍等…',
  cancel: '不了',
  beijing: '都是北京时间',
  more: '看更早的',
  offline: (age: string): string => `没有网络，下面是${age}的`,

  // closing
  closing: '账号正在注销',
  closingHint: '注销期间这里看不了。可以去带走数据，或者不注销了。',
  seeClosing: '去看注销',

  // the centre
  guest: '登录后能看到存了你的什么，也能带走和删掉。',
  whySignIn: '要认出是你，才能给你看你的东西。',
  yours: '你能做的',
  looked: '谁看过我的信息',
  devices: '在哪些手机上登录着',
  takeAway: '带走我的数据',
  deletion: '注销账号',
  stored: '存了什么，为什么',
  storedHint: '每一项都能单独关。关了，别的照常用。',
  nothing: '现在没有存',
  noneYet: '没用过，也没存。',
  rows: (count: number): string => `${count} 条`,
  since: (date: string): string => `最早 ${date}`,
  until: (words: string): string => `存多久：${words}`,
  on: '开着',
  off: '关着',
  never: '没开过',
  switchName: (title: string): string => `允许${title}`,
  allow: '允许',
  withAccount: '跟着账号走，注销账号时结束。',
  why: '为什么存',
  whyName: (title: string): string => `为什么：${title}`,
  fold: '收起',
  messages: '微信消息',
  messagesHint: '关了不影响报名。通知在「消息」里都有。',
  seeAllMessages: '一项一项看',
  endAsk: (title: string): string => `关掉「${title}」？`,
  endYes: '关掉',
  ended: '已关掉',
  given: '已打开',
  changed: '说明有改动，请再看一遍再打开',
  neverTitle: '我们不收集什么',

  // who looked
  lookedNone: '还没有人看过',
  lookedHint: '工作人员看名单、看号码，都会记在这里。',
  reason: (words: string): string => `原因：${words}`,
  lookedKept: '记录留一年。只写岗位，不写是谁。',

  // devices
  thisPhone: '这台手机',
  unnamed: '没有名字的设备',
  lastUsed: (ago: string): string => `${ago}用过`,
  signedInOn: (date: string): string => `${date}登录`,
  staysUntil: (date: string): string => `不用的话到${date}为止`,
  endDevice: '让它退出',
  endDeviceName: (name: string): string => `让它退出：${name}`,
  endDeviceAsk: '让这台手机退出登录？',
  endDeviceText: '要再用，得在那台手机上重新登录。',
  endedDevice: '已退出',
  onlyThis: '只有这台手机登录着。',
  devicesHint: '不认识的，就让它退出。这台手机在「我的」里退出。',

  // taking away
  takeAwayText: '存着的和你有关的内容，全在里面。只给你自己，请收好。',
  paper: '看 PDF',
  paperHint: '在手机上打开，能转发，能保存。',
  fetching: '正在准备…',
  data: '给别的程序用的数据（JSON）',
  fetchData: '准备数据',
  ready: (rows: number, kilobytes: string): string => `好了：${rows} 条，${kilobytes}`,
  copy: '复制',
  copied: '已复制',
  notCopied: '没复制上，请再点一次',
  copyTitle: '复制之前，先说清楚',
  copyText: '微信会问你让不让益骑用剪贴板。只放进去这一份，不看里面别的。',
  copyNo: '不同意，不复制',
  share: '发到微信',
  shared: '已发出',
  notShared: '没发出去，请再点一次',
  dataKept: '离开这一页，手机上的这份就删掉。',
  tooOften: '一小时最多 10 次，过会儿再来',
  fileName: 'yiqi-my-data.json',

  // leaving
  deletionText: '先看看会怎样，再决定。7 天内都能反悔。',
  endsAtOnce: '马上结束',
  nothingEnds: '没有要结束的报名和岗位。',
  erasedLater: (day: string): string => `7 天后删掉（${day}）`,
  staysFor: '留下的，和为什么',
  firstTitle: '先要办的',
  firstText: '你走了，这些驿站就没人管了。请先找人接手。',
  leave: '注销账号',
  leaveAsk: '真的要注销？',
  leaveText: '上面「马上结束」的现在就结束。7 天内能反悔，结束了的不会自己回来。',
  leaveYes: '注销',
  closingNow: '账号正在注销',
  erasedAfter: (when: string): string => `${when}之后删掉，之前都能反悔。`,
  left: (words: string): string => `还有${words}`,
  closingMeans: '现在别人看不到你，消息也停了。数据还能带走。',
  comeBack: '不注销了',
  back: '欢迎回来，账号恢复了',
  backHint: '退掉的报名、收回的岗位不会自己回来，要用再报。',
  tooLate: '7 天过了，账号已经删掉。再登录就是新账号。',
  erased: '账号已经删掉了',
  days: (days: number, hours: number): string => (hours ? `${days}天${hours}小时` : `${days}天`),

  // name and phone
  profile: '名字和手机号',
  name: '名字',
  nameHint: '社区和带队的人看到的就是它。不用真名，最多 12 个字。',
  namePlaceholder: '给自己起个名字',
  saveName: '保存',
  savedName: '名字改好了',
  nameEmpty: '先写个名字',
  nameChanged: '刚在别处改过，看看再保存',
  work: '做什么工作',
  workHint: '可以不选。选了只用来算有多少人，不给别人看。',
  workNone: '不说',
  phone: '手机号',
  phoneNone: '没有留号码，什么都照常用。',
  phoneWhy: '只在要给你回电话时用。谁看过，你都能查到。',
  givePhone: (title: string): string => `留手机号${title ? `，即同意《${title}》` : ''}`,
  readNotice: '看说明',
  phoneGiven: '号码留好了',
  phoneDenied: '没有留号码。不留也行，想留再点。',
  phoneUsedUp: '今天微信不给号码了，过几天再来。别的照常用。',
  phoneFailed: '微信没给号码，请再点一次',
  removePhone: '删掉手机号',
  removePhoneAsk: '删掉手机号？',
  removePhoneText: '马上就删。以后要用，再留一次。',
  removed: '已删掉',
  gateTitle: '用你的手机号前，先说清楚',
  gateText: '微信会问你让不让益骑用手机号。号码加密存着，只在要给你回电话时用，随时能删。',
  gateNo: '不同意，不留号码',
} as const

export const rwords = plain(r)
