/** Words of the calendar address. */
import { plain } from './plain'

export const k = {
  open: '放进手机日历',
  what: '这是一个网址，谁有它，谁就看得到你的班次，别转给别人。',
  how: '在手机日历里选“订阅日历”，粘贴进去。再要一个，以前的就停用。',
  copy: '复制地址',
  making: '正在要地址…',
  copied: '复制好了，去手机日历里粘贴。',
  notCopied: '没复制上。再点一次，或者按住下面的网址复制。',
  end: '停用',
  ending: '正在停用…',
  endAsk: '停用日历地址？',
  endText: '日历里的班次不再更新。想用再要一个。',
  cancel: '不了',
  ended: '停用了，以前的地址都打不开了。',
  why: '登录后才知道哪些班次是你的。',
  gateTitle: '复制之前，先说清楚',
  gateText: '微信会问你让不让益骑用剪贴板。只放进去这一条，不看里面别的。',
  gateNo: '不同意，不复制',
} as const

export const kwords = plain(k)
