/** 驿站: what one station has now, a fortnight of hours, the way there, its phone. Offline what the bundle knows. */
import { clock } from '../../core/http'
import { PRECISION } from '../../core/location'
import { asFailure } from '../../core/problem'
import { keptStations } from '../../services/offline'
import { meant } from '../../services/scenes'
import { days, station as fetchStation } from '../../services/stations'
import { AMENITY_STATES, t, words } from '../../texts/zh-CN'
import { readOptions } from '../../utils/code'
import { chipsAt, placed } from '../../utils/nearby'
import { fromCard, type Station } from '../../utils/station'
import { agoWords } from '../../utils/time'
import { amenityWords, type CardWords, cardWords } from '../../utils/words'
import { lastPoint } from '../nearest/where'
import { type AmenityLine, amenityLines, type DayLine, dayLines } from './describing'

const FUZZY = (PRECISION as string) === 'fuzzy'

Page({
  data: {
    t: words,
    code: '',
    scene: '',
    card: null as CardWords | null,
    amenities: [] as AmenityLine[],
    days: [] as DayLine[],
    hoursNote: '',
    seats: '',
    operator: '',
    stale: false,
    loading: true,
    failed: '',
    age: '',
    lat: 0,
    lng: 0,
    address: '',
  },

  /** From a list with `code`, from a poster with `scene`; a poster only shows the place, it checks nobody in. */
  onLoad(options: { code?: string; scene?: string }) {
    const poster = readOptions(options)
    this.setData({ code: options.code ?? '', scene: poster ? poster.text : '' })
    if (options.scene !== undefined && !poster) this.setData({ failed: t.unknownCode, loading: false })
  },

  async onShow() {
    if (this.data.scene && !this.data.code) await this.readScene()
    if (!this.data.code) return
    if (!this.data.card) await this.showKept()
    await this.load(false)
  },

  async readScene() {
    try {
      const { kind, code } = await meant(this.data.scene)
      if (kind === 'station') this.setData({ code })
      else this.setData({ failed: t.unknownCode, loading: false })
    } catch (error) {
      const failure = asFailure(error)
      this.setData({ failed: failure.status === 404 ? t.unknownCode : failure.title, loading: false })
    }
  },

  async onPullDownRefresh() {
    await this.load(true)
    wx.stopPullDownRefresh()
  },

  /** What the phone knows, at once. */
  async showKept() {
    const kept = await keptStations()
    const found = kept?.stations.find(({ code }) => code === this.data.code)
    if (!kept || !found) return
    const now = clock.now()
    const amenities = found.amenities.map(({ amenity, status, eta }) => ({
      ...amenityWords(amenity, status, eta, now),
      status: AMENITY_STATES[status] ?? '',
      told: '',
    }))
    this.setData({ ...this.facts(found), amenities, age: t.offline(agoWords(kept.seenAt, now)) })
  },

  async load(fresh: boolean) {
    try {
      const [detail, fortnight] = await Promise.all([fetchStation(this.data.code, fresh), days(this.data.code, fresh)])
      const now = clock.now()
      this.setData({
        ...this.facts(fromCard(detail, now)),
        amenities: amenityLines(detail, now),
        days: dayLines(fortnight.items, now),
        hoursNote: detail.hours_note ?? '',
        seats: detail.capacity_seats ? t.seats(detail.capacity_seats) : '',
        stale: detail.stale,
        failed: '',
        age: '',
      })
    } catch (error) {
      const failure = asFailure(error)
      this.setData({ failed: failure.status === 404 ? t.gone : failure.title, loading: false })
    }
  },

  facts(one: Station) {
    const now = clock.now()
    const [here] = placed([one], lastPoint())
    const { lat, lng, address } = one
    return { card: cardWords(here!, now, chipsAt(now), FUZZY), lat, lng, address, loading: false }
  },

  again() {
    void this.onShow()
  },

  findNearest() {
    wx.switchTab({ url: '/pages/nearest/nearest' })
  },

  route() {
    const { lat, lng, address, card } = this.data
    wx.openLocation({ name: card?.name ?? '', address, latitude: lat, longitude: lng })
  },

  callStation() {
    const { card } = this.data
    if (card?.contact) wx.makePhoneCall({ phoneNumber: card.contact, fail: () => undefined })
  },
})
