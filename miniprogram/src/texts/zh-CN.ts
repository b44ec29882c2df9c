/** Words of the first screen and of what all pages share. Short, natural, kind; never blames the rider. */
import { plain } from './plain'

/** What the filters of the first screen ask for; every amenity: `texts/pages.ts`. */
export const AMENITIES: Record<string, string> = {
  drinking_water: '饮用水',
  hot_water: '热水',
  heating: '暖气',
  air_conditioning: '空调',
  phone_charging: '手机充电',
  ebike_charging: '电动车充电',
}

export const CHIPS: Record<string, string> = {
  hot_water: '热水',
  heating: '暖气',
  drinking_water: '饮水',
  air_conditioning: '空调',
  charging: '充电',
}

export const TOLD: Record<string, string> = { manager: '站长', riders: '骑手', import: '登记资料' }

export const CROWDING: Record<string, string> = { few: '人不多', some: '有点人', full: '坐满了' }

export const t = {
  // common
  again: '再试一次',
  loading: '正在找…',
  route: '去这里',
  next: '下一家',
  callFirst: '先打电话',
  settings: '去打开',
  synthetic: '示例资料',

  // nearest
  nearestTitle: '最近开着的驿站',
  welcomeTitle: '找最近开着的驿站',
  nearMe: '我附近',
  useMyPlace: '看我附近',
  pickTownship: '选乡镇街道',
  changeTownship: '换地方',
  whyPlace: '只用来算距离，用完就丢，不保存。',
  placeRefused: '没有打开位置，按地方看也行。',
  placeFailed: '一时定不到位置，再试一次，或者选个地方。',
  approximately: '约',
  allStations: (count: number): string => `全部 ${count} 家`,
  fitting: (count: number): string => `符合的 ${count} 家`,
  openWithin: (count: number, words: string): string => `${words}内有 ${count} 家开着`,
  openIn: (count: number, place: string): string => `${place}有 ${count} 家开着`,
  noneOpen: '附近现在没有开着的',
  opensFirst: '最早开门的',
  nobodyKnows: '现在不知道哪家开着',
  nearestOne: '这家最近，先打个电话问问',
  helpline: '急需帮助，打 12345',
  notOpen: '到了没开',
  nextInstead: '换下一家',
  seeMap: '看地图',
  nothingFits: '没有符合的驿站',
  nothingFitsHint: '少选一项再看看。',
  noData: '还没有驿站资料',
  noDataHint: '连上网打开一次，以后没网也能看。',
  offline: (age: string): string => `离线 · 资料是${age}的`,
  asOf: (age: string): string => `${age}的资料`,

  // states
  openUntil: (when: string): string => `开着，到${when}`,
  openForMinutes: (words: string): string => `还开${words}`,
  openAllDay: '一直开着',
  openOnArrival: (words: string): string => `你到时还开${words}`,
  closesBeforeArrival: (when: string): string => `${when}关门，可能赶不上`,
  opensAt: (when: string): string => `${when}开门`,
  closed: '关着',
  unknownHours: '时间未知',
  riding: (minutes: number): string => `骑车${minutes}分钟`,
  told: (who: string, ago: string): string => `${who} ${ago}`,
  etaWords: (when: string): string => `预计${when}修好`,

  bothCharging: '手机/电车充电',

  // privacy
  privacyTitle: '用你的位置前，先说清楚',
  privacyText: '位置只在手机上算距离，找驿站时发出去的只精确到一百米左右，用完就丢。不同意也能按乡镇街道找。',
  privacyRead: '看《益骑隐私保护指引》',
  privacyYes: '同意',
  privacyNo: '不同意，按地方找',
} as const

/** The texts without parameters. */
export const words = plain(t)
