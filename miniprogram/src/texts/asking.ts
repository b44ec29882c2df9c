/** Words of the sheet that asks before a person's act. */
import { plain } from './plain'

export const ask = {
  signInTitle: '登录一下',
  signInSmall: '只用微信给的一个编号认人。不要手机号，也不看你的微信头像和昵称。',
  signInGrownUp: '已满16岁，同意并登录',
  signInYes: '同意并登录',
  signInYoung: '还没满16岁，同意并登录',
  notNow: '不用了',
  oneMoment: '稍等…',
  ageTitle: '先问一句年龄',
  ageText: '报到、签到、报名这些，满16岁才行。只问这一次。',
  ageYes: '我已满16岁',
  ageYoung: '还没满16岁',
  youngTitle: '等满16岁再来',
  youngText: '现在可以找驿站、收藏驿站。报到、签到、报名要满16岁。',
  gotIt: '知道了',
  bookOpen: '看《',
  bookClose: '》',
  noticeChanged: (title: string): string => `《${title}》有改动，请再看一遍`,
  noticeYes: '同意并继续',
  withdrawn: (title: string): string => `你撤回过《${title}》的同意`,
  withdrawnText: '要接着做，得先重新同意。以后还能随时撤回。',
  withdrawnYes: '重新同意并继续',
} as const

export const askWords = plain(ask)
