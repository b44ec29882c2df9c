/**
 * 设施怎么样: one tap says how a thing is, a broken one with the day it should be mended. The answer is the card as riders
 * see it now, with 撤销 for ten seconds. Whoever was overtaken is shown how it stands, and nothing is overwritten.
 */
import { newKey } from '../../../../core/calling'
import { clock } from '../../../../core/http'
import { asFailure, type Failure } from '../../../../core/problem'
import { openReports, type OpenReports, setAmenity, settleOpening, type Word } from '../../../../services/keeping'
import { asPerson } from '../../../../services/person'
import { station, type StationDetail } from '../../../../services/station'
import { keepingTexts, keepingWords } from '../../../../texts/keeping'
import { words } from '../../../../texts/pages'
import { etaOf, type Repair } from '../../../../utils/repair'
import type { CardWords } from '../../../../utils/words'
import { cardSeen } from '../../card'
import { type Opening, openingOf, repairChoices, type ThingRow, thingRows } from '../../keeping'

const UNDO_MS = 10_000

interface Undo {
  amenity: string
  word: Word
}

interface Inner {
  detail: StationDetail | null
  reports: OpenReports[]
  undo: Undo | null
  timer: number
}

const inners = new WeakMap<object, Inner>()

Page({
  data: {
    t: { ...words, ...keepingWords },
    code: '',
    name: '',
    hidden: false,
    things: [] as ThingRow[],
    others: false,
    repairs: [] as { key: string; name: string }[],
    opening: null as Opening | null,
    /** code of the thing whose repair is asked for */
    asking: '',
    /** code of the thing just said, under which the card stands */
    said: '',
    card: null as CardWords | null,
    undo: false,
    told: '',
    busy: false,
    loading: true,
    failed: '',
  },

  onLoad(options: { code?: string }) {
    inners.set(this, { detail: null, reports: [], undo: null, timer: 0 })
    this.setData({ code: options.code ?? '' })
  },

  async onShow() {
    await this.load(false)
  },

  onUnload() {
    clearTimeout(this.inner().timer)
  },

  async onPullDownRefresh() {
    await this.load(true)
    wx.stopPullDownRefresh()
  },

  inner(): Inner {
    return inners.get(this)!
  },

  async load(fresh: boolean) {
    try {
      const detail = await asPerson({ why: keepingTexts.whySignIn }, () => station(this.data.code, fresh))
      if (!detail) return this.setData({ failed: keepingTexts.whySignIn, loading: false })
      if (detail.version < (this.inner().detail?.version ?? 0)) return // asked before a tap that was answered since
      if (!detail.actions.includes('set_amenity')) return this.setData({ failed: keepingTexts.notAllowed, loading: false })
      const reports = detail.actions.includes('settle_reports') ? await openReports(this.data.code) : []
      this.show(detail, reports)
    } catch (error) {
      const failure = asFailure(error)
      this.setData({ failed: failure.status === 404 ? keepingTexts.notAllowed : failure.title, loading: false })
    }
  },

  show(detail: StationDetail, reports: OpenReports[]) {
    Object.assign(this.inner(), { detail, reports })
    const now = clock.now()
    this.setData({
      name: detail.name,
      hidden: !detail.open_to_riders || detail.status !== 'active',
      things: thingRows(detail, reports, this.data.others, now),
      repairs: repairChoices(now),
      opening: openingOf(reports),
      loading: false,
      failed: '',
    })
  },

  turnOthers() {
    const { detail, reports } = this.inner()
    this.setData({ others: !this.data.others })
    if (detail) this.show(detail, reports)
  },

  /** Works and limited are said by this tap; broken asks for the day first. */
  say(event: WechatMiniprogram.TouchEvent) {
    const { amenity, status } = event.currentTarget.dataset as { amenity: string; status: string }
    if (status === 'broken') return this.setData({ asking: this.data.asking === amenity ? '' : amenity, told: '' })
    void this.send(amenity, { status, note: '', eta: null })
  },

  sayRepair(event: WechatMiniprogram.TouchEvent) {
    const { amenity, key } = event.currentTarget.dataset as { amenity: string; key: Repair }
    void this.send(amenity, { status: 'broken', note: '', eta: etaOf(key, clock.now()) })
  },

  undo() {
    const { undo } = this.inner()
    if (undo) void this.send(undo.amenity, undo.word, true)
  },

  async send(amenity: string, word: Word, undoing = false) {
    const { detail } = this.inner()
    if (detail === null || this.data.busy) return
    const before = wordOf(detail, amenity)
    this.setData({ busy: true, told: '' })
    try {
      const after = await setAmenity(this.data.code, amenity, word, detail.version, undoing)
      this.answered(after, amenity, undoing ? null : { amenity, word: before })
      if (undoing) void this.load(true) // what riders said of it waits again
    } catch (error) {
      this.refused(asFailure(error), amenity, word)
    }
    this.setData({ busy: false })
  },

  /** Riders see it now; what they had said of this thing is settled by it. */
  answered(detail: StationDetail, amenity: string, undo: Undo | null) {
    const inner = this.inner()
    this.show(detail, inner.reports.filter((one) => one.amenity !== amenity))
    clearTimeout(inner.timer)
    inner.undo = undo
    if (undo) inner.timer = setTimeout(() => this.setData({ undo: false }), UNDO_MS)
    const told = undo ? '' : keepingTexts.undone
    this.setData({ asking: '', said: amenity, card: cardSeen(detail, clock.now(), amenity), undo: undo !== null, told })
    wx.vibrateShort({ type: 'light' })
  },

  /** Overtaken: how it stands now, unless that is what was to be said (an answer that was lost on the way). */
  refused(failure: Failure, amenity: string, word: Word) {
    const current = failure.body?.['current'] as StationDetail | undefined
    if (failure.status !== 412 || !current) return this.setData({ said: amenity, card: null, undo: false, told: failure.title })
    if (same(wordOf(current, amenity), word)) return this.answered(current, amenity, null)
    this.show(current, this.inner().reports)
    this.setData({ asking: '', said: amenity, card: cardSeen(current, clock.now(), amenity), undo: false, told: keepingTexts.changed })
  },

  async settle(event: WechatMiniprogram.TouchEvent) {
    const { status } = event.currentTarget.dataset as { status: 'open' | 'closed' }
    try {
      const detail = await settleOpening(this.data.code, status, newKey())
      this.show(detail, this.inner().reports.filter(({ amenity }) => amenity !== 'opening'))
    } catch (error) {
      wx.showToast({ title: asFailure(error).title, icon: 'none' })
    }
  },

  again() {
    void this.load(true)
  },
})

/** A thing as it would be said again; one that the station does not have is `absent`. */
function wordOf(detail: StationDetail, amenity: string): Word {
  const found = detail.amenities.find((one) => one.amenity === amenity)
  if (!found) return { status: 'absent', note: '', eta: null }
  const eta = found.eta !== null && Date.parse(found.eta) > clock.now() ? found.eta : null
  return { status: found.status, note: found.note, eta }
}

function same(a: Word, b: Word): boolean {
  const at = (eta: string | null): number => (eta === null ? 0 : Date.parse(eta))
  return a.status === b.status && a.note === b.note && at(a.eta) === at(b.eta)
}
