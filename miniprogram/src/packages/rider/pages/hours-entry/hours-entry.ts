/** 这一次的时长: one line of hours with its source and how it came about; whoever finds it wrong says so by a tap. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { outcomeOf } from '../../../../pages/shift/acting'
import { drafts } from '../../../../services/drafts'
import { hoursOf, objectTo, type HoursDetail } from '../../../../services/hours'
import { asPerson, isSignedIn } from '../../../../services/person'
import { t, words } from '../../../../texts/pages'
import { OBJECTIONS, v, vwords } from '../../../../texts/volunteering'
import { createRefreshing } from '../../../../utils/refreshing'
import { createSending } from '../../../../utils/sending'
import { agoWords, dateWords } from '../../../../utils/time'
import { type Draft, type EntryWords, entryWords, objectionText, turned } from './telling'

const EMPTY: Draft = { chosen: [], text: '' }
const refreshing = createRefreshing()
const sending = createSending()
let seenAt = 0

Page({
  data: {
    t: words,
    v: vwords,
    id: 0,
    hours: null as EntryWords | null,
    choices: [] as { word: string; on: boolean }[],
    draft: EMPTY,
    said: '',
    busy: false,
    problem: '',
    resend: false,
    guest: false,
    loading: true,
    failed: '',
    age: '',
  },

  onLoad({ id }: { id?: string }) {
    seenAt = 0
    this.setData({ id: Number(id ?? 0) })
  },

  async onShow() {
    refreshing.start(() => void this.load(false))
    this.showDraft(drafts.read<Draft>(this.name()) ?? EMPTY)
    await this.load(false)
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

  async load(fresh: boolean) {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false, hours: null })
    try {
      this.take(await hoursOf(this.data.id, fresh))
    } catch (error) {
      const failure = asFailure(error)
      const age = failure.kind === 'problem' || !seenAt ? '' : t.offline(agoWords(seenAt, clock.now()))
      this.setData({ guest: false, failed: failure.status === 404 ? v.entryGone : failure.title, age, loading: false })
    }
  },

  take(detail: HoursDetail) {
    seenAt = clock.now()
    this.setData({ hours: entryWords(detail), guest: false, failed: '', age: '', loading: false })
  },

  name(): string {
    return `objection-${this.data.id}`
  },

  showDraft(draft: Draft) {
    this.setData({ draft, choices: OBJECTIONS.map((word) => ({ word, on: draft.chosen.includes(word) })) })
  },

  change(draft: Draft) {
    drafts.keep(this.name(), draft)
    this.showDraft(draft)
    this.setData({ problem: '', resend: false })
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    const { word } = event.currentTarget.dataset as { word: string }
    this.change(turned(this.data.draft, word))
  },

  type(event: WechatMiniprogram.Input) {
    this.change({ ...this.data.draft, text: event.detail.value })
  },

  async send() {
    const { id, busy, draft } = this.data
    if (busy) return
    const text = objectionText(draft)
    if (!text) return this.setData({ problem: v.objectEmpty })
    this.setData({ busy: true, problem: '', resend: false })
    const key = sending.keyOf({ id, text })
    try {
      const made = await asPerson({ why: v.whyMine, anyAge: true }, () => objectTo(id, text, key))
      if (made) await this.sent(v.objectedHint(dateWords(made.due_on)))
    } catch (error) {
      const { state, words: problem } = outcomeOf(asFailure(error))
      if (state === 'refused') sending.answered()
      this.setData({ problem, resend: state === 'unknown' })
      if (state === 'refused') await this.load(true) // how it stands now; what was typed stays
    }
    this.setData({ busy: false })
  },

  async sent(said: string) {
    sending.answered()
    drafts.drop(this.name())
    this.showDraft(EMPTY)
    this.setData({ said })
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
    wx.vibrateShort({ type: 'medium' })
    await this.load(true)
  },

  async signIn() {
    try {
      await asPerson({ why: v.whyMine, anyAge: true }, () => this.load(false))
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  again() {
    this.setData({ loading: !this.data.hours })
    void this.load(true)
  },

  seeShift() {
    if (this.data.hours) wx.navigateTo({ url: `/pages/shift/shift?id=${this.data.hours.shift}` })
  },
})
