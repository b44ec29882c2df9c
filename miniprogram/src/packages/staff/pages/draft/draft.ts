/**
 * 写班次: a copy of one that was, or a draft gone on with. What is typed is on the phone at each change and reopens where it
 * was; the service hears of it by 存成草稿 and 发布. Whoever was overtaken is shown how it stands, and nothing is lost.
 */
import { newKey } from '../../../../core/calling'
import { clock } from '../../../../core/http'
import { asFailure, type Failure } from '../../../../core/problem'
import { drafts } from '../../../../services/drafts'
import { changeShift, createShift, dropShift, ledShift, publishShift, type WrittenShift } from '../../../../services/leading'
import { asPerson, isSignedIn } from '../../../../services/person'
import type { ShiftDetail } from '../../../../services/shifts'
import { words } from '../../../../texts/pages'
import { s, swords } from '../../../../texts/staff-shifts'
import { faultsOf } from '../../faults'
import { leftWorkOrGone } from '../../leaving'
import { formWords, type FormWords, standsNow } from './describing'
import { bodyOf, copyOf, draftName, type Form, formOf, isAsBefore, keyed, withCheck, withLength, withPin, withPlaces, withStart } from './form'

interface Inner {
  from: number | null
  id: number | null
  form: Form | null
  /** as it stands at the service; of a copy null until it is there, too */
  here: ShiftDetail | null
  /** what overtook us */
  current: ShiftDetail | null
  publishKey: string
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
    busy: '',
    guest: false,
    loading: true,
    failed: '',
  },

  onLoad(options: { from?: string; id?: string }) {
    const number = (text: string | undefined): number | null => Number(text ?? 0) || null
    inners.set(this, { from: number(options.from), id: number(options.id), form: null, here: null, current: null, publishKey: '' })
  },

  async onShow(): Promise<void> {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    const inner = this.inner()
    if (inner.form === null) inner.form = drafts.read<Form>(draftName(inner))
    if (inner.form) this.begin()
    await this.load()
  },

  inner(): Inner {
    return inners.get(this)!
  },

  /** A form left on this phone is shown before the service is asked, and stands whatever it answers. */
  async load() {
    const inner = this.inner()
    const { form } = inner
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
    const { form, here } = this.inner()
    if (form) this.setData({ form: formWords(form, here, clock.now()) })
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

  moveStart(event: WechatMiniprogram.TouchEvent) {
    const { by } = event.currentTarget.dataset as { by: number }
    const { form } = this.inner()
    if (form) this.change(withStart(form, by))
  },

  moveLength(event: WechatMiniprogram.TouchEvent) {
    const { by } = event.currentTarget.dataset as { by: number }
    const { form } = this.inner()
    if (form) this.change(withLength(form, by))
  },

  movePlaces(event: WechatMiniprogram.TouchEvent) {
    const { index, by } = event.currentTarget.dataset as { index: number; by: number }
    const { form } = this.inner()
    if (form) this.change(withPlaces(form, index, by))
  },

  check(event: WechatMiniprogram.TouchEvent) {
    const { index } = event.currentTarget.dataset as { index: number }
    const { form } = this.inner()
    if (form) this.change(withCheck(form, index))
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
    if (this.data.busy || this.data.done) return
    const made = await this.send(s.saving)
    if (made) this.tell(this.inner().form!.status === 'draft' ? s.saved : s.savedChange, made)
    this.setData({ busy: '' })
  },

  async publish() {
    const inner = this.inner()
    if (this.data.busy || this.data.done || !inner.form) return
    if (!inner.form.checked.every(Boolean)) return this.setData({ faults: [s.notChecked], said: '' })
    const made = await this.send(s.publishing)
    if (made) await this.publishIt(made.id)
    this.setData({ busy: '' })
  },

  async publishIt(id: number) {
    const inner = this.inner()
    inner.publishKey = inner.publishKey || newKey()
    try {
      const out = await publishShift(id, inner.publishKey)
      drafts.drop(draftName(inner.form!))
      this.tell(s.published, out)
      this.setData({ done: true })
      wx.vibrateShort({ type: 'medium' })
    } catch (error) {
      await this.refused(asFailure(error))
    }
  },

  /** What is written goes to the service; null: it did not, and the page says why. */
  async send(busy: string): Promise<ShiftDetail | null> {
    const inner = this.inner()
    this.setData({ busy, said: '', faults: [], warnings: [], clash: [] })
    try {
      const { form, here } = inner
      if (form!.id === null) return this.taken(await this.create(form!))
      // a resident's address is not on the phone: what stands there is sent back with the rest
      const known = here ?? (await ledShift(form!.id, true))
      inner.here = known
      if (known.version === form!.version && isAsBefore(form!, known)) return this.taken(known)
      return this.taken(await changeShift(form!.id, bodyOf(form!, known.private_place), form!.version))
    } catch (error) {
      await this.refused(asFailure(error))
      return null
    }
  },

  /** Under a key that is on the phone first: sent again after a lost answer it is the same draft, not a second one. */
  create(form: Form): Promise<WrittenShift> {
    const body = bodyOf(form, null)
    const { form: noted, key } = keyed(form, body, newKey)
    this.change(noted)
    return createShift(body, key)
  },

  taken<T extends ShiftDetail>(made: T): T {
    const inner = this.inner()
    drafts.drop(draftName(inner.form!))
    Object.assign(inner, { here: made, form: { ...inner.form!, id: made.id, version: made.version, sent: null } })
    if (inner.form!.checked.some(Boolean)) drafts.keep(draftName(inner.form!), inner.form) // half a checklist is a draft, too
    this.setData({ clash: [] })
    this.render()
    return made
  },

  tell(said: string, made: ShiftDetail | WrittenShift) {
    const warnings = 'warnings' in made ? made.warnings.map(({ title }) => title) : []
    this.setData({ said, warnings })
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
  },

  /** In sight, with what was typed kept. */
  async refused(failure: Failure) {
    const current = failure.body?.['current'] as ShiftDetail | undefined
    if (failure.status === 412 && current) return this.overtaken(current)
    if (await leftWorkOrGone(failure)) return
    const gone = failure.status === 404 ? [s.draftGone] : faultsOf(failure)
    const faults = failure.kind === 'unknown' ? [s.unanswered] : failure.kind === 'offline' ? [s.offlineKept] : gone
    this.setData({ faults })
  },

  /** Somebody else was first, unless what stands there is what was written here: an answer that was lost on its way. */
  overtaken(current: ShiftDetail) {
    const inner = this.inner()
    inner.here = current
    if (isAsBefore(inner.form!, current)) return void this.tell(s.saved, this.taken(current))
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
    const { form } = this.inner()
    try {
      await dropShift(form!.id!)
      drafts.drop(draftName(form!))
      wx.navigateBack()
    } catch (error) {
      await this.refused(asFailure(error))
    }
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
