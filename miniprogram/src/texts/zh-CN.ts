/** Every word that pages show. Short, natural, kind; never blames the rider. */

export const KINDS: Record<string, string> = {
  rider_station: '益骑驿站',
  rider_home: '小哥之家',
  union_station: '工会驿站',
  community_center: '党群服务中心',
  youth_home: '青年之家',
  womens_home: '妇女之家',
  friendly_merchant: '友好商户',
  repair_point: '修车点',
  swap_cabinet: '换电柜',
}

export const AMENITIES: Record<string, string> = {
  drinking_water: '饮用水',
  refill: '水杯续水',
  hot_water: '热水',
  microwave: '微波炉',
  fridge: '冰箱',
  seats: '座椅',
  recliner: '躺椅',
  heating: '暖气',
  air_conditioning: '空调',
  fan: '风扇',
  phone_charging: '手机充电',
  ebike_charging: '电动车充电',
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

export const CHIPS: Record<string, string> = {
  hot_water: '热水',
  heating: '暖气',
  drinking_water: '饮水',
  air_conditioning: '空调',
  charging: '充电',
}

export const TOLD: Record<string, string> = { manager: '站长', riders: '骑手', import: '登记资料' }

/** Until the service has told its own list once. */
export const HOTLINES = [
  { name: '政务服务便民热线', number: '12345' },
  { name: '急救', number: '120' },
  { name: '报警', number: '110' },
]

export const CROWDING: Record<string, string> = { few: '人不多', some: '有点人', full: '坐满了' }

export const WHY: Record<string, string> = {
  exception: '当天另有安排',
  closure: '临时关门',
  season: '换季，时间待定',
  holiday: '节假日',
  rule: '',
}

export const t = {
  // common
  again: '再试一次',
  loading: '正在找…',
  route: '去这里',
  next: '下一家',
  call: '打电话',
  callFirst: '先打电话',
  back: '返回',
  cancel: '不用了',
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
  alwaysOpen: '不打烊的',
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
  refreshed: '已是最新',

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

  // station
  stationTitle: '驿站',
  amenitiesNow: '现在有什么',
  noAmenities: '还没有人登记设施',
  fortnight: '两周开门时间',
  restDay: '不开',
  allDay: '24小时',
  today: (weekday: string): string => `今天 ${weekday}`,
  beijing: '都是北京时间',
  noPhone: '没有登记电话',
  seats: (count: number): string => `${count} 个座位`,
  stale: '信息可能过期，去之前打个电话',
  copyAddress: '地址',
  gone: '这家驿站不在了',
  findNearest: '找最近的驿站',
  unknownCode: '这个码不认识，可能是旧海报',

  // privacy
  privacyTitle: '用你的位置前，先说清楚',
  privacyText: '位置只在手机上算距离，找驿站时发出去的只精确到一百米左右，用完就丢。不同意也能按乡镇街道找。',
  privacyRead: '看《益骑隐私保护指引》',
  privacyYes: '同意',
  privacyNo: '不同意，按地方找',

  // places
  placesTitle: '选地方',
  pickOnMap: '在地图上选',
  pickedSpot: '选好的地方',
  loadingPlaces: '正在取地名…',

  // me
  meTitle: '我的',
  notSignedIn: '不登录也能找驿站',
  offlineData: '离线资料',
  offlineKept: (count: number, age: string): string => `${count} 家，${age}更新`,
  offlineNone: '还没有，连上网打开「驿站」就会保存',
  renew: '现在更新',
  renewing: '正在更新…',
  stop: '。',
  hotlines: '求助电话',
  developPerson: '开发：换人',
  coming: '签到、报到、志愿服务和时长正在做，做好了就放在这里。',
} as const

type Words<T> = { [K in keyof T as T[K] extends string ? K : never]: string }

/** The texts without parameters, for a page's `data`: WeChat drops functions there. */
export const words = Object.fromEntries(Object.entries(t).filter(([, text]) => typeof text === 'string')) as Words<typeof t>
