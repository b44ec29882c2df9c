/** 驿站地图: the list on a map, the chosen one as a card below it. What the list shows is shown here, in its order. */
import { clock } from '../../core/http'
import { PRECISION, type Point } from '../../core/location'
import { keptStations } from '../../services/offline'
import { setOff } from '../../services/reports'
import { stationWords } from '../../texts/stations'
import { words } from '../../texts/zh-CN'
import { chipsAt, openOnes, type Placed, placed } from '../../utils/nearby'
import { framed, type Marker, markersOf, MOST } from '../../utils/pins'
import { type CardWords, cardWords } from '../../utils/words'
import { seen } from '../nearest/seen'
import { lastPoint } from '../nearest/where'

const FUZZY = (PRECISION as string) === 'fuzzy'

let list: readonly Placed[] = []
let point: Point | null = null

Page({
  data: {
    t: { ...words, ...stationWords },
    card: null as CardWords | null,
    empty: false,
    centre: { lat: 0, lng: 0 } as Point,
    markers: [] as Marker[],
    points: [] as { latitude: number; longitude: number }[],
  },

  async onLoad() {
    list = seen.list
    point = seen.point
    if (!list.length) await this.readKept()
    list = list.slice(0, MOST)
    const now = clock.now()
    const first = openOnes(list, now)[0] ?? list[0]
    if (!first) return this.setData({ empty: true })
    const { lat, lng } = point ?? first.station
    this.setData({ centre: { lat, lng }, points: framed(list, point) })
    this.choose(first)
  },

  /** Opened without the list before it. */
  async readKept() {
    const kept = await keptStations()
    point = lastPoint()
    list = kept ? placed(kept.stations, point) : []
  },

  choose(one: Placed) {
    const now = clock.now()
    this.setData({ card: cardWords(one, now, chipsAt(now), FUZZY), markers: markersOf(list, point, one.station.code) })
  },

  pick(event: WechatMiniprogram.CustomEvent<{ index: number }>) {
    const found = list[event.detail.index]
    if (found) this.choose(found)
  },

  /** The next in the list's order, for whom pins are too small or not to be seen. */
  next() {
    const at = list.findIndex(({ station }) => station.code === this.data.card?.code)
    this.choose(list[(at + 1) % list.length]!)
  },

  route() {
    const found = list.find(({ station }) => station.code === this.data.card?.code)
    if (!found) return
    const { code, name, address, lat, lng } = found.station
    setOff(code)
    wx.openLocation({ name, address, latitude: lat, longitude: lng })
  },

  openStation() {
    if (this.data.card) wx.navigateTo({ url: `/pages/station/station?code=${this.data.card.code}` })
  },
})
