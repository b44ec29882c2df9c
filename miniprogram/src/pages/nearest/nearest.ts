/**
 * 驿站: opening it is the answer. The kept list shows at once with its age, then the service's corrects it.
 *
 * What is listed lives on the page object, outside `data`: only the answer and the rows near the screen are rendered.
 */
import { clock, storage } from '../../core/http'
import { PRECISION, type Point } from '../../core/location'
import { asFailure } from '../../core/problem'
import { keptStations, refreshKept } from '../../services/offline'
import { nearby, ofArea } from '../../services/stations'
import { t, words } from '../../texts/zh-CN'
import { merged, type Placed, placed } from '../../utils/nearby'
import { rowsAt } from '../../utils/rows'
import { fromCard, type Station } from '../../utils/station'
import type { CardWords } from '../../utils/words'
import { ageLine, answerOf, type Chip, chipsShown, filtered, type Row, rowOf } from './finding'
import { alreadyAllowed, choose, chosen, locate, nameOf, pointOf, type Where } from './where'

const REFRESH_MS = 30_000
const FRESH_MS = 120_000
const NEARBY = 50
const TOWNSHIP = 100
const RADIUS_M = 50_000
const CHIPS = 'chips'
/** before the first row was measured */
const ROW_PX = 84
/** From this text size on a row gives its name two lines. */
const LARGE = 1.25
const FUZZY = (PRECISION as string) === 'fuzzy'

interface Inner {
  timer: number
  asking: Promise<void> | null
  /** the first answer of this look is still to come */
  waiting: boolean
  kept: Station[]
  seenAt: number | null
  fresh: Station[]
  freshAt: number
  all: Placed[]
  shown: Placed[]
  nth: number
  point: Point | null
  failure: string | null
  rowPx: number
  listTop: number
  scrollTop: number
}

const inner: Inner = {
  timer: 0,
  asking: null,
  waiting: false,
  kept: [],
  seenAt: null,
  fresh: [],
  freshAt: 0,
  all: [],
  shown: [],
  nth: 0,
  point: null,
  failure: null,
  rowPx: 0,
  listTop: 0,
  scrollTop: 0,
}

/** The phone's text size, 1 as made. */
function textScale(): number {
  const { fontSizeScaleFactor } = wx.getAppBaseInfo() as { fontSizeScaleFactor?: number }
  return fontSizeScaleFactor ?? 1
}

Page({
  data: {
    t: words,
    asked: true,
    large: false,
    refused: false,
    needPlace: false,
    loading: true,
    failed: '',
    age: { text: '', kind: '' },
    chips: [] as Chip[],
    headline: '',
    answer: null as CardWords | null,
    why: '',
    more: false,
    none: false,
    place: '',
    total: 0,
    totalWords: '',
    rows: [] as Row[],
    before: 0,
    after: 0,
  },

  async onShow() {
    inner.timer = setInterval(() => void this.refresh(false), REFRESH_MS)
    if (chosen() === null && (await alreadyAllowed())) choose({ by: 'place' })
    this.setData({ asked: chosen() !== null, large: textScale() > LARGE })
    if (chosen() !== null) await this.refresh(false)
  },

  onHide() {
    clearInterval(inner.timer)
  },

  onUnload() {
    clearInterval(inner.timer)
  },

  async onPullDownRefresh() {
    if (chosen() !== null) await this.refresh(true)
    wx.stopPullDownRefresh()
  },

  onPageScroll({ scrollTop }: { scrollTop: number }) {
    inner.scrollTop = scrollTop
    this.moveRows(false)
  },

  /** The kept list at once, the service's when it comes; one at a time. */
  refresh(fresh: boolean): Promise<void> {
    inner.asking ??= this.refreshOnce(fresh).finally(() => {
      inner.asking = null
    })
    return inner.asking
  },

  async refreshOnce(fresh: boolean) {
    const where = chosen()
    if (where === null) return
    inner.point = pointOf(where)
    inner.waiting = true
    await this.readKept()
    this.render()
    if (where.by === 'place') await this.findMe()
    await this.askService(where, fresh)
    inner.waiting = false
    this.render()
  },

  async readKept() {
    const kept = await keptStations()
    if (kept === null) return
    inner.kept = kept.stations
    inner.seenAt = kept.seenAt
  },

  async findMe() {
    const located = await locate()
    this.setData({ refused: 'refused' in located })
    if ('fix' in located) {
      inner.point = located.fix
      this.render()
    }
  },

  async askService(where: Where, fresh: boolean) {
    try {
      const list = await this.listOf(where, fresh)
      inner.failure = null
      if (list !== null) {
        inner.freshAt = clock.now()
        inner.fresh = list.items.map((card) => fromCard(card, inner.freshAt))
        this.render()
      }
      if (await refreshKept(fresh)) await this.readKept()
      else inner.seenAt = clock.now()
    } catch (error) {
      inner.failure = asFailure(error).kind
    }
  },

  listOf(where: Where, fresh: boolean) {
    if (where.by === 'township') return ofArea(where.township.code, TOWNSHIP, fresh)
    return inner.point ? nearby(inner.point, RADIUS_M, NEARBY, fresh) : Promise.resolve(null)
  },

  render() {
    const where = chosen()
    if (where === null) return
    const now = clock.now()
    const township = where.by === 'township' ? where.township.name : ''
    const live = now - inner.freshAt < FRESH_MS
    const cover = inner.point !== null
    const stations = merged(inner.kept, live ? inner.fresh : [], inner.point, cover)
    const here = township ? stations.filter((station) => station.township === township) : stations
    inner.all = where.by !== 'township' && inner.point === null ? [] : placed(here, inner.point)
    const on = storage.get<string[]>(CHIPS) ?? []
    inner.shown = filtered(inner.all, on)
    const { headline, why, answer, more, none } = answerOf(inner.shown, inner.nth, now, on, township, FUZZY)
    const waiting = inner.waiting && inner.failure === null
    this.setData({
      chips: chipsShown(now, on),
      headline,
      answer,
      more,
      none,
      why,
      loading: waiting && inner.all.length === 0,
      failed: inner.all.length === 0 && inner.failure ? t.noData : '',
      needPlace: !waiting && where.by === 'place' && inner.point === null,
      age: ageLine(inner.seenAt, live && inner.failure === null, inner.failure, now),
      place: nameOf(where) || (inner.point ? t.nearMe : ''),
      total: inner.shown.length,
      totalWords: on.length ? t.fitting(inner.shown.length) : t.allStations(inner.shown.length),
    })
    this.moveRows(true)
    this.measure()
  },

  /** Rows near the screen; nothing is rendered while they stay the same. */
  moveRows(anew: boolean) {
    const { from, to, before, after } = rowsAt(inner.scrollTop - inner.listTop, inner.rowPx || ROW_PX, inner.shown.length)
    if (!anew && before === this.data.before && this.data.rows.length === to - from) return
    const now = clock.now()
    const chips = this.data.chips.map(({ key }) => key)
    this.setData({ rows: inner.shown.slice(from, to).map((one, slot) => rowOf(one, slot, now, chips, FUZZY)), before, after })
  },

  measure() {
    const query = this.createSelectorQuery()
    query.select('.list').boundingClientRect()
    query.select('.slot').boundingClientRect()
    query.selectViewport().scrollOffset()
    query.exec(([list, row, view]: ({ top: number; height: number; scrollTop: number } | null)[]) => {
      if (!list || !row || !view) return
      const changed = inner.rowPx !== row.height
      inner.rowPx = row.height
      inner.listTop = list.top + view.scrollTop
      if (changed) this.moveRows(true)
    })
  },

  again() {
    void this.refresh(true)
  },

  turnChip(event: WechatMiniprogram.TouchEvent) {
    const { key } = event.currentTarget.dataset as { key: string }
    const on = storage.get<string[]>(CHIPS) ?? []
    storage.set(CHIPS, on.includes(key) ? on.filter((one) => one !== key) : [...on, key])
    inner.nth = 0
    this.render()
  },

  next() {
    inner.nth += 1
    this.render()
  },

  async useMyPlace() {
    const located = await locate()
    if ('refused' in located) {
      this.setData({ refused: true })
      if (chosen() === null) this.pickTownship()
      return
    }
    inner.nth = 0
    choose({ by: 'place' })
    this.setData({ asked: true, refused: false, loading: true })
    await this.refresh(false)
  },

  pickTownship() {
    wx.navigateTo({ url: '/pages/places/places' })
  },

  openSetting() {
    wx.openSetting({ success: () => void this.refresh(false) })
  },

  route() {
    const found = inner.all.find(({ station }) => station.code === this.data.answer?.code)
    if (!found) return
    const { name, address, lat, lng } = found.station
    wx.openLocation({ name, address, latitude: lat, longitude: lng })
  },

  callStation(event: WechatMiniprogram.TouchEvent) {
    const { contact } = event.currentTarget.dataset as { contact: string }
    wx.makePhoneCall({ phoneNumber: contact, fail: () => undefined })
  },

  openStation(event: WechatMiniprogram.TouchEvent) {
    const { code } = event.currentTarget.dataset as { code: string }
    wx.navigateTo({ url: `/pages/station/station?code=${code}` })
  },
})
