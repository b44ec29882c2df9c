/** Words of certificates: asking for one, opening it, checking one. */
import { plain } from './plain'

export const CERTIFICATE_STATES: Record<string, string> = {
  issued: '有效',
  superseded: '不再有效，里面的时长后来有更正',
  revoked: '已撤销，组织单位收回了',
}

export const PERIODS = { all: '全部', this_year: '今年', last_year: '去年', this_month: '这个月', last_month: '上个月' } as const

export const c = {
  loading: '正在取证明…',
  signIn: '登录',
  whySignIn: '开证明要知道是谁的时长，所以先登录。',
  newOne: '开一张',
  issuer: '哪个单位开',
  issuerHint: '谁组织谁开，一个单位一张，不收钱。',
  period: '哪段时间',
  same: '和原来一样',
  days: (from: string, to: string): string => `${from}到${to}，都算在内`,
  name: '纸上的姓名',
  nameHint: '和身份证上一样。不要证件号。加密存一天就删，过后再要就再填一次，编号不变。',
  nameEmpty: '先填姓名。',
  consent: (title: string): string => `点下去就是同意《${title}》。`,
  consentMore: '看看记什么、怎么用',
  consentLess: '收起说明',
  issue: '开证明',
  issuing: '正在开…',
  issued: '开好了',
  issuedHint: '打开以后，点右上角能转发、打印。',
  another: '再开一张',
  open: '打开证明',
  opening: '正在打开…',
  mine: '开过的',
  asOnPaper: (words: string, hours: string): string => `${words}，纸上写${hours}小时`,
  number: (number: string): string => `编号 ${number}`,
  between: (from: string, to: string): string => `${from}到${to}`,
  nameGone: '姓名已经删了，再填一次就能打开，编号不变。',
  typeName: '再填姓名',
  reason: (reason: string): string => `原因：${reason}`,
  nothing: '还没有已确认的时长',
  nothingHint: '参加过的服务，工作人员确认后就能开证明。',
  myHours: '看我的时长',
  waiting: (title: string, minutes: string): string => `还在等确认：${title} ${minutes}`,
  check: '核对一张证明',
  resend: '没收到答复，再发一次',

  // checking one
  checkHint: '拿到一张证明，看看是不是真的。不用登录。',
  scan: '扫纸上的码',
  numberLabel: '证明编号',
  numberHint: 'BZ 开头，16位',
  look: '查编号',
  looking: '正在查…',
  numberEmpty: '编号是16位，BZ 开头。',
  notFound: '没有这个编号，请再对一遍。',
  notOurs: '这个码不是证明上的。',
  scanFailed: '没扫成，再扫一次，或者输编号。',
  found: '查到了',
  compare: '和纸上比一比：单位、日期、时长都要一样。',
  nameCheck: '姓名对不对',
  codeLabel: '纸上的校验码',
  codeHint: '12位，横线不用管',
  match: '核对姓名',
  matching: '正在核对…',
  both: '姓名和校验码都要填。',
  matches: '相符：姓名和校验码就是这张证明上的',
  differs: '不相符：照着纸上再填一次',
  nothingKept: '这里不显示姓名，填的也不保存。',
} as const

export const cwords = plain(c)
