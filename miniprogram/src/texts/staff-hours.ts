/** Words of the staff's day: what waits, hours to confirm, check-ins to accept, objections to answer. */
import { plain } from './plain'

/** Why a row wants a look of its own, by the service's word. In this order: no check-out first. */
export const DOUBTS: Record<string, string> = {
  'check-out-waiting': '签退等确认',
  'check-in-waiting': '签到等确认',
  'no-check-out': '没签退',
  'no-check-in': '没签到',
  'came-late': '到得晚',
  'left-early': '走得早',
  'outside-plan': '超出了班次时间',
  'by-planned': '按计划时间算的',
  'by-stated': '本人自己填的',
  'by-staff': '手动登记的',
  'own-row': '这是你自己的',
}

/** Why minutes are changed, and why hours are not passed: one tap each, the rider reads it. */
export const CHANGED: readonly string[] = ['现场看到的', '忘了签退', '签到扫晚了', '和本人核对过']
export const REFUSED: readonly string[] = ['人没到', '中途走了', '重复登记了', '不是这一班的']

/** What somebody scanned, by its direction. */
export const SCANNED: Record<string, string> = { in: '签到', out: '签退' }

/** Why a check-in waits, by the service's reason. */
export const WAITS: Record<string, string> = {
  late: '没网时扫的，后来才传上来',
  'too-far': '位置离现场有点远',
  'no-position': '没有用上位置',
  'shared-device': '这台手机今天给好几个人签过',
  'too-fast': '和上一次签到离得远、隔得近',
  'many-pairs': '今天进出好几次了',
  'not-on-roster': '名单里没有这个人',
}

export const ACCEPTED: readonly string[] = ['现场见到了', '带队说到了', '认识本人', '和名单对上了']
export const REFUSED_CHECKINS: readonly string[] = ['人没来', '不在现场', '替别人签的', '签重复了']

/** What the caller is in a shift of today, and how it stands where that must be said. */
export const PARTS: Record<string, string> = { leader: '你带队', registered: '你也报名了', waitlisted: '你在候补' }
export const SHIFT_STATUS: Record<string, string> = { draft: '还没发布', cancelled: '已取消' }

export const h = {
  // every page
  loading: '正在取…',
  signIn: '登录',
  why: '登录后才知道哪些归你管。',
  beijing: '北京时间',
  help: (name: string, number: string): string => `拿不准？打${name} ${number}`,
  undo: '撤销',
  undoFor: (minutes: number): string => `还有${minutes}分钟能撤销`,
  undoing: '正在撤销…',
  undone: (count: number): string => `撤销了，${count}条回到待确认`,
  othersDecision: '这是同事先定的，只有同事能撤销。',
  unanswered: '没收到答复。再点一次，不会重复。',
  offlineAct: '没有网络，没有发出去。连上再点一次。',
  noName: '没留名字的人',

  // today
  todayTitle: '今天的工作',
  nothing: '现在没有等你办的',
  nothingHint: '有新的会出现在这里。',
  hours: '时长',
  normalOnes: (count: number): string => `正常 (${count})`,
  normalHint: '签到签退都有，时间对得上。',
  sum: (words: string): string => `一共${words}`,
  some: (title: string, count: number): string => `${title} ${count}人`,
  confirmAll: '全部确认',
  confirming: '正在确认…',
  seeList: '看名单和全部时长',
  looks: (count: number): string => `要看一下 (${count})`,
  looksHint: '一条一条看，原因写在上面。',
  seconds: (count: number): string => `等复核 (${count})`,
  secondsHint: '超过上限的，要第二个人同意。',
  sampled: (count: number): string => `抽查 (${count})`,
  sampledHint: '确认过的，请再看一眼。',
  changedOnes: (count: number): string => `签到又有变化 (${count})`,
  changedHint: '确认以后才传上来的签到。',
  objections: (count: number): string => `异议 (${count})`,
  objectionsHint: '骑手说时长不对，要核实再答复。',
  ownOnes: (count: number): string => `你自己的 (${count})`,
  ownHint: '自己的时长要由别人确认。',
  checkins: (count: number): string => `签到等确认 (${count})`,
  checkinsHint: '看一眼人在不在现场。',
  stale: (count: number): string => `驿站情况该核实了 (${count})`,
  staleHint: '好几天没人更新，骑手拿不准。',
  reports: (count: number): string => `骑手反映 (${count})`,
  reportsHint: '说一声坏了还是好的。',
  shiftsToday: '今天的班次',
  noShifts: '今天没有班次。',
  allShifts: '管理班次',
  registered: (there: number, of: number): string => `${there}人报名，名额${of}`,

  // hours to confirm
  none: '都确认完了',
  noneHint: '服务结束、签退以后，新的会出现在这里。',
  oneByOne: '一条一条看',
  justDone: '刚才办的',
  didConfirm: (count: number, words: string): string => `确认了${count}条，一共${words}`,
  ofThose: (count: number): string => `，其中${count}条超过上限，要第二个人复核`,
  didOne: (name: string, words: string): string => `${name}：确认了${words}`,
  didSecond: (name: string): string => `${name}：超过上限，等复核人再看`,
  didRefuse: (name: string, reason: string): string => `${name}：不算，${reason}`,
  didCorrect: (name: string, words: string): string => `${name}：更正为${words}`,
  didRead: (name: string): string => `${name}：看过了`,
  someFailed: (count: number, title: string): string => `${count}条没办成：${title}`,

  // one of them
  place: (at: number, of: number): string => `第${at}条，共${of}条`,
  planned: (words: string): string => `计划${words}`,
  there: (words: string): string => `到了${words}`,
  notMeasured: '到了多久不知道',
  byPlan: (early: boolean): string => (early ? '缺的一头按计划时间算，早到的几分钟也算' : '缺的一头按计划时间算'),
  proposed: (words: string): string => `记${words}`,
  confirmed: (words: string): string => `已经确认${words}`,
  nowComesTo: (words: string): string => `现在按签到算是${words}`,
  confirm: (words: string): string => `确认 ${words}`,
  agree: (words: string): string => `同意 ${words}`,
  correct: (words: string): string => `更正为 ${words}`,
  takeBack: '全部撤掉',
  sameAsNow: '和现在的一样，不用更正。',
  change: '改',
  changeName: '改分钟数',
  refuse: '不算',
  read: '看过了，没问题',
  skip: '下一条',
  last: '这是最后一条了',
  less: '-5',
  lessName: '-5分钟',
  more: '+5',
  moreName: '+5分钟',
  whyChange: '为什么改？可以不选',
  whyCorrect: '为什么改？点一个',
  whyRefuse: '为什么不算？点一下就定，骑手会看到',
  stop: '不改了',
  stopRefuse: '再想想',
  zero: '没有时长可确认，改一下或者不算。',
  ownRow: '这是你自己的时长，要由别人确认。',
  otherMust: '要由另一位复核人确认。',
  nothingToDo: '这条现在不用你办。',
  overtaken: '这条刚有变化，现在是这样。',
  goneOn: '刚才那条别人办了。',
  gone: '这条不在你这里了',
  doneAll: '看完了',
  doneAllHint: '没有要看的了。',
  back: '返回',

  // check-ins
  checkinsTitle: '签到等确认',
  noCheckins: '没有等确认的签到',
  noCheckinsHint: '扫码有疑问的会出现在这里。',
  moreCheckins: '后面还有，办完这些再看。',
  scannedIn: (when: string): string => `${when} 签到`,
  scannedOut: (when: string): string => `${when} 签退`,
  accept: '算',
  acceptName: (name: string, what: string): string => `${name}的${what}算`,
  notAccept: '不算',
  notAcceptName: (name: string, what: string): string => `${name}的${what}不算`,
  whyAccept: '怎么知道的？点一下就定',
  whyNot: '为什么不算？点一下就定，骑手会看到',
  didAccept: (name: string, what: string): string => `${name}的${what}算上了`,
  didNotAccept: (name: string, what: string): string => `${name}的${what}不算`,
  alreadyDecided: '别人刚办过这一条。',
  ownCheckin: '这是你自己的签到，要由别人来办。',

  // objections
  objectionsTitle: '异议',
  noObjections: '没有等答复的异议',
  noObjectionsHint: '骑手觉得时长不对，会在这里说。',
  due: (day: string): string => `${day}前要答复`,
  overdue: (day: string): string => `${day}就该答复了`,
  stands: (words: string): string => `现在记的是${words}`,
  standsNot: '现在没有算时长',
  yourAnswer: '核实后写一句答复',
  answerOf: (name: string): string => `给${name}的答复`,
  send: '发出答复',
  sendTo: (name: string): string => `发出答复给${name}`,
  fix: '更正时长',
  fixOf: (name: string): string => `更正时长：${name}`,
  writeFirst: '先写一句答复。',
  answered: '答复发出去了',
} as const

export const hwords = plain(h)
