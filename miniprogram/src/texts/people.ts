/** Words of scanning, communities, the member code and 我的. */
import { plain } from './plain'

/** How one belongs to a community: a key of `PUT /communities/{area_code}/membership`. */
export const BELONGS: readonly { kind: 'home' | 'work' | 'other'; name: string }[] = [
  { kind: 'home', name: '住在这里' },
  { kind: 'work', name: '常在这里跑单' },
  { kind: 'other', name: '其他' },
]

export const p = {
  again: '再试一次',
  loading: '正在取…',
  cancel: '不用了',
  gotIt: '知道了',
  agreeing: (title: string): string => (title ? `，即同意《${title}》` : ''),
  readNotice: '报到前看看说明',
  oneMoment: '稍等…',
  stop: '。',

  // scan
  scanTitle: '扫码',
  scan: '扫码签到',
  scanHint: '驿站、社区、班次的码都能扫。点了才打开相机。',
  whyCheckIn: '签到要记下是谁到了，所以先登录。',
  memberCode: '我的会员码',
  memberCodeHint: '带队扫你的手机，也能签到。',
  notOurs: '这不是益骑的码',
  notOursTodo: '请扫驿站、社区或班次上的码。',
  membersOwn: '这是会员码',
  membersOwnTodo: '会员码给带队的人扫。你自己请扫现场的码。',
  scanFailed: '没扫成，请再扫一次',
  scanFailedTodo: '也可以请带队登记。',
  checkInHere: '在这里签到',
  undo: '签错了，撤销',
  undone: '已撤销',
  openCommunity: '看看这个社区',
  usePosition: (title: string): string => `用一次位置，即同意《${title}》`,
  positionWhy: '只看这一次你离现场多远，算完就丢，不保存。',
  noPosition: '不给位置，等带队确认',
  addPosition: '补一次位置',
  locating: '正在定位…',
  positionRefused: '微信没让用位置。不给也行，带队会确认。',
  positionFailed: '一时定不到位，再点一次。',
  gateText: '签到要看你离现场多远，这一次的位置会发给服务，算完就丢，不保存。不同意也能签到，由带队确认。',
  gateNo: '不同意，等带队确认',
  queue: '等待发送和答复',
  recent: '最近的签到',
  recentNone: '还没有签到过',
  leaveWaiting: (count: number): string => `还有 ${count} 条没发出去`,
  leaveWaitingText: '退出后先放在这台手机里，等你再登录才发，别人登录不会发。三天内不发就作废了。',
  leaveAnyway: '退出',
  stay: '先不退',

  // member code
  codeTitle: '我的会员码',
  codeHint: '给带队或工作人员扫。每分钟自己换一个。',
  codeName: '会员码，给带队的人扫',
  codeGone: '网络不好，请对方手动登记',
  codeGoneHint: '报上你的名字就行。网络好了，码会自己出来。',
  codeWhy: '会员码认的是你，所以先登录。',
  codeShow: '登录并显示会员码',

  // community
  communityTitle: '社区',
  reportIn: '报到',
  reportInText: '报到以后，社区的活动和通知会告诉你。自愿，不打卡，随时能退。',
  whatKind: '你和这里是',
  staffSee: '报到后工作人员能看到',
  staffSeeNot: '看不到你的手机号。',
  whyReportIn: '报到要让社区知道是谁，所以先登录。',
  reportedIn: (kind: string, date: string): string => `${date}报到，${kind}`,
  youAreIn: '你已经在这里报到',
  justIn: '报到好了',
  news: '社区消息',
  newsNone: '还没有消息',
  contact: '社区电话',
  call: '打电话',
  leave: '退出这个社区',
  leaveAsk: '退出这个社区？',
  leaveText: '社区名单里就没有你了。报名和时长不受影响，随时能再来。',
  leaveYes: '退出',
  left: '已退出',
  rolesEnded: (names: string): string => `一起结束的身份：${names}`,
  signupsKept: (titles: string): string => `报名照旧：${titles}`,
  threeTitle: '已经在三个社区报到了',
  threeText: '先退出一个，就能来这里报到。',
  unknownCommunity: '没找到这个社区，可能是旧海报',
  findNearest: '去找驿站',

  // communities
  communities: '我的社区',
  communitiesNone: '还没有在哪个社区报到',
  communitiesHint: '扫社区海报，或者在下面选一个。',
  findCommunity: '找社区',
  chooseTownship: '先选乡镇街道',
  changeTownship: '，换一个',

  // me
  signIn: '登录',
  whySignIn: '登录后能报到、签到、报名，看自己的时长。',
  number: (no: string): string => `编号 ${no}`,
  closing: '账号正在注销',
  signOut: '退出登录',
  signedOut: '已退出',
} as const

export const pwords = plain(p)
