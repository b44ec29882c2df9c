/** Words of volunteering and hours. Apart from `zh-CN.ts`, so that the first screen does not carry them. */
import { plain } from './plain'

/** What a sign-up is to its owner, by its state. */
export const SIGNUP_STATES: Record<string, string> = {
  registered: '已报名',
  waitlisted: '候补中',
  offered: '有名额给你',
  checked_in: '已签到',
  checked_out: '已签退',
  cancelled: '已取消',
  late_cancelled: '临时取消了',
  excused: '跑单没去成',
  no_show: '这次没见到你',
  lapsed: '这次没候补上',
  shift_cancelled: '班次取消了',
}

/** Whether one can sign up for a shift, by its `signup_state`; `open` and `full_waitlist` say how many. */
export const SHIFT_STATES: Record<string, string> = {
  not_open: '还没开始报名',
  full: '报满了',
  closed: '报名截止了',
  cancelled: '取消了',
  done: '结束了',
}

/** Where a minute comes from. */
export const SOURCES: Record<string, string> = {
  checkin: '扫码签到/签退',
  planned: '没签退，按计划时间',
  stated: '自己填写',
  staff: '手动登记',
  backfill: '补录',
}

export const HOURS_STATES: Record<string, string> = {
  pending: '待确认',
  awaiting_second: '待复核',
  confirmed: '已确认',
  rejected: '没有通过',
  reversed: '已撤回',
}

/** Why nobody scanned, on the statement. */
export const STATED_WHYS: readonly string[] = ['忘了扫码', '手机没电', '没有网络', '扫了没成']

/** What is wrong with hours, on the objection. */
export const OBJECTIONS: readonly string[] = ['分钟算少了', '分钟算多了', '我到了，没算', '不是我去的']

/** What a line of the ledger is, by its kind; a taking back says why, by its reason. */
export const LINE_KINDS: Record<string, string> = {
  proposal: '报上来',
  first_approval: '一个人确认了，等复核',
  confirm: '确认',
  reject: '没有通过',
  reverse: '收回',
  backfill: '补录',
}
export const REVERSALS: Record<string, string> = { undone: '收回，重新确认', corrected: '更正：收回原来的', claimed: '收回，另外算' }

export const v = {
  // the list
  loading: '正在找班次…',
  myNext: '我的下一班',
  myShifts: '我的报名',
  myHours: '我的时长',
  onlyFree: '只看有名额的',
  none: '这阵子没有班次',
  noneHint: '有新的会放在这里，过两天再来看看。',
  noneFree: '有名额的都报完了',
  noneFreeHint: '满了的班次也能候补，有人退出就轮到你。',
  showAll: '看全部班次',
  more: '正在取更多…',
  dayToday: (weekday: string, date: string): string => `今天 ${weekday} ${date}`,
  dayTomorrow: (weekday: string, date: string): string => `明天 ${weekday} ${date}`,
  dayPlain: (weekday: string, date: string): string => `${weekday} ${date}`,
  training: '培训',
  places: (free: number): string => `还有${free}个名额`,
  queue: (waiting: number): string => (waiting ? `满了，${waiting}人候补` : '满了，可以候补'),
  goingOn: '正在进行',
  position: (position: number): string => `候补第${position}位`,
  offeredUntil: (when: string): string => `有名额给你，${when}前回复`,
  moved: '时间地点改了，还来吗',
  called: '有空位，先到先得',

  // one shift
  gone: '这个班次不在了',
  seeAll: '看别的班次',
  checkInHere: '在这里签到',
  posterHint: '打开海报不会自动签到，到了再点。',
  inDays: (days: number): string => `${days}天后开始`,
  inTime: (words: string): string => `${words}后开始`,
  soon: '马上开始',
  endsIn: (words: string): string => `正在进行，还有${words}`,
  over: '已经结束',
  beijing: '北京时间',
  lasts: (words: string): string => `共${words}`,
  privatePlace: '上门地址',
  privateHint: '只给来的人看，别转给别人。',
  privateOnline: '上门地址连上网才看得到。',
  risk: '要注意的',
  insurance: '保险',
  noInsurance: '组织方没有写保险。',
  noRisk: '组织方没有写风险。',
  roles: '岗位',
  pickRole: '选一个岗位',
  skills: (words: string): string => `要会：${words}`,
  minAge: (years: number): string => `满${years}岁可以报名。`,
  voluntary: '自愿参加，没有报酬。',
  keeper: (name: string): string => `时长由${name}记录`,
  noHours: '这是培训，单独记，不算服务时长。',
  opens: (when: string): string => `${when}开始报名`,
  full: '报满了',
  closes: (when: string): string => `${when}报名截止`,
  freeUntil: (when: string): string => `${when}前取消不留记录`,
  cancelReason: (reason: string): string => `取消原因：${reason}`,
  leftBefore: (state: string): string => `你之前：${state}`,

  // acts
  signUp: '报名',
  joinQueue: (ahead: number): string => (ahead ? `报名候补，前面${ahead}人` : '报名候补'),
  signingUp: '正在报名…',
  consent: (title: string): string => `点下去就是同意《${title}》。`,
  consentMore: '看看记什么、怎么用',
  consentLess: '收起说明',
  whySignUp: '报名要记下是谁，好给你留位置。',
  whyMine: '登录后才知道哪些是你的。',
  signIn: '登录',
  done: '报上了',
  queued: (position: number): string => `已候补，第${position}位`,
  queueHint: '轮到你会发消息，点了接受名额才是你的。',
  cancel: '取消报名',
  leaveQueue: '不候补了',
  leaveTitle: '不去了？',
  leaveQueueTitle: '不候补了？',
  leaveFree: '现在取消不留记录，名额让给候补的人。',
  leaveQueueText: '位置让给后面的人，想来可以再候补。',
  leaveLate: (when: string): string =>
    `过了${when}，现在取消会记一笔“临时取消”，只有你和组织者看得到。跑单走不开的话不留记录，也不用说原因。`,
  busy: '跑单走不开',
  leaveAnyway: '不是跑单，临时取消',
  stay: '再想想',
  leaving: '正在取消…',
  left: '取消好了',
  accept: '接受名额',
  refuse: '让给下一位',
  reconfirm: '还来',
  answerIn: (words: string): string => `还有${words}可以回复`,
  answerSoon: '还有不到1分钟可以回复',
  offerEnds: (when: string): string => `${when}前没回复，名额先给下一位，你接着在那位后面候补。`,
  offerOver: '回复时间过了，名额可能给了下一位。点一下就知道。',
  refuseHint: '不去就让给下一位，想来还能再候补。',
  calledHint: '候补的人都收到了消息，先点的人来。没抢到接着候补，不影响什么。',
  movedHint: '下面是新的时间地点。不回复也给你留着位置，来不了现在取消不留记录。',
  accepted: '名额是你的了',
  refused: '让给下一位了',
  reconfirmed: '好，等你来',
  sayTimes: '没签上？自己说一下时间',
  sayLeft: '忘了签退？补一下时间',
  answering: '正在回复…',
  checkIn: '扫码签到',
  checkOut: '扫码签退',
  resend: '没收到答复，再发一次',
  sendAgain: '没有网络，连上再点一次。',
  unanswered: '网络不稳，没收到答复。再发一次不会重复。',

  // my shifts
  ahead: '接下来',
  past: '过去的',
  noneAhead: '还没有报名',
  noneAheadHint: '看看有什么班次，想去再报。',
  nonePast: '还没有参加过',
  seePast: '看过去的',
  signInShifts: '登录后看自己报了哪些班次',
  signInHours: '登录后看自己的志愿时长',

  // hours
  confirmed: '已确认',
  pending: '待确认',
  ofBackfill: (words: string): string => `其中补录${words}`,
  issuers: '谁记录的',
  issuersHint: '谁组织谁记录，证明也由谁开，不收钱。',
  served: '每一次服务',
  backfilled: '补录的',
  backfillHint: '事后补上的，单独列出。',
  loadingHours: '正在取时长…',
  seeAllShifts: '看看有什么班次',
  noHoursYet: '还没有时长',
  noHoursHint: '参加一次志愿服务，签到签退后就会记在这里。',
  reason: (words: string): string => `原因：${words}`,
  from: (issuer: string): string => `${issuer}记录`,
  thisOne: '消息里说的这一条',
  certificates: '开证明',
  claimWalkIn: '现场登记过？领回来',

  // one's own statement
  stateHint: '先按计划填好了，不对就点一下改。',
  stateHintLeft: '到的时间已经有了，补上走的时间就行。',
  came: '到了',
  went: '走了',
  earlier: (minutes: number): string => `早${minutes}分`,
  later: (minutes: number): string => `晚${minutes}分`,
  stateWhy: '为什么没扫上（不选也行）',
  stateSend: '交给工作人员核对',
  stateDone: '收到了',
  stateDoneHint: '工作人员核对后算时长，结果发消息给你。',
  stateSaid: (when: string, times: string): string => `你${when}说过：${times}。再发一次就换成新的。`,
  stateAgain: '改一下时间',
  stateNot: '这一班现在没有要说明的',
  stateNotHint: '开始以后到结束后 30 天，没签到或没签退的可以自己说明。',
  sending: '正在发送…',
  seeShift: '看这一班',
  whyState: '说明要知道是谁，所以先登录。',

  // claim of a walk-in
  claimHint: '在现场没带手机、没有账号，带队会给一个10位的领取码。输进来，那次的时长就归你。30 天内有效。',
  claimCode: '领取码',
  claimGo: '领回来',
  claiming: '正在领取…',
  claimShort: (missing: number): string => `领取码是10位，还差${missing}位。`,
  claimLong: '领取码是10位，多了几位。',
  claimDone: '领到了',
  claimDoneHint: '那次到场记到你名下了，工作人员确认后算时长。',
  claimMore: '再领一个',
  whyClaim: '领取要记到你名下，所以先登录。',

  // one line of hours, and an objection to it
  loadingEntry: '正在取这一条…',
  entryGone: '没有这一条时长',
  ledger: '这一条是怎么来的',
  objectTitle: '觉得不对？',
  objectUntil: (date: string): string => `${date}前可以提，组织方要核对，15个工作日内答复。`,
  objectMore: '再说一句（不写也行）',
  objectSend: '提异议',
  objectEmpty: '选一条，或者写一句。',
  objected: '收到了',
  objectedHint: (date: string): string => `组织方核对后${date}前答复，答复会发消息给你。`,
  yourWords: (text: string): string => `你说：${text}`,
  dueOn: (date: string): string => `${date}前答复`,
  answer: (text: string): string => `答复：${text}`,
  notDecided: '还没确认，确认后 30 天内可以提异议。',
  tooLate: '提异议的 30 天过了，有疑问可以打电话问。',
  helpLine: '拿不准就打',
} as const

export const vwords = plain(v)
