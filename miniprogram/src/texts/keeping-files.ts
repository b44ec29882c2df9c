/** Words of the monthly check and of the poster. */
import { plain } from './plain'

/** The lines of the check; `page`: where what is wrong is put right, empty: by the office. */
export const LINES: readonly { fact: string; name: string; page: string }[] = [
  { fact: 'name', name: '名称', page: '' },
  { fact: 'place', name: '地址', page: '' },
  { fact: 'hours', name: '开放时间', page: 'hours' },
  { fact: 'contact', name: '电话', page: '' },
  { fact: 'amenities', name: '设施', page: 'amenities' },
]

export const keepingFiles = {
  verifyTitle: '每月核对',
  whySignIn: '登录后才能核对。',
  verifyHint: '一条一条看，对的点“没错”。',
  right: '没错',
  rightNamed: (name: string): string => `${name}没错`,
  wrong: '不对，去改',
  wrongNamed: (name: string): string => `${name}不对，去改`,
  office: '不对就告诉社区，由社区来改。',
  never: '还没核对过',
  last: (ago: string): string => `上次${ago}`,
  none: '没有登记',
  unknownHours: '时间未知',
  send: (count: number): string => `确认这${count}条`,
  nothing: '先点对的那几条',
  sent: '记下了，多谢',
  changed: '刚有别人改过，下面是现在的。再看一眼，点过的还在。',
  drafted: '接着上次没交的核对。',

  posterTitle: '海报',
  posterWhy: '登录后才能取海报。',
  posterHint: '一张A4纸，带这家的码。骑手扫了就看到这里的情况，也能签到。贴在门口和桌边。',
  open: '打开海报（PDF）',
  openHint: '打开后右上角可以转发、打印',
  opening: '正在取…',
  opened: '海报打开了',
  renew: '换新码',
  renewHint: '码被拍走乱用时才换。换了以后，以前印的马上不能用。',
  renewAsk: '换新码？',
  renewText: '以前印的海报从现在起都不能用，要马上印新的贴上。',
  renewYes: '换',
  renewNo: '不换',
  renewed: '换好了。请打开新海报，印出来换上。',
} as const

export const keepingFilesWords = plain(keepingFiles)
