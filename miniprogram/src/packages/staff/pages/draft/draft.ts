/**
 * 写班次: a copy of one that was, one begun from nothing, or a draft gone on with. What is typed is on the phone at each change and reopens where it
 * was; the service hears of it by 存成草稿 and 发布. Whoever was overtaken is shown how it stands, and nothing is lost.
 */
import { clock } from '../../../../core/http'
import { asFailure, type Failure } from '../../../../core/problem'
import { drafts } from '../../../../services/drafts'
import { cancelShift, dropShift, endSeries, type Issuer, issuers, ledShift, publishShift, type WrittenShift } from '../../../../services/leading'
import { asPerson, isSignedIn } from '../../../../services/person'
import type { ShiftDetail } from '../../../../services/shifts'
import { words } from '../../../../texts/pages'
import { s, swords } from '../../../../texts/staff-shifts'
import { once } from '../../deciding'
import { leftWork, leftWorkOrGone } from '../../leaving'
import { formWords, type FormWords, standsNow } from './describing'
import { copyOf, draftName, emptyForm, type Form, formOf, isAsBefore, isNew, lacking, ofOneOf, type Step, stepped, withIssuer, withPin } from './form'
import { holidaysOf, isWorthKeeping, refusalLines, sendForm, takenForm } from './sending'

interface Inner {
  from: number | null
  id: number | null
  form: Form | null
  /** as it stands at the service; of a copy null until it is there, too */
  here: ShiftDetail | null
  /** what overtook us */
  current: ShiftDetail | null
  /** while it was on its way somebody wrote on: that is not at the service yet */
  writtenOn: boolean
  /** the page was left: another one is on top */
  left: boolean
  /** in whose name one may write from nothing */
  issuers: Issuer[]
}

const inners = new WeakMap<object, Inner>()

Page({
  data: {
    t: words,
    s: swords,
    form: null as FormWords | null,
    /** the texts as the fields begin; while one types they are not written back */
    texts: { title: '', place: '', risk: '', insurance: '' },
    room: true,
    clash: [] as string[],
    faults: [] as string[],
    said: '',
    warnings: [] as string[],
    done: false,
    /** its series is known to have ended; the service does not tell it of a shift */
    ended: false,
    busy: '',
    cannot: false,
    /** the list of organizations is open: there may be thirty */
    choosing: false,
    gate: s.pickGate as string,
    guest: false,
    loading: true,
    failed: '',
  },

  onLoad(options: { from?: string; id?: string }) {
    const number = (text: string | undefined): number | null => Number(text ?? 0) || null
    inners.set(this, { from: number(options.from), id: number(options.id), form: null, here: null, current: null, writtenOn: false, left: false, issuers: [] })
    if (isNew(this.inner())) this.setData({ gate: s.pickGateNew })
  },

  async onShow(): Promise<void> {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    const inner = this.inner()
    if (inner.form === null) inner.form = drafts.read<Form>(draftName(inner))
    if (inner.form) this.begin()
    await this.load()
  },

  onUnload() {
    this.inner().left = true
  },

  inner(): Inner {
    return inners.get(this)!
  },

  /** A form left on this phone is shown before the service is asked, and stands whatever it answers. */
  async load() {
    const inner = this.inner()
    const { form } = inner
    if (isNew(form ?? inner)) return this.loadNew()
    const wanted = form ? form.id : (inner.id ?? inner.from)
    if (wanted === null || inner.here) return // a copy that is on this phone only needs nobody
    try {
      const detail = await ledShift(wanted, true)
      if (form) return this.compare(form, detail)
      inner.form = inner.id === null ? copyOf(detail, clock.now()) : formOf(detail)
      if (inner.id !== null) inner.here = detail
      this.begin()
    } catch (error) {
      const failure = asFailure(error)
      if (await leftWorkOrGone(failure)) return
      this.setData({ failed: failure.status === 404 ? s.draftGone : failure.title, loading: false })
    }
  },

  /** One begun from nothing needs to know in whose name; what was left of it on this phone stands before that. */
  async loadNew() {
    const inner = this.inner()
    if (inner.issuers.length) return
    try {
      inner.issuers = await issuers()
      const [first] = inner.issuers
      if (!first) return this.setData({ cannot: true, loading: false })
      inner.form = inner.form ? ofOneOf(inner.form, inner.issuers) : emptyForm(first, clock.now())
      this.setData({ failed: '' })
      if (this.data.form) this.render()
      else this.begin()
    } catch (error) {
      const failure = asFailure(error)
      if (!leftWork(failure)) this.setData({ failed: failure.title, loading: false })
    }
  },

  /** What was left here, against how it stands there. */
  compare(form: Form, detail: ShiftDetail) {
    this.inner().here = detail
    this.setData({ failed: '' })
    if (detail.version !== form.version) this.overtaken(detail)
    else this.render()
  },

  begin() {
    const { title, place, risk, insurance } = this.inner().form!
    this.setData({ texts: { title, place, risk, insurance }, guest: false, failed: '', loading: false })
    this.render()
  },

  render() {
    const { form, here, issuers: choice } = this.inner()
    if (form) this.setData({ form: formWords(form, here, clock.now(), choice) })
  },

  /** Each change is on the phone before anything else. */
  change(form: Form) {
    this.inner().form = form
    const room = drafts.keep(draftName(form), form)
    this.setData({ room, said: '', faults: [], warnings: [] })
    this.render()
  },

  type(event: WechatMiniprogram.Input) {
    const { field } = event.currentTarget.dataset as { field: 'title' | 'place' | 'risk' | 'insurance' }
    const { form } = this.inner()
    if (form) this.change({ ...form, [field]: event.detail.value })
  },

  step(event: WechatMiniprogram.TouchEvent) {
    const { form } = this.inner()
    if (form) this.change(stepped(form, event.currentTarget.dataset as Step))
  },

  choose() {
    this.setData({ choosing: !this.data.choosing })
  },

  pickIssuer(event: WechatMiniprogram.TouchEvent) {
    const { index } = event.currentTarget.dataset as { index: number }
    const { form, issuers: choice } = this.inner()
    const issuer = choice[index]
    this.setData({ choosing: false })
    if (form && issuer) this.change(withIssuer(form, issuer))
  },

  pick() {
    wx.chooseLocation({
      success: ({ name, address, latitude, longitude }) => {
        const { form } = this.inner()
        if (!form) return
        const moved = withPin(form, { name: name || address, lat: latitude, lng: longitude })
        this.change(moved)
        this.setData({ 'texts.place': moved.place })
      },
      fail: () => undefined, // nothing was chosen: the pin stays
    })
  },

  async save() {
    const { form } = this.inner()
    if (this.data.busy || this.data.done || !form) return
    const made = await this.send(s.saving)
    if (made && !this.inner().writtenOn) this.tell(holidaysOf(form, made) === 'first' ? s.savedNext : savedWords(made), made)
    this.setData({ busy: '' })
  },

  async publish() {
    const { form } = this.inner()
    if (this.data.busy || this.data.done || !form) return
    if (!form.checked.every(Boolean)) return this.setData({ faults: [s.notChecked], said: '' })
    const made = await this.send(s.publishing)
    if (made && !this.inner().writtenOn) await this.show(made, holidaysOf(form, made))
    this.setData({ busy: '' })
  },

  /** Staff publish; a shift on a holiday only whoever has read that it is one. */
  async show(made: ShiftDetail, holidays: ReturnType<typeof holidaysOf>) {
    if (!made.actions.includes('publish')) return this.tell(s.savedForStaff, made)
    if (holidays === 'all') return this.tell(s.allHolidays, made)
    await this.finish(() => once(`publish:${made.id}`, (key) => publishShift(made.id, key)), holidays === 'first' ? s.publishedNext : s.published)
  },

  /** Everybody on it or waiting is told why; it stays in the list as cancelled. */
  async callOff() {
    const { id, callOff } = this.inner().form!
    if (this.data.busy || this.data.done || id === null) return
    if (!callOff) return this.setData({ faults: [s.pickWhy] })
    this.setData({ busy: s.callingOff, said: '', faults: [] })
    await this.finish(() => once(`call-off:${id}:${callOff}`, (key) => cancelShift(id, callOff, key)), s.calledOff)
    this.setData({ busy: '' })
  },

  /** It is out or called off: nothing of it is to be written any more. */
  async finish(run: () => Promise<WrittenShift>, said: string) {
    try {
      const made = await run()
      drafts.drop(draftName(this.inner().form!))
      this.tell(said, made)
      this.setData({ done: true })
      wx.vibrateShort({ type: 'medium' })
    } catch (error) {
      await this.refused(asFailure(error))
    }
  },

  /** What is written goes to the service; null: it did not, and the page says why. */
  async send(busy: string): Promise<ShiftDetail | null> {
    const inner = this.inner()
    const { form, here } = inner
    inner.writtenOn = false
    const faults = lacking(form!, clock.now())
    this.setData({ busy: faults.length ? '' : busy, said: '', faults, warnings: [], clash: [] })
    if (faults.length) return null
    try {
      let sent = form
      const note = (change: (one: Form) => Form): void => {
        const before = inner.form!
        const made = change(before)
        if (sent === before) sent = made
        this.change(made)
        if (draftName(made) !== draftName(before)) drafts.drop(draftName(before))
      }
      const found = await sendForm(form!, here, note)
      inner.writtenOn = inner.form !== sent
      return this.taken(found)
    } catch (error) {
      await this.refused(asFailure(error))
      return null
    }
  },

  taken<T extends ShiftDetail>(made: T): T {
    const inner = this.inner()
    drafts.drop(draftName(inner.form!))
    const form = takenForm(inner.form!, made)
    Object.assign(inner, { here: made, form })
    if (inner.writtenOn || isWorthKeeping(form)) drafts.keep(draftName(form), form)
    this.setData({ clash: [] })
    this.render()
    return made
  },

  tell(said: string, made: ShiftDetail | WrittenShift | null = null) {
    const warnings = made && 'warnings' in made ? made.warnings.map(({ title }) => title) : []
    this.setData({ said, warnings })
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
  },

  /** In sight, with what was typed kept. */
  async refused(failure: Failure) {
    const current = failure.body?.['current'] as ShiftDetail | undefined
    if (failure.status === 412 && current) return this.overtaken(current)
    if (await leftWorkOrGone(failure)) return
    this.setData({ faults: refusalLines(failure) })
  },

  /** Somebody else was first, unless what stands there is what was written here: an answer that was lost on its way. */
  overtaken(current: ShiftDetail) {
    const inner = this.inner()
    inner.here = current
    if (isAsBefore(inner.form!, current)) return void this.tell(savedWords(current), this.taken(current))
    inner.current = current
    drafts.keep(draftName(inner.form!), inner.form)
    this.setData({ clash: standsNow(current, clock.now()) })
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
  },

  takeMine() {
    const { form, current } = this.inner()
    if (!form || !current) return
    this.change({ ...form, version: current.version })
    this.setData({ clash: [] })
    void this.save()
  },

  takeTheirs() {
    const inner = this.inner()
    if (!inner.current) return
    drafts.drop(draftName(inner.form!))
    inner.form = formOf(inner.current)
    this.setData({ clash: [] })
    this.begin()
  },

  giveUp() {
    this.sure(s.giveUpTitle, s.giveUpText, s.giveUp, () => {
      drafts.drop(draftName(this.inner().form!))
      wx.navigateBack()
    })
  },

  drop() {
    this.sure(s.dropTitle, s.dropText, s.drop, () => void this.dropThere())
  },

  async dropThere() {
    const { id } = this.inner().form!
    if (this.data.busy || id === null) return
    this.setData({ busy: s.working, said: '', faults: [] })
    try {
      await dropShift(id)
      this.gone()
    } catch (error) {
      await this.refused(asFailure(error))
    }
    this.setData({ busy: '' })
  },

  /** It is not there any more. Whoever went back meanwhile stays where they are. */
  gone() {
    drafts.drop(draftName(this.inner().form!))
    if (!this.inner().left) wx.navigateBack()
  },

  endSeries() {
    this.sure(s.endTitle, s.endText, s.endYes, () => void this.endThere())
  },

  async endThere() {
    if (this.data.busy) return
    this.setData({ busy: s.working, said: '', faults: [] })
    try {
      await endSeries(this.inner().here!.series_id!)
      this.setData({ ended: true })
      await this.afterEnd()
    } catch (error) {
      const failure = asFailure(error)
      const before = failure.status === 404
      if (!(await leftWorkOrGone(failure))) this.setData({ ended: before, faults: before ? [s.endedBefore] : refusalLines(failure) })
    }
    this.setData({ busy: '' })
  },

  /** What nobody signed up for went with it, maybe this one, too. If not, what is typed here stays. */
  async afterEnd() {
    const inner = this.inner()
    const found = await ledShift(inner.form!.id!, true).catch((error) => (asFailure(error).status === 404 ? null : undefined))
    if (found === null || found?.status === 'cancelled') return this.gone()
    if (found) this.compare(inner.form!, found)
    this.tell(found ? s.endedStays : s.ended)
  },

  sure(title: string, content: string, yes: string, act: () => void) {
    wx.showModal({ title, content, confirmText: yes.slice(0, 4), cancelText: s.keepIt, success: ({ confirm }) => (confirm ? act() : undefined) })
  },

  async signIn() {
    const done = await asPerson({ why: s.whySignIn }, async () => true).catch(() => null)
    if (done === null) return
    this.setData({ guest: false, loading: true })
    await this.onShow()
  },

  again() {
    this.setData({ failed: '', loading: !this.data.form })
    void this.load()
  },

  toRoster() {
    wx.redirectTo({ url: `/packages/staff/pages/roster/roster?shift=${this.inner().form!.id}` })
  },

  toList() {
    wx.navigateBack()
  },
})

function savedWords({ status }: ShiftDetail): string {
  return status === 'draft' ? s.saved : s.savedChange
}
