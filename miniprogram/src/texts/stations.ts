/** Words of the station page, the map and the saved stations. */
import { plain } from './plain'

/** What a rider may say of a thing, in this order. */
export const REPORTABLE: readonly { status: string; name: string }[] = [
  { status: 'working', name: '能用' },
  { status: 'limited', name: '勉强能用' },
  { status: 'broken', name: '坏了' },
  { status: 'absent', name: '没有了' },
]

export const stationTexts = {
  checkInHere: '在这里签到',
  amenitiesAct: '有变化？点一下告诉大家',
  how: (name: string): string => `${name}现在怎么样`,
  thanks: '谢谢，记下了',
  thanksMore: '谢谢，记下了。三位骑手都这么说，就会改过来。',
  /** A guest's word goes no further than this phone: nothing is noted. */
  foundShut: (told: boolean, another: boolean): string => (told ? '记下了。' : '') + (another ? '下一家开着的：' : '附近没有别家开着。'),
  save: '收藏',
  unsave: '已收藏',
  keep: '管理这家驿站',
  signInToTell: '登录后告诉站长和大家',

  mapTitle: '驿站地图',
  mapName: '附近驿站的地图，下面是选中的一家',
  here: '我在这里',
  mapEmpty: '还没有驿站可以放上地图',
  mapDetail: '看详情',

  signIn: '登录',
  savedTitle: '收藏的驿站',
  savedNone: '还没有收藏',
  savedHint: '在驿站页点「收藏」，就会放在这里。',
  savedSignIn: '登录后，换手机也找得到收藏的驿站。',
} as const

export const stationWords = plain(stationTexts)
