/** 说明到场时间: when one came and went where no scan says so; two taps for whoever kept to the plan, nothing to type. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { outcomeOf } from '../../../../pages/shift/acting'
import { drafts } from '../../../../services/drafts'
import { asPerson, isSignedIn } from '../../../../services/person'
import { shift as fetchShift, type ShiftDetail } from '../../../../services/shifts'
import { stateTimes } from '../../../../services/signups'
import { words } from '../../../../texts/pages'
import { STATED_WHYS, v, vwords } from '../../../../texts/volunteering'
import { createSending } from '../../../../utils/sending'
import { begun, type Form, isSent, moved, saidBefore, shiftWords, type Side, sideLines, type SideLine, stated } from './stating'

const sending = createSending()

interface Inner {
  detail: ShiftDetail | null
  form: Form | null
}

/** Each page its own: an answer that comes after 返回 must not stand in the statement that was opened next. */
const inners = new WeakMap<object, Inner>()

Page({
  data: {
    t: words,
    v: vwords,
    whys: STATED_WHYS,
    id: 0,
    title: '',
    when: '',
    /** whether there is something to state */
    open: false,
    known: false,
    sides: [] as SideLine[],
    why: '',
    hint: '',
    before: '',
    said: false,
    /** it was sent: what was said stands, the form opens by a tap */
    closed: false,
    busy: false,
    problem: '',
    resend: false,
    guest: false,
    loading: true,
    failed: '',
  },

  onLoad({ id }: { id?: string }) {
    inners.set(this, { detail: null, form: null })
    this.setData({ id: Number(id ?? 0) })
  },

  onShow() {
    return this.load(false)
  },

  inner(): Inner {
    return inners.get(this)!
  },

  async load(fresh: boolean) {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    try {
      this.inner().detail = await fetchShift(this.data.id, fresh)
      this.setData({ guest: false, failed: '' })
      this.begin()
    } catch (error) {
      const failure = asFailure(error)
      this.setData({ guest: false, failed: failure.status === 404 ? v.gone : failure.title, loading: false })
    }
  },

  /** What was left here, or the plan. */
  begin() {
    const inner = this.inner()
    const { detail } = inner
    const own = detail?.my_signup
    if (!detail) return
    const kept = drafts.read<Form>(this.name())
    if (own && !inner.form) inner.form = kept ?? begun(detail, own, clock.now())
    const closed = inner.form !== null && isSent(inner.form)
    this.setData({ open: own?.actions.includes('state') === true, closed, known: true, loading: false })
    this.render()
  },

  render() {
    const { detail, form } = this.inner()
    if (!detail || !form) return
    const now = clock.now()
    this.setData({
      title: detail.title,
      when: shiftWords(detail, now),
      sides: sideLines(form),
      why: form.why,
      hint: form.came === null ? v.stateHintLeft : v.stateHint,
      before: saidBefore(form, now),
    })
  },

  name(): string {
    return `statement-${this.data.id}`
  },

  change(made: Form) {
    this.inner().form = made
    drafts.keep(this.name(), made)
    this.setData({ problem: '', resend: false, said: false })
    this.render()
  },

  reopen() {
    this.setData({ closed: false, said: false })
  },

  move(event: WechatMiniprogram.TouchEvent) {
    const { side, minutes } = event.currentTarget.dataset as { side: Side; minutes: number }
    const { detail, form } = this.inner()
    if (detail && form) this.change(moved(form, side, Number(minutes), detail, clock.now()))
  },

  chooseWhy(event: WechatMiniprogram.TouchEvent) {
    const { why } = event.currentTarget.dataset as { why: string }
    const { form } = this.inner()
    if (form) this.change({ ...form, why: form.why === why ? '' : why })
  },

  async send() {
    const { detail, form } = this.inner()
    const own = detail?.my_signup
    if (!own || !form || this.data.busy) return
    const told = stated(form)
    const key = sending.keyOf({ id: own.id, ...told })
    this.setData({ busy: true, problem: '', resend: false })
    try {
      const done = await asPerson({ why: v.whyState }, () => stateTimes(own.id, told, key))
      if (done) this.sent(form)
    } catch (error) {
      const { state, words: problem } = outcomeOf(asFailure(error))
      if (state === 'refused') sending.answered()
      this.setData({ problem, resend: state === 'unknown' })
    }
    this.setData({ busy: false })
  },

  /** What was moved while it was sent stands, and waits for another tap. */
  sent({ came, went }: Form) {
    sending.answered()
    const form = { ...this.inner().form!, told: { came, went, at: clock.now() } }
    this.inner().form = form
    drafts.keep(this.name(), form)
    this.setData({ said: true, closed: isSent(form) })
    this.render()
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
    wx.vibrateShort({ type: 'medium' })
  },

  async signIn() {
    try {
      await asPerson({ why: v.whyState, anyAge: true }, () => this.load(false))
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  again() {
    this.setData({ loading: !this.data.known })
    void this.load(true)
  },

  seeShift() {
    wx.redirectTo({ url: `/pages/shift/shift?id=${this.data.id}` })
  },
})
