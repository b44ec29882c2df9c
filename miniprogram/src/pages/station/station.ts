/** 驿站: what one station has now, a fortnight of hours, the way there, its phone. Offline what the bundle knows. */
import { newKey } from '../../core/calling'
import { clock } from '../../core/http'
import { PRECISION } from '../../core/location'
import { asFailure } from '../../core/problem'
import { keptStations } from '../../services/offline'
import { asPerson, isSignedIn } from '../../services/person'
import { foundShut, reportShut, setOff } from '../../services/reports'
import { meant } from '../../services/scenes'
import { days, station as fetchStation, type StationDetail } from '../../services/station'
import { nearby } from '../../services/stations'
import { keepSaved, reportAmenity } from '../../services/telling'
import { REPORTABLE, stationTexts, stationWords } from '../../texts/stations'
import { AMENITIES, AMENITY_STATES, t, words } from '../../texts/pages'
import { readOptions } from '../../utils/code'
import { chipsAt, type Placed, placed } from '../../utils/nearby'
import { createLooks } from '../../utils/looks'
import { fromCard, type Station } from '../../utils/station'
import { agoWords } from '../../utils/time'
import { amenityWords, type CardWords, cardWords } from '../../utils/words'
import { lastPoint } from '../nearest/where'
import { checkInWith } from '../scan/handing'
import { type AmenityLine, amenityLines, type DayLine, dayLines, nextOpen } from './describing'

const FUZZY = (PRECISION as string) === 'fuzzy'
const NEARBY = 50
const RADIUS_M = 50_000

interface Inner {
  here: Station | null
  next: Station | null
}

const inners = new WeakMap<object, Inner>()
const looks = createLooks()

Page({
  data: {
    t: { ...words, ...stationWords },
    code: '',
    scene: '',
    card: null as CardWords | null,
    amenities: [] as AmenityLine[],
    days: [] as DayLine[],
    hoursNote: '',
    seats: '',
    saved: false,
    keeps: false,
    stale: false,
    loading: true,
    failed: '',
    age: '',
    told: '',
    shut: false,
    shutWords: '',
    guest: false,
    next: null as CardWords | null,
  },

  /** From a list with `code`, from a poster with `scene`; a poster only shows the place, it checks nobody in. */
  onLoad(options: { code?: string; scene?: string }) {
    inners.set(this, { here: null, next: null })
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
      ...amenityWords(amenity, status, eta, now, AMENITIES),
      status: AMENITY_STATES[status] ?? '',
      told: '',
    }))
    this.setData({ ...this.facts(found), amenities, age: t.offline(agoWords(kept.seenAt, now)) })
  },

  async load(fresh: boolean) {
    const { code } = this.data
    const look = looks.begin()
    try {
      const [detail, fortnight] = await Promise.all([fetchStation(code, fresh), days(code, fresh)])
      if (looks.overtaken(code, look)) return await this.loadHours(fresh)
      looks.answered(code, look)
      this.showDetail(detail)
      this.setData({ days: dayLines(fortnight.items, clock.now()), failed: '', age: '' })
    } catch (error) {
      if (looks.overtaken(code, look)) return
      const failure = asFailure(error)
      this.setData({ failed: failure.status === 404 ? t.gone : failure.title, loading: false })
    }
  },

  /** The first look was overtaken by an act, whose answer tells no hours. */
  async loadHours(fresh: boolean) {
    if (this.data.days.length === 0) await this.load(fresh)
  },

  showDetail(detail: StationDetail) {
    const now = clock.now()
    this.setData({
      ...this.facts(fromCard(detail, now)),
      amenities: amenityLines(detail, now),
      hoursNote: detail.hours_note ?? '',
      seats: detail.capacity_seats ? t.seats(detail.capacity_seats) : '',
      saved: detail.saved === true,
      keeps: detail.actions.includes('set_amenity'),
      stale: detail.stale,
    })
  },

  facts(one: Station) {
    const now = clock.now()
    this.inner().here = one
    const [here] = placed([one], lastPoint())
    return { card: cardWords(here!, now, chipsAt(now), FUZZY), loading: false }
  },

  inner(): Inner {
    return inners.get(this)!
  },

  again() {
    void this.onShow()
  },

  /** Only this tap checks in, never opening the page. */
  checkIn() {
    checkInWith(this.data.scene)
  },

  findNearest() {
    wx.switchTab({ url: '/pages/nearest/nearest' })
  },

  route() {
    this.goTo(this.inner().here)
  },

  goNext() {
    this.goTo(this.inner().next)
  },

  goTo(station: Station | null) {
    if (!station) return
    const { code, name, address, lat, lng } = station
    setOff(code)
    wx.openLocation({ name, address, latitude: lat, longitude: lng })
  },

  callStation() {
    const { card } = this.data
    if (card?.contact) wx.makePhoneCall({ phoneNumber: card.contact, fail: () => undefined })
  },

  openKeeping() {
    wx.navigateTo({ url: `/packages/keeper/pages/amenities/amenities?code=${this.data.code}` })
  },

  async turnSaved() {
    const saved = !this.data.saved
    try {
      const done = await asPerson({ why: stationTexts.savedSignIn, anyAge: true }, async () => {
        await keepSaved(this.data.code, saved)
        return true
      })
      if (!done) return
      looks.acted(this.data.code)
      this.setData({ saved })
    } catch (error) {
      wx.showToast({ title: asFailure(error).title, icon: 'none' })
    }
  },

  /** Which thing, then how it is: two taps. */
  reportThing(event: WechatMiniprogram.TouchEvent) {
    const { amenity, name } = event.currentTarget.dataset as { amenity: string; name: string }
    wx.showActionSheet({
      alertText: stationTexts.how(name),
      itemList: REPORTABLE.map((one) => one.name),
      success: ({ tapIndex }) => void this.sayThing(amenity, REPORTABLE[tapIndex]!.status),
      fail: () => undefined,
    })
  },

  async sayThing(amenity: string, status: string) {
    const key = newKey()
    try {
      const why = stationTexts.signInToTell
      const detail = await asPerson({ why }, () => reportAmenity(this.data.code, amenity, status, key))
      if (!detail) return
      looks.acted(this.data.code)
      this.showDetail(detail)
      const taken = detail.amenities.some((one) => one.amenity === amenity && one.status === status)
      this.setData({ told: taken ? stationTexts.thanks : stationTexts.thanksMore })
    } catch (error) {
      wx.showToast({ title: asFailure(error).title, icon: 'none' })
    }
  },

  /** 到了没开: one tap; whoever is signed in tells the keeper by it, the next open one shows for all. */
  async notOpen() {
    const { here } = this.inner()
    if (!here) return
    reportShut(here.code, here.name)
    this.setData({ shut: true, guest: !isSignedIn(), shutWords: '', next: null })
    const kept = await keptStations()
    if (kept) this.showNext(kept.stations)
    try {
      const list = await nearby(here, RADIUS_M, NEARBY, true)
      const now = clock.now()
      this.showNext(list.items.map((card) => fromCard(card, now)))
    } catch {
      if (!kept) this.showNext([]) // nobody to ask and nothing kept
    }
  },

  showNext(all: readonly Station[]) {
    const inner = this.inner()
    const now = clock.now()
    const found: Placed | null = inner.here && nextOpen(all, inner.here, foundShut(), now)
    inner.next = found?.station ?? null
    const next = found && cardWords(found, now, chipsAt(now), false)
    this.setData({ next, shutWords: stationTexts.foundShut(!this.data.guest, next !== null) })
  },

  async tellShut() {
    const { here } = this.inner()
    const done = await asPerson({ why: stationTexts.signInToTell }, async () => true).catch(() => null)
    if (!done || !here) return
    reportShut(here.code, here.name)
    const { shutWords, next } = this.data
    this.setData({ guest: false, shutWords: shutWords && stationTexts.foundShut(true, next !== null) })
  },
})
