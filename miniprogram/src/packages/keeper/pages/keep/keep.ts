/**
 * 我的驿站: a keeper's day at one station. What riders say stands on top, then three buttons; each answers with the card as
 * riders see it now, and 撤销 for ten seconds. Nothing here is typed.
 */
import { newKey } from '../../../../core/calling'
import { clock } from '../../../../core/http'
import { asFailure, type Failure } from '../../../../core/problem'
import { openReports, type OpenReports, setCrowding } from '../../../../services/keeping'
import { asPerson, isSignedIn } from '../../../../services/person'
import { days, station, type StationDetail } from '../../../../services/station'
import { keepingTexts, keepingWords } from '../../../../texts/keeping'
import { keepingDay as k, keepingDayWords, LEVELS } from '../../../../texts/keeping-day'
import { words } from '../../../../texts/pages'
import { createRefreshing } from '../../../../utils/refreshing'
import { untilWords } from '../../../../utils/time'
import type { CardWords } from '../../../../utils/words'
import { type Act, type Doing, outcomeOf, UNDO_MS } from '../../acting'
import { cardSeen } from '../../card'
import { closeChoices, closedWords, closeUntil, closuresNow, type Night, nightOpen, type SaidRow, saidRows } from '../../day'
import { asEver, closing, night, reopening, settling, settlingOpening } from './acts'
import { type Link, linksOf, mayOf, type May } from './showing'

interface Inner {
  detail: StationDetail | null
  reports: OpenReports[]
  undo: Doing | null
  night: Night | null
  timer: number
  /** the thing whose reports were answered last; it leaves when nothing is to be taken back any more */
  answered: string
  /** how often something was said here: a look that began before shows nothing of it */
  acts: number
}

const refreshing = createRefreshing()
const inners = new WeakMap<object, Inner>()

Page({
  data: {
    t: { ...words, ...keepingWords },
    k: keepingDayWords,
    code: '',
    card: null as CardWords | null,
    may: null as May | null,
    rows: [] as SaidRow[],
    hints: [] as string[],
    links: [] as Link[],
    levels: LEVELS,
    /** the choices of 临时关一下 stand open */
    closing: false,
    closeFor: closeChoices(),
    closedWords: '',
    nightWords: '',
    /** where the last answer stands: `day`, `crowd`, a thing that riders spoke of; empty: nothing was said */
    at: '',
    said: '',
    bad: false,
    undo: false,
    busy: false,
    guest: false,
    loading: true,
    failed: '',
  },

  onLoad(options: { code?: string }) {
    inners.set(this, { detail: null, reports: [], undo: null, night: null, timer: 0, answered: '', acts: 0 })
    this.setData({ code: (options.code ?? '').toUpperCase() })
  },

  async onShow() {
    refreshing.start(() => void this.load(false))
    await this.load(false)
  },

  onHide() {
    refreshing.stop()
  },

  onUnload() {
    refreshing.stop()
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
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    if (this.data.busy) return
    const { acts } = this.inner()
    try {
      const detail = await station(this.data.code, fresh)
      if (acts !== this.inner().acts) return // what was said meanwhile is newer
      if (!mayOf(detail).confirm) return this.setData({ failed: keepingTexts.notAllowed, card: null, loading: false })
      const reports = mayOf(detail).settle ? await openReports(this.data.code) : []
      if (acts !== this.inner().acts) return
      this.inner().reports = this.data.undo ? this.inner().reports : reports
      this.show(detail)
      this.setData({ failed: '' })
    } catch (error) {
      const failure = asFailure(error)
      const gone = failure.status === 404
      this.setData({ failed: gone ? keepingTexts.notAllowed : failure.title, guest: false, loading: false, ...(gone ? { card: null } : {}) })
    }
  },

  /** The card as riders see it now, and what waits. */
  show(detail: StationDetail) {
    const inner = this.inner()
    const now = clock.now()
    inner.detail = detail
    this.setData({
      card: cardSeen(detail, now, this.data.at),
      may: mayOf(detail),
      rows: saidRows(inner.reports),
      hints: [...(detail.open_to_riders && detail.status === 'active' ? [] : [k.hidden]), ...detail.hints.map(() => k.outOfUse)],
      links: linksOf(detail, now),
      closedWords: closedWords(closuresNow(detail, now), now),
      guest: false,
      loading: false,
    })
  },

  async signIn() {
    const done = await asPerson({ why: k.whySignIn }, async () => true).catch(() => null)
    if (done) await this.load(false)
  },

  again() {
    void this.load(true)
  },

  // --- the three buttons

  sayAsEver() {
    const { detail } = this.inner()
    if (detail) void this.act(asEver(detail.code, detail.version, newKey()))
  },

  openChanged() {
    wx.navigateTo({ url: `/packages/keeper/pages/amenities/amenities?code=${this.data.code}` })
  },

  askClosing() {
    this.setData({ closing: !this.data.closing, nightWords: '' })
  },

  sayClosed(event: WechatMiniprogram.TouchEvent) {
    const { detail } = this.inner()
    const { key } = event.currentTarget.dataset as { key: string }
    const now = clock.now()
    if (detail) void this.act(closing(detail.code, closeUntil(key, detail, now), newKey(), now))
  },

  sayReopened() {
    const { detail } = this.inner()
    const closures = detail ? closuresNow(detail, clock.now()) : []
    if (detail && closures.length) void this.act(reopening(detail.code, closures, closures.map(() => newKey())))
  },

  /** What it would be is shown first: it wakes everybody who saved this station. */
  async askNight() {
    if (this.data.nightWords) return this.setData({ nightWords: '' })
    try {
      const now = clock.now()
      const [today] = (await days(this.data.code, true)).items
      const plan = nightOpen(today, now)
      this.inner().night = plan
      if (plan) this.setData({ nightWords: k.nightPlan(untilWords(plan.until, now)), closing: false })
      else this.setData({ at: 'night', said: k.nightAlready, bad: false, undo: false })
    } catch (error) {
      this.setData({ at: 'night', said: asFailure(error).title, bad: true, undo: false })
    }
  },

  sayNight() {
    const plan = this.inner().night
    if (plan) void this.act(night(this.data.code, plan))
  },

  // --- what riders say

  settle(event: WechatMiniprogram.TouchEvent) {
    const { amenity, status } = event.currentTarget.dataset as { amenity: string; status: string }
    const { detail } = this.inner()
    const row = this.data.rows.find((one) => one.amenity === amenity)
    if (!detail || !row) return
    if (amenity !== 'opening') return void this.act(settling(detail.code, row, status, detail.version))
    void this.act(settlingOpening(detail.code, status as 'open' | 'closed', newKey()))
    if (status === 'closed') this.setData({ closing: true }) // shut indeed: how long?
  },

  async sayCrowded(event: WechatMiniprogram.TouchEvent) {
    const { level, name } = event.currentTarget.dataset as { level: string; name: string }
    await this.act({ at: 'crowd', words: k.crowded(name), doing: () => setCrowding(this.data.code, level), undo: null })
  },

  // --- one act, its answer, and back

  async act(act: Act) {
    const before = this.inner().detail
    if (!before || this.data.busy) return
    this.inner().acts += 1
    this.setData({ busy: true, undo: false })
    const { detail, kind, failure } = await outcomeOf(act.doing)
    this.setData({ busy: false })
    if (kind === 'done') return this.answered(act, detail!, act.undo ? act.undo(before, detail!) : null)
    this.refused(act.at, kind === 'overtaken' ? detail : null, failure!)
  },

  answered(act: Act, detail: StationDetail, undo: Doing | null) {
    const inner = this.inner()
    clearTimeout(inner.timer)
    inner.undo = undo
    this.endUndo()
    inner.answered = act.settled ?? ''
    if (!undo) this.endUndo()
    if (undo) inner.timer = setTimeout(() => this.endUndo(), UNDO_MS)
    this.setData({ at: act.at, said: act.words, bad: false, undo: undo !== null, closing: act.settled !== undefined && this.data.closing, nightWords: '' })
    this.show(detail)
    wx.vibrateShort({ type: 'light' })
  },

  /** What was settled leaves the page now, so that nothing moved under the finger. */
  endUndo() {
    const inner = this.inner()
    inner.reports = inner.reports.filter(({ amenity }) => amenity !== inner.answered)
    inner.answered = ''
    this.setData({ undo: false, rows: saidRows(inner.reports) })
  },

  async takeBack() {
    const { undo, timer } = this.inner()
    if (!undo || this.data.busy) return
    clearTimeout(timer)
    this.inner().acts += 1
    this.setData({ busy: true })
    const { detail, kind, failure } = await outcomeOf(undo)
    this.setData({ busy: false, undo: false })
    if (kind !== 'done') return this.refused(this.data.at, detail, failure!)
    this.inner().answered = ''
    this.setData({ said: k.undone, bad: false })
    this.show(detail!)
  },

  /** Overtaken: how it stands now. No answer came: what became of it is looked up. */
  refused(at: string, current: StationDetail | null, failure: Failure) {
    this.setData({ at, said: current ? k.overtaken : failure.title, bad: true, undo: false, closing: false, nightWords: '' })
    if (current) this.show(current)
    else if (failure.kind === 'unknown') void this.load(true)
  },

  follow(event: WechatMiniprogram.TouchEvent) {
    const { url } = event.currentTarget.dataset as { url: string }
    wx.navigateTo({ url })
  },
})
