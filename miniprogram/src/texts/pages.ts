/** Words of the pages behind the first, together with the shared ones: such a page takes both from here. */
import { plain } from './plain'
import { AMENITIES as onChips, t as shared } from './zh-CN'

export { TOLD } from './zh-CN'

export const AMENITIES: Record<string, string> = {
  drinking_water: onChips['drinking_water']!,
  refill: '水杯续水',
  hot_water: onChips['hot_water']!,
  microwave: '微波炉',
  fridge: '冰箱',
  seats: '座椅',
  recliner: '躺椅',
  heating: onChips['heating']!,
  air_conditioning: onChips['air_conditioning']!,
  fan: '风扇',
  phone_charging: onChips['phone_charging']!,
  ebike_charging: onChips['ebike_charging']!,
  battery_swap: '换电柜',
  ebike_parking: '停车位',
  wifi: '无线网络',
  toilet: '卫生间',
  shower: '淋浴',
  first_aid: '医药箱',
  aed: '除颤仪',
  umbrella_raincoat: '雨具',
  tools_pump: '充气泵',
  tyre_repair: '补胎',
  helmet_lending: '头盔借用',
  books: '图书',
  tv: '电视',
  locker: '储物柜',
  women_room: '女性休息间',
  nursing: '母婴室',
  ramp: '坡道',
  lit_entrance: '门口照明',
  staffed: '有人值守',
  self_service_door: '自助开门',
  legal_desk: '法律咨询',
  policy_desk: '政策咨询',
}

export const AMENITY_STATES: Record<string, string> = {
  working: '能用',
  limited: '勉强能用',
  broken: '坏了',
  absent: '没有',
  unknown: '不清楚',
}

/** Until the service has told its own list once. */
export const HOTLINES = [
  { name: '政务服务便民热线', number: '12345' },
  { name: '急救', number: '120' },
  { name: '报警', number: '110' },
]

export const WHY: Record<string, string> = {
  exception: '当天另有安排',
  closure: '临时关门',
  season: '换季，时间待定',
  holiday: '节假日',
  rule: '',
}

export const t = {
  ...shared,

  // common
  call: '打电话',
  refreshed: '已是最新',

  // station
  amenitiesNow: '现在有什么',
  noAmenities: '还没有人登记设施',
  fortnight: '两周开门时间',
  restDay: '不开',
  allDay: '24小时',
  today: (weekday: string): string => `今天 ${weekday}`,
  beijing: '都是北京时间',
  seats: (count: number): string => `${count} 个座位`,
  stale: '信息可能过期，去之前打个电话',
  gone: '这家驿站不在了',
  findNearest: '找最近的驿站',
  unknownCode: '这个码不认识，可能是旧海报',

  // places
  pickOnMap: '在地图上选',
  pickedSpot: '选好的地方',
  loadingPlaces: '正在取地名…',

  // me
  notSignedIn: '不登录也能找驿站',
  offlineData: '离线资料',
  offlineKept: (count: number, age: string): string => `${count} 家，${age}更新`,
  offlineNone: '还没有，连上网打开「驿站」就会保存',
  renew: '现在更新',
  renewing: '正在更新…',
  stop: '。',
  hotlines: '求助电话',
  developPerson: '开发：换人',
} as const

export const words = plain(t)
