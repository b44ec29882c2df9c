/** 驿站地图: the list on a map, the chosen one as a card below it. What the list shows is shown here, in its order. */
import { clock } from '../../core/http'
import { PRECISION, type Point } from '../../core/location'
import { keptStations } from '../../services/offline'
import { foundShut, setOff } from '../../services/reports'
import { stationWords } from '../../texts/stations'
import { words } from '../../texts/zh-CN'
import { chipsAt, type Placed, placed } from '../../utils/nearby'
import { framed, type Marker, markersOf, pinned } from '../../utils/pins'
import { type CardWords, cardWords } from '../../utils/words'
import { seen } from '../nearest/seen'
import { lastPoint } from '../nearest/where'
import { stopAfter, walkOf } from './walking'

const FUZZY = (PRECISION as string) === 'fuzzy'

let list: readonly Placed[] = []
let point: Point | null = null

Page({
  data: {
    t: { ...words, ...stationWords },
    card: null as CardWords | null,
    says: '',
    more: false,
    empty: false,
    centre: { lat: 0, lng: 0 } as Point,
    markers: [] as Marker[],
    points: [] as { latitude: number; longitude: number }[],
  },

  async onLoad() {
    list = seen.list
    point = seen.point
    if (!list.length) await this.readKept()
    const { first, stops, says } = walkOf(list, foundShut(), clock.now())
    if (!first) return this.setData({ empty: true })
    list = pinned(list, says ? [first] : stops)
    const { lat, lng } = point ?? first.station
    this.setData({ centre: { lat, lng } })
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
    const { code } = one.station
    const { stops, says } = walkOf(list, foundShut(), now)
    const markers = markersOf(list, point, code)
    this.setData({ card: cardWords(one, now, chipsAt(now), FUZZY), markers, says, more: stopAfter(list, stops, code) !== null })
    const points = framed(list, point, one)
    // where a hand moved the map to, it stays
    if (JSON.stringify(points) !== JSON.stringify(this.data.points)) this.setData({ points })
  },

  pick(event: WechatMiniprogram.CustomEvent<{ index: number }>) {
    const found = list[event.detail.index]
    if (found) this.choose(found)
  },

  /** As 下一家 of the list, also for whom pins are too small or not to be seen. */
  next() {
    const { stops } = walkOf(list, foundShut(), clock.now())
    const found = stopAfter(list, stops, this.data.card?.code ?? '')
    if (found) this.choose(found)
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
