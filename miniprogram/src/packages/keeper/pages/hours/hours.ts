/**
 * 开放时间: weekly rules. What is typed is a draft at once; the next 14 days are looked at before anything is saved. Whoever
 * was overtaken is shown how it stands, and keeps what they typed.
 */
import { clock } from '../../../../core/http'
import { asFailure, type Failure } from '../../../../core/problem'
import { drafts } from '../../../../services/drafts'
import { preview, setSchedules } from '../../../../services/keeping-hours'
import { asPerson, isSignedIn } from '../../../../services/person'
import { days, station, type StationDetail } from '../../../../services/station'
import { keepingTexts, keepingWords } from '../../../../texts/keeping'
import { keepingHours as k, keepingHoursWords } from '../../../../texts/keeping-hours'
import { words } from '../../../../texts/pages'
import { type DayLine, dayLines } from '../../../../pages/station/describing'
import { faultOf, type Field, isSaved, nextRow, refusedRows, type Row, rowOf, rulesOf, wordsOf, type RowWords } from './form'

/** What is kept of a form: its rows, and the version that they were made from. */
interface Draft {
  rows: Row[]
  version: number
}

interface Inner {
  version: number
  detail: StationDetail | null
  /** the fortnight as it is saved */
  now: DayLine[]
}

const inners = new WeakMap<object, Inner>()

Page({
  data: {
    t: { ...words, ...keepingWords },
    k: keepingHoursWords,
    code: '',
    name: '',
    rows: [] as Row[],
    shown: [] as RowWords[],
    drafted: false,
    /** 412: how it stands now */
    theirs: '',
    days: [] as DayLine[],
    daysTitle: '',
    looked: false,
    problem: '',
    saved: false,
    busy: false,
    guest: false,
    loading: true,
    failed: '',
  },

  onLoad(options: { code?: string }) {
    inners.set(this, { version: 0, detail: null, now: [] })
    this.setData({ code: (options.code ?? '').toUpperCase() })
  },

  async onShow() {
    if (!this.data.name) await this.load(false)
  },

  inner(): Inner {
    return inners.get(this)!
  },

  draftName(): string {
    return `hours-${this.data.code}`
  },

  async load(fresh: boolean) {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    try {
      const [detail, fortnight] = await Promise.all([station(this.data.code, fresh), days(this.data.code, fresh)])
      if (!detail.actions.includes('edit_hours')) return this.setData({ failed: keepingTexts.notAllowed, loading: false })
      this.inner().detail = detail
      const draft = drafts.read<Draft>(this.draftName())
      this.start(detail, draft)
      this.inner().now = dayLines(fortnight.items, clock.now())
      this.showNow()
    } catch (error) {
      const failure = asFailure(error)
      this.setData({ failed: failure.status === 404 ? keepingTexts.notAllowed : failure.title, guest: false, loading: false })
    }
  },

  /** From the draft left here, else from how it stands. */
  start(detail: StationDetail, draft: Draft | null) {
    const rows = draft?.rows ?? detail.schedules.map(rowOf)
    this.inner().version = draft?.version ?? detail.version
    this.setData({ name: detail.name, drafted: draft !== null, theirs: '', problem: '', looked: false, guest: false, loading: false, failed: '' })
    this.showRows(rows, [])
  },

  showNow() {
    this.setData({ days: this.inner().now, daysTitle: k.asOfNow, looked: false })
  },

  showRows(rows: Row[], faults: readonly string[]) {
    this.setData({ rows, shown: wordsOf(rows, faults) })
  },

  /** Any change: a draft, and what was looked at before is no longer so. */
  change(rows: Row[]) {
    drafts.keep(this.draftName(), { rows, version: this.inner().version } satisfies Draft)
    this.setData({ saved: false, problem: '' })
    this.showNow()
    this.showRows(rows, [])
  },

  changeRow(index: number, more: Partial<Row>) {
    this.change(this.data.rows.map((row, at) => (at === index ? { ...row, ...more } : row)))
  },

  type(event: WechatMiniprogram.Input) {
    const { index, field } = event.currentTarget.dataset as { index: number; field: Field }
    this.changeRow(Number(index), { [field]: event.detail.value })
  },

  turnDay(event: WechatMiniprogram.TouchEvent) {
    const { index, day } = event.currentTarget.dataset as { index: number; day: number }
    const row = this.data.rows[Number(index)]!
    this.changeRow(Number(index), { days: row.days.map((on, at) => (at === Number(day) ? !on : on)) })
  },

  everyDay(event: WechatMiniprogram.TouchEvent) {
    const { index } = event.currentTarget.dataset as { index: number }
    const all = this.data.rows[Number(index)]!.days.every(Boolean)
    this.changeRow(Number(index), { days: this.data.rows[Number(index)]!.days.map(() => !all) })
  },

  turnSeason(event: WechatMiniprogram.TouchEvent) {
    const { index } = event.currentTarget.dataset as { index: number }
    this.changeRow(Number(index), { season: !this.data.rows[Number(index)]!.season })
  },

  setHoliday(event: WechatMiniprogram.TouchEvent) {
    const { index, rule } = event.currentTarget.dataset as { index: number; rule: string }
    this.changeRow(Number(index), { holiday: rule })
  },

  add() {
    this.change([...this.data.rows, nextRow(this.data.rows)])
  },

  drop(event: WechatMiniprogram.TouchEvent) {
    const { index } = event.currentTarget.dataset as { index: number }
    this.change(this.data.rows.filter((_, at) => at !== Number(index)))
  },

  // --- look, then save

  async look() {
    const { rows } = this.data
    const faults = rows.map(faultOf)
    if (faults.some(Boolean)) return this.refuse(k.notYet, faults)
    await this.ask(async () => {
      const ahead = await preview(this.data.code, { schedules: rulesOf(rows) })
      if (this.data.rows !== rows) return // typed on meanwhile: these are not its days
      this.setData({ days: dayLines(ahead, clock.now()), daysTitle: k.looked, looked: true, problem: rows.length ? '' : k.noneLeft })
      this.showRows(rows, [])
    })
  },

  async save() {
    const { rows } = this.data
    await this.ask(async () => this.kept(await setSchedules(this.data.code, rulesOf(rows), this.inner().version), rows))
  },

  /** `rows`: what was sent; what was typed on meanwhile stands, over what is saved now. */
  async kept(detail: StationDetail, rows: Row[]) {
    if (this.data.rows !== rows) {
      Object.assign(this.inner(), { detail, version: detail.version })
      return this.change(this.data.rows)
    }
    const fortnight = await days(this.data.code, true).catch(() => null)
    this.inner().detail = detail
    drafts.drop(this.draftName())
    this.start(detail, null)
    this.inner().now = fortnight ? dayLines(fortnight.items, clock.now()) : []
    this.showNow()
    this.setData({ saved: true })
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
    wx.vibrateShort({ type: 'light' })
  },

  async ask(act: () => Promise<void>) {
    if (this.data.busy) return
    this.setData({ busy: true, problem: '', saved: false })
    try {
      await act()
    } catch (error) {
      await this.refused(asFailure(error))
    }
    this.setData({ busy: false })
  },

  async refused(failure: Failure) {
    const current = failure.body?.['current'] as StationDetail | undefined
    if (failure.status === 412 && current && isSaved(current.schedules, this.data.rows)) return this.kept(current, this.data.rows)
    if (failure.status === 412 && current) {
      this.inner().detail = current
      this.setData({ theirs: k.changedMeanwhile(current.hours_words || k.unknownNow) })
      return void wx.pageScrollTo({ scrollTop: 0, duration: 0 })
    }
    this.refuse(failure.body?.detail ?? failure.title, refusedRows(failure, this.data.rows.length))
  },

  /** What was typed stays. */
  refuse(problem: string, faults: readonly string[]) {
    this.setData({ problem })
    this.showNow()
    this.showRows(this.data.rows, faults)
  },

  /** Overtaken, and what was looked at is right all the same: it is saved over theirs. */
  async keepMine() {
    this.inner().version = this.inner().detail!.version
    this.setData({ theirs: '' })
    drafts.keep(this.draftName(), { rows: this.data.rows, version: this.inner().version } satisfies Draft)
    await this.save()
  },

  takeTheirs() {
    drafts.drop(this.draftName())
    this.start(this.inner().detail!, null)
    void this.load(true)
  },

  async signIn() {
    const done = await asPerson({ why: k.whySignIn }, async () => true).catch(() => null)
    if (done) await this.load(false)
  },

  again() {
    void this.load(true)
  },
})
