/**
 * 驿站: opening it is the answer. The kept list shows at once with its age, then the service's corrects it.
 *
 * What is listed lives on the page object, outside `data`: only the answer and the rows near the screen are rendered.
 */
import { clock, storage } from '../../core/http'
import { PRECISION, type Point } from '../../core/location'
import { asFailure } from '../../core/problem'
import { keptStations, refreshKept } from '../../services/offline'
import { foundShut, reportShut, setOff, wentTo } from '../../services/reports'
import { nearby, ofArea } from '../../services/stations'
import { t, words } from '../../texts/zh-CN'
import { merged, type Placed, placed } from '../../utils/nearby'
import { createRefreshing } from '../../utils/refreshing'
import { rowsAt } from '../../utils/rows'
import { type Card, fromCard, type Station } from '../../utils/station'
import type { CardWords } from '../../utils/words'
import { ageLine, answerOf, type Chip, chipsShown, faceOf, filtered, fromWords, type Row, rowOf } from './finding'
import { seen } from './seen'
import { alreadyAllowed, choose, chosen, locate, nameOf, pointOf, type Where } from './where'

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
  /** refreshes begun, and the newest of them that was answered: a slower one of before says nothing any more */
  turn: number
  answered: number
  /** where the service's list counts from, and since which refresh: one of elsewhere stands for nothing here */
  whence: string
  anew: number
  /** how many wait for an answer */
  waiting: number
  kept: Station[]
  seenAt: number | null
  fresh: Card[]
  freshAt: number
  all: Placed[]
  shown: Placed[]
  /** whom 下一家 left behind */
  passed: Set<string>
  /** whether the one shown is the only one that it did not */
  last: boolean
  point: Point | null
  failure: string | null
  rowPx: number
  listTop: number
  scrollTop: number
}

const refreshing = createRefreshing()
const inner: Inner = {
  turn: 0,
  answered: 0,
  whence: '',
  anew: 0,
  waiting: 0,
  kept: [],
  seenAt: null,
  fresh: [],
  freshAt: 0,
  all: [],
  shown: [],
  passed: new Set(),
  last: false,
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
    face: faceOf(true, false, false),
    age: { text: '', kind: '' },
    chips: [] as Chip[],
    headline: '',
    answer: null as CardWords | null,
    why: '',
    more: false,
    none: false,
    went: false,
    offline: false,
    from: '',
    total: 0,
    totalWords: '',
    rows: [] as Row[],
    before: 0,
    after: 0,
  },

  async onShow() {
    refreshing.start(() => void this.refresh(false, true))
    if (chosen() === null && (await alreadyAllowed())) choose({ by: 'place' })
    this.setData({ asked: chosen() !== null, large: textScale() > LARGE })
    if (chosen() !== null) await this.refresh(false)
  },

  onHide() {
    refreshing.stop()
  },

  onUnload() {
    refreshing.stop()
  },

  async onPullDownRefresh() {
    if (chosen() !== null) await this.refresh(true)
    wx.stopPullDownRefresh()
  },

  onPageScroll({ scrollTop }: { scrollTop: number }) {
    inner.scrollTop = scrollTop
    this.moveRows(false)
  },

  /**
   * The kept list at once, the service's when it comes. A new look never waits for one that hangs. `quiet`, by itself
   * every 30 s: rendered once, when all has come, for a finger may be scrolling.
   */
  async refresh(fresh: boolean, quiet = false) {
    const where = chosen()
    if (where === null) return
    inner.turn += 1
    const turn = inner.turn
    const whence = JSON.stringify(where)
    if (whence !== inner.whence) Object.assign(inner, { whence, anew: turn, fresh: [], freshAt: 0 })
    inner.point = pointOf(where)
    inner.waiting += 1
    await this.readKept()
    if (!quiet) this.render()
    if (where.by === 'place') await this.findMe(turn, quiet)
    // a newer look asks: somebody may have read WeChat's questions for minutes
    if (turn === inner.turn) await this.askService(where, fresh, turn, quiet)
    inner.waiting -= 1
    this.render()
  },

  async readKept() {
    const kept = await keptStations()
    if (kept === null) return
    inner.kept = kept.stations
    inner.seenAt = kept.seenAt
  },

  async findMe(turn: number, quiet: boolean) {
    if (quiet && this.data.refused) return // a page that looks by itself asks nobody again
    const located = await locate(() => turn === inner.turn && void this.refresh(false, true))
    if (turn < inner.turn) return // a newer look counts from elsewhere, or finds the same
    this.setData({ refused: 'refused' in located })
    if (!('fix' in located)) return
    const { lat, lng } = located.fix
    const moved = inner.point?.lat !== lat || inner.point.lng !== lng
    inner.point = located.fix
    if (moved) this.render()
  },

  async askService(where: Where, fresh: boolean, turn: number, quiet: boolean) {
    try {
      const list = await this.listOf(where, fresh)
      if (turn < inner.answered || turn < inner.anew) return
      inner.answered = turn
      inner.failure = null
      if (list !== null) {
        inner.freshAt = clock.now()
        inner.fresh = list.items
        if (!quiet) this.render()
      }
      await refreshKept(fresh)
      await this.readKept()
    } catch (error) {
      if (turn > inner.answered) inner.failure = asFailure(error).kind
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
    const fresh = live ? inner.fresh.map((card) => fromCard(card, now)) : []
    const stations = merged(inner.kept, fresh, inner.point, cover)
    const here = township ? stations.filter((station) => station.township === township) : stations
    inner.all = where.by !== 'township' && inner.point === null ? [] : placed(here, inner.point)
    const on = storage.get<string[]>(CHIPS) ?? []
    inner.shown = filtered(inner.all, on)
    Object.assign(seen, { list: inner.shown, point: inner.point })
    const shut = foundShut()
    const found = inner.shown.filter(({ station }) => !shut.has(station.code))
    const { last, ...answered } = answerOf(found, inner.passed, now, on, township, FUZZY)
    inner.last = last
    const waiting = inner.waiting > 0 && inner.failure === null
    const empty = inner.all.length === 0
    const place = nameOf(where) || (inner.point ? t.nearMe : '')
    this.setData({
      chips: chipsShown(now, on),
      ...answered,
      face: faceOf(waiting && empty, empty && inner.failure !== null, where.by === 'place' && inner.point === null),
      age: ageLine(inner.seenAt, live && inner.failure === null, inner.failure, now),
      went: answered.answer !== null && answered.answer.code === wentTo(),
      offline: inner.failure !== null && inner.failure !== 'problem',
      from: fromWords(place, inner.seenAt, live || inner.failure !== null, now),
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
    inner.passed.clear()
    this.render()
  },

  next() {
    if (inner.last) inner.passed.clear()
    else if (this.data.answer) inner.passed.add(this.data.answer.code)
    this.render()
  },

  /** 到了没开: told when the network does, and the next open one at once. */
  notOpen() {
    if (!this.data.answer || !this.data.went) return // a second tap of the same finger: the next one was not visited
    reportShut(this.data.answer.code, this.data.answer.name)
    wx.showToast({ title: t.nextInstead, icon: 'none' })
    this.render()
  },

  openMap() {
    wx.navigateTo({ url: '/pages/map/map' })
  },

  async useMyPlace() {
    const located = await locate()
    if ('refused' in located) {
      this.setData({ refused: true })
      if (chosen() === null) this.pickTownship()
      return
    }
    inner.passed.clear()
    choose({ by: 'place' })
    this.setData({ asked: true, refused: false, face: faceOf(true, false, false) })
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
    const { code, name, address, lat, lng } = found.station
    setOff(code)
    this.setData({ went: true })
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
