/** 班次: when, where, what to mind and who insures; then sign up, wait, leave. Opened from a list, a notice or a poster. */
import { newKey } from '../../core/calling'
import { clock } from '../../core/http'
import { asFailure } from '../../core/problem'
import { config } from '../../services/config'
import { toAgree } from '../../services/consenting'
import { asPerson } from '../../services/person'
import { meant } from '../../services/scenes'
import { keptShift, shift as fetchShift, type ShiftDetail } from '../../services/shifts'
import { keptSignUps, type Leaving, mySignUps, PURPOSE, type Reply, reply, signUp, type SignUp, withdraw } from '../../services/signups'
import { askFirst, tellAccepted } from '../../services/subscribing'
import { t, words } from '../../texts/pages'
import { v, vwords } from '../../texts/volunteering'
import { readOptions } from '../../utils/code'
import { createRefreshing } from '../../utils/refreshing'
import { createLooks } from '../../utils/looks'
import { scansNow } from '../../utils/shift-words'
import { agoWords } from '../../utils/time'
import { lastPoint } from '../nearest/where'
import { checkInWith } from '../scan/handing'
import { type Act, acts, outcomeOf } from './acting'
import { describe, doneWords, type LeaveWords, leaveWords, repliedWords, type ShiftWords } from './describing'

/** Asked in the sign-up tap: what came of it, a place in the queue, a reminder. */
const TEMPLATES = ['signup_result', 'waitlist_offer', 'shift_reminder']

/** what pages on the stack show, by shift */
const details = new Map<number, ShiftDetail>()
const looks = createLooks()
const refreshing = createRefreshing()
/** WeChat's question is on the screen */
let asking = false

Page({
  data: {
    t: words,
    v: vwords,
    id: 0,
    scene: '',
    shift: null as ShiftWords | null,
    chosen: null as number | null,
    consent: '',
    notice: '',
    noticeOpen: false,
    poster: false,
    leaving: null as LeaveWords | null,
    busy: '',
    said: '',
    problem: '',
    resend: false,
    /** what is said of the last act stands on top, where its button was */
    onTop: false,
    loading: true,
    failed: '',
    age: '',
  },

  /** From a list or a notice with `id`, from a poster with `scene`; a poster only shows the shift, it checks nobody in. */
  onLoad(options: { id?: string; scene?: string }) {
    const code = readOptions(options)
    this.setData({ id: Number(options.id ?? 0), scene: code ? code.text : '' })
    if (options.scene !== undefined && !code) this.setData({ failed: t.unknownCode, loading: false })
  },

  async onShow() {
    refreshing.start(() => void this.load(false))
    asking = false
    this.setData({ said: '' })
    if (this.data.scene && !this.data.id) await this.readScene()
    if (!this.data.id) return
    if (!this.data.shift) this.showKept()
    void this.readConfig()
    const due = acts.due(this.data.id, clock.now())
    if (due && !this.data.busy) await this.perform(due)
    else await this.load(false)
  },

  onHide() {
    refreshing.stop()
  },

  onUnload() {
    refreshing.stop()
  },

  async onPullDownRefresh() {
    await this.load(true)
    wx.stopPullDownRefresh()
  },

  async readScene() {
    try {
      const { kind, code } = await meant(this.data.scene)
      if (kind === 'shift') this.setData({ id: Number(code) })
      else this.setData({ failed: t.unknownCode, loading: false })
    } catch (error) {
      const failure = asFailure(error)
      this.setData({ failed: failure.status === 404 ? t.unknownCode : failure.title, loading: false })
    }
  },

  /** Template ids, and the consent that the tap would be, before the tap that needs them. */
  async readConfig() {
    await config().catch(() => null) // the kept ones stand
    await this.showConsent()
  },

  async showConsent() {
    const notice = await toAgree(PURPOSE)
    this.setData(notice ? { consent: v.consent(notice.title), notice: notice.text } : { consent: '', notice: '' })
  },

  /** What the phone knows, at once: the shift as it last came, and one's own part of it. */
  showKept() {
    const kept = keptShift(this.data.id)
    if (!kept) return
    const mine = keptSignUps()?.items.find(({ shift_id }) => shift_id === this.data.id) ?? null
    details.set(this.data.id, { ...kept.detail, my_signup: mine })
    this.render()
    this.setData({ age: t.offline(agoWords(kept.seenAt, clock.now())) })
  },

  async load(fresh: boolean) {
    const { id } = this.data
    if (!id) return
    const look = looks.begin()
    try {
      const found = await fetchShift(id, fresh)
      if (looks.overtaken(id, look)) return // begun before an act, come after it
      looks.answered(id, look)
      details.set(id, found)
      this.setData({ failed: '', age: '' })
      this.render()
    } catch (error) {
      if (looks.overtaken(id, look)) return
      const failure = asFailure(error)
      this.setData({ failed: failure.status === 404 ? v.gone : failure.title, loading: false })
      this.render() // what the phone knows goes on counting down
    }
  },

  render() {
    const detail = details.get(this.data.id)
    if (!detail) return
    const now = clock.now()
    const poster = this.data.scene !== '' && scansNow(detail, now)
    this.setData({ shift: describe(detail, this.data.chosen, now, lastPoint()), poster, loading: false })
  },

  chooseRole(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    this.setData({ chosen: id })
    this.render()
  },

  /** WeChat's question comes first, in the tap itself; whatever its answer, the sign-up starts in its `complete`. */
  signUp() {
    const role = this.data.shift ? this.data.shift.chosen : null
    if (role === null || this.data.busy || asking) return
    asking = true
    askFirst(TEMPLATES, (accepted) => {
      asking = false
      void this.startSignUp(role, accepted)
    })
  },

  /** `role`: of the tap; a look meanwhile may have chosen another, nobody did. */
  async startSignUp(role: number, accepted: string[]) {
    const { id } = this.data
    if (this.data.busy) return
    const run = (key: string): Promise<SignUp | null> =>
      asPerson({ why: v.whySignUp, purpose: PURPOSE }, () => signUp(id, role, key))
    const done = await this.start({ name: `sign-up ${role}`, busy: v.signingUp, run, said: doneWords })
    if (!done) return
    void this.showConsent()
    await tellAccepted(accepted)
  },

  /** An act begins, under the key of its tap. */
  start(act: Omit<Act, 'key'>): Promise<boolean> {
    return this.perform(acts.begin(this.data.id, { ...act, key: newKey() }))
  },

  /** Runs an act; true when it was done. Without an answer it stays open, under its key. */
  async perform(act: Act): Promise<boolean> {
    const { id } = this.data
    this.setData({ busy: act.busy, said: '', problem: '', resend: false, leaving: null, onTop: act.top === true })
    try {
      const made = await act.run(act.key)
      acts.end(id)
      if (made !== null) this.tell(act.said(made))
      await this.load(true)
      void mySignUps(true).catch(() => undefined) // kept for when there is no network
      return made !== null
    } catch (error) {
      const { state, words: problem } = outcomeOf(asFailure(error))
      const open = state === 'unknown' || state === 'kept'
      if (open) acts.unanswered(id, state === 'unknown', clock.now())
      else acts.end(id)
      this.setData({ problem, resend: state === 'unknown' })
      if (!open) await this.load(true) // what stands now, under the refusal
      return state === 'there'
    } finally {
      this.setData({ busy: '' })
    }
  },

  /** Said on top, felt in the hand. */
  tell(said: string) {
    this.setData({ said })
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
    wx.vibrateShort({ type: 'medium' })
  },

  resend() {
    const due = acts.due(this.data.id, clock.now())
    if (due && !this.data.busy) void this.perform(due)
    else void this.load(true).then(() => this.setData({ resend: false, problem: '' }))
  },

  turnNotice() {
    this.setData({ noticeOpen: !this.data.noticeOpen })
  },

  askLeave() {
    const own = details.get(this.data.id)?.my_signup
    if (own && !this.data.busy) this.setData({ leaving: leaveWords(own, clock.now()) })
  },

  stay() {
    this.setData({ leaving: null })
  },

  leave(event: WechatMiniprogram.TouchEvent) {
    const { kind } = event.currentTarget.dataset as { kind: Leaving }
    const own = details.get(this.data.id)?.my_signup
    if (!own || this.data.busy) return
    const run = (key: string): Promise<SignUp | null> =>
      asPerson({ why: v.whyMine, anyAge: true }, () => withdraw(own.id, kind, key))
    void this.start({ name: `leave ${own.version} ${kind}`, busy: v.leaving, run, said: () => v.left })
  },

  answer(event: WechatMiniprogram.TouchEvent) {
    const { what } = event.currentTarget.dataset as { what: Reply }
    const own = details.get(this.data.id)?.my_signup
    if (!own || this.data.busy) return
    const run = (key: string): Promise<SignUp | null> =>
      asPerson({ why: v.whyMine, anyAge: what === 'refuse' }, () => reply(own.id, what, key))
    void this.start({ name: `${what} ${own.version}`, busy: v.answering, top: true, run, said: () => repliedWords(what) })
  },

  checkIn() {
    if (this.data.scene) checkInWith(this.data.scene)
    else wx.switchTab({ url: '/pages/scan/scan' })
  },

  sayTimes() {
    wx.navigateTo({ url: `/packages/rider/pages/statement/statement?id=${this.data.id}` })
  },

  route() {
    const detail = details.get(this.data.id)
    if (!detail) return
    const { place, meeting_point: address, lat, lng } = detail
    wx.openLocation({ name: place, address, latitude: lat, longitude: lng })
  },

  again() {
    this.setData({ loading: !this.data.shift })
    void this.onShow()
  },

  seeAll() {
    wx.switchTab({ url: '/pages/shifts/shifts' })
  },
})
