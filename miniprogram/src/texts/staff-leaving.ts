/** Words at the end of somebody's work here. */
export const leavingTexts = {
  helpLine: '有难处打',
  ended: '您的岗位已结束',
  endedText: (who: string, line: string): string =>
    `工作页面您看不到了，没写完的还在这部手机上。想知道原因或要恢复，请问${who}，也可以打${line}。`,
  endedShort: (who: string, line: string): string => `工作页面您看不到了。想知道原因或要恢复，请问${who}，也可以打${line}。`,
  whoOf: (scope: string): string => `${scope}的负责人`,
  who: '给你安排岗位的街道或社区',
  notYours: '这里不归你管了',
  notYoursText: (who: string): string => `你别的工作照旧。有疑问请问${who}。`,
  notStaff: '这里是工作人员用的',
  notStaffText: (who: string): string => `要开通岗位，请问${who}。`,
  known: '知道了',
} as const
