/** Sentences of the check-in page: why a check-in waits for somebody, what to do about one that does not count. */

export const answer = {
  sending: '正在发送…',
  scanned: (when: string): string => `${when} 扫的`,
  at: (when: string, place: string): string => (place ? `${when} ${place}` : when),
  waitingTodo: '已经记在手机里。有网就自己发出去，不用再扫。',
  waitingTold: '已经记在手机里。有网就自己发出去，不用再报。',
  waitingLoose: '手机存满了，这一条没存住。发出去前别关益骑。',
  waitingLooseTodo: '要关，先请带队登记。',
  almostText: '这个码还要看一眼你在不在现场。',
  pendingText: '等带队或工作人员确认。',
  again: '请再扫一次，或者请带队登记。',
} as const

/** Why a check-in waits for somebody, by the service's reason. */
export const PENDING: Record<string, string> = {
  late: '没网时扫的，等带队核对一下。',
  'too-far': '位置离现场有点远，等带队确认。',
  'no-position': '没有用上位置，等带队确认。',
  'shared-device': '这台手机今天给好几个人签过，等带队确认。',
  'too-fast': '和上一次签到离得远、隔得近，等带队确认。',
  'many-pairs': '今天进出好几次了，等带队确认。',
  'not-on-roster': '名单里没有你。跟带队说一声，可以当场加上。',
}

/** What to do about a check-in that does not count. */
export const REJECTED: Record<string, string> = {
  'bad-code': '码对不上。请对着现场的码再扫一次。',
  expired: '码过时了。请对着屏幕上现在的码再扫一次。',
  revoked: '这张码已经换了。请扫新的，或者请带队登记。',
  closed: '现在不在签到时间里。请问问带队。',
  'too-far': '位置不在现场。到了再扫一次，或者请带队登记。',
}

/** What to do about a refusal, by its slug; others: `again`. */
export const REFUSED: Record<string, string> = {
  'too-late': '', // the title says what to do
  'unknown-code': '这不是签到码。请扫驿站、社区或班次的码。',
  'checkin-undone': '这次签到已经撤销了。要签就再扫一次。',
  'account-closing': '账号正在注销，不能签到。',
  'age-unconfirmed': '满16岁才能签到。确认后再发一次就行。',
}
