/** 特别的日子: one day that differs, and closed for some time. The next 14 days are looked at before anything is saved. */
import { newKey } from '../../../../core/calling'
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { drafts } from '../../../../services/drafts'
import { close, type Closing, dropSpecial, preview, reopen, setSpecial, type Special } from '../../../../services/keeping-hours'
import { asPerson, isSignedIn } from '../../../../services/person'
import { station, type StationDetail } from '../../../../services/station'
import { keepingTexts, keepingWords } from '../../../../texts/keeping'
import { keepingHours as k, keepingHoursWords, REASONS } from '../../../../texts/keeping-hours'
import { words } from '../../../../texts/pages'
import { type DayLine, dayLines } from '../../../../pages/station/describing'
import { rfc3339 } from '../../day'
import {
  closingOf, dateChips, emptyForm, type Form, type OneDay, type PlannedClosure, plannedClosures, type PlannedDay, plannedDays, type SomeTime, specialOf,
} from './form'

const inners = new WeakMap<object, { detail: StationDetail | null; key: string }>()

Page({
  data: {
    t: { ...words, ...keepingWords },
    k: keepingHoursWords,
    code: '',
    name: '',
    plannedDays: [] as PlannedDay[],
    plannedClosures: [] as PlannedClosure[],
    form: emptyForm(),
    chips: [] as { name: string; text: string }[],
    reasons: REASONS,
    drafted: false,
    days: [] as DayLine[],
    problem: '',
    said: '',
    busy: false,
    guest: false,
    loading: true,
    failed: '',
  },

  onLoad(options: { code?: string }) {
    inners.set(this, { detail: null, key: newKey() })
    this.setData({ code: (options.code ?? '').toUpperCase() })
  },

  async onShow() {
    if (!this.data.name) await this.load(false)
  },

  inner() {
    return inners.get(this)!
  },

  draftName(): string {
    return `special-${this.data.code}`
  },

  async load(fresh: boolean) {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    try {
      const detail = await station(this.data.code, fresh)
      if (!detail.actions.includes('edit_hours')) return this.setData({ failed: keepingTexts.notAllowed, loading: false })
      const draft = drafts.read<Form>(this.draftName())
      this.setData({ form: draft ?? emptyForm(), drafted: draft !== null, chips: dateChips(clock.now()), guest: false, failed: '' })
      this.show(detail)
    } catch (error) {
      const failure = asFailure(error)
      this.setData({ failed: failure.status === 404 ? keepingTexts.notAllowed : failure.title, guest: false, loading: false })
    }
  },

  show(detail: StationDetail) {
    const now = clock.now()
    this.inner().detail = detail
    this.setData({
      name: detail.name,
      plannedDays: plannedDays(detail.exceptions, now),
      plannedClosures: plannedClosures(detail.closures, now),
      loading: false,
    })
  },

  /** Any change: a draft, and what was looked at before is no longer so. */
  change(form: Form) {
    drafts.keep(this.draftName(), form)
    this.inner().key = newKey()
    this.setData({ form, days: [], problem: '', said: '' })
  },

  changeDay(more: Partial<OneDay>) {
    this.change({ ...this.data.form, day: { ...this.data.form.day, ...more } })
  },

  changeTime(more: Partial<SomeTime>) {
    this.change({ ...this.data.form, time: { ...this.data.form.time, ...more } })
  },

  pick(event: WechatMiniprogram.TouchEvent) {
    const { which } = event.currentTarget.dataset as { which: Form['which'] }
    this.change({ ...this.data.form, which })
  },

  typeDay(event: WechatMiniprogram.Input) {
    const { field } = event.currentTarget.dataset as { field: keyof OneDay }
    this.changeDay({ [field]: event.detail.value })
  },

  typeTime(event: WechatMiniprogram.Input) {
    const { field } = event.currentTarget.dataset as { field: keyof SomeTime }
    this.changeTime({ [field]: event.detail.value })
  },

  pickDate(event: WechatMiniprogram.TouchEvent) {
    this.changeDay({ date: (event.currentTarget.dataset as { text: string }).text })
  },

  pickShut() {
    this.changeDay({ shut: true })
  },

  pickOpen() {
    this.changeDay({ shut: false })
  },

  turnFromNow() {
    this.changeTime({ fromNow: !this.data.form.time.fromNow })
  },

  turnNoEnd() {
    this.changeTime({ noEnd: !this.data.form.time.noEnd })
  },

  pickReason(event: WechatMiniprogram.TouchEvent) {
    this.changeTime({ reason: (event.currentTarget.dataset as { text: string }).text })
  },

  /** What the form means now; a sentence where something is missing. */
  meant(): { special: Special } | { closing: Closing } | string {
    const { which, day, time } = this.data.form
    const now = clock.now()
    const found = which === 'day' ? specialOf(day, now) : closingOf(time, now)
    if (typeof found === 'string') return found
    return which === 'day' ? { special: found as Special } : { closing: found as Closing }
  },

  async look() {
    const meant = this.meant()
    const { form } = this.data
    if (typeof meant === 'string') return this.setData({ problem: meant })
    await this.ask(async () => {
      const { schedules, exceptions, closures } = this.inner().detail!
      const others = 'special' in meant ? exceptions.filter(({ date }) => date !== meant.special.date) : exceptions
      const ahead = await preview(this.data.code, {
        schedules,
        exceptions: 'special' in meant ? [...others, meant.special] : exceptions,
        closures: 'closing' in meant ? [...closures, { ...meant.closing, from: meant.closing.from ?? rfc3339(clock.now()) }] : closures,
      })
      if (this.data.form === form) this.setData({ days: dayLines(ahead, clock.now()) }) // else typed on meanwhile: not its days
    })
  },

  async save() {
    const meant = this.meant()
    if (typeof meant === 'string') return this.setData({ problem: meant, days: [] })
    const { code, form } = this.data
    await this.ask(async () => {
      const detail = await ('special' in meant ? setSpecial(code, meant.special) : close(code, meant.closing, this.inner().key))
      this.inner().key = newKey()
      if (this.data.form === form) this.empty()
      this.setData({ days: [], said: k.set })
      this.show(detail)
      wx.pageScrollTo({ scrollTop: 0, duration: 0 })
      wx.vibrateShort({ type: 'light' })
    })
  },

  /** It was sent; what was typed on meanwhile stays. */
  empty() {
    drafts.drop(this.draftName())
    this.setData({ form: { ...emptyForm(), which: this.data.form.which }, drafted: false })
  },

  async cancelDay(event: WechatMiniprogram.TouchEvent) {
    const { date } = event.currentTarget.dataset as { date: string }
    await this.ask(async () => this.cancelled(await dropSpecial(this.data.code, date)))
  },

  async cancelClosure(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    await this.ask(async () => this.cancelled(await reopen(this.data.code, Number(id))))
  },

  cancelled(detail: StationDetail) {
    this.setData({ said: k.cancelled, days: [] })
    this.show(detail)
  },

  dropDraft() {
    drafts.drop(this.draftName())
    this.setData({ form: emptyForm(), drafted: false, days: [], problem: '' })
  },

  /** What was typed stays when it is refused. */
  async ask(act: () => Promise<void>) {
    if (this.data.busy) return
    this.setData({ busy: true, problem: '', said: '' })
    try {
      await act()
    } catch (error) {
      const failure = asFailure(error)
      const errors = failure.body?.errors as unknown
      const named = Array.isArray(errors) ? (errors as { message: string }[]).map(({ message }) => message) : []
      this.setData({ problem: [...new Set(named)].join('；') || failure.title, days: [] })
    }
    this.setData({ busy: false })
  },

  async signIn() {
    const done = await asPerson({ why: k.whySignIn }, async () => true).catch(() => null)
    if (done) await this.load(false)
  },

  again() {
    void this.load(true)
  },
})
