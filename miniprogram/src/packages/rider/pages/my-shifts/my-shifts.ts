/** 我的报名: the next one on top, then those behind it; below, on demand, what is past or was left; at its end the calendar. */
import { newKey } from '../../../../core/calling'
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { lastPoint } from '../../../../pages/nearest/where'
import { type Act, acts, outcomeOf } from '../../../../pages/shift/acting'
import { repliedWords } from '../../../../pages/shift/describing'
import { asPerson, isSignedIn } from '../../../../services/person'
import { keptSignUps, type MySignUp, mySignUps, pastSignUps, type Reply, reply, type SignUp } from '../../../../services/signups'
import { kwords } from '../../../../texts/calendar'
import { t, words } from '../../../../texts/pages'
import { v, vwords } from '../../../../texts/volunteering'
import { behind } from '../../../../utils/paging'
import { createRefreshing } from '../../../../utils/refreshing'
import { ownLine, type ShiftLine } from '../../../../utils/shift-words'
import { agoWords } from '../../../../utils/time'
import { aheadLine, type AheadLine, parted, SILENT, type Told } from './answering'

interface Inner {
  asking: Promise<void> | null
  /** of shifts that are not over, those that one left, too */
  ahead: MySignUp[]
  past: MySignUp[]
  cursor: string | null
  seenAt: number
  /** how answers given here stand, by shift */
  told: Map<number, Told>
}

const refreshing = createRefreshing()
const inner: Inner = { asking: null, ahead: [], past: [], cursor: null, seenAt: 0, told: new Map() }

Page({
  data: {
    t: words,
    v: vwords,
    k: kwords,
    guest: false,
    ahead: [] as AheadLine[],
    past: [] as ShiftLine[],
    asked: false,
    more: false,
    /** whether the list is one: the service's, or the kept one */
    known: false,
    loading: true,
    failed: '',
    age: '',
  },

  onLoad() {
    Object.assign(inner, { ahead: [], past: [], cursor: null, seenAt: 0, told: new Map() })
  },

  async onShow() {
    refreshing.start(() => void this.refresh(false))
    const kept = keptSignUps()
    if (kept && !inner.ahead.length) {
      inner.ahead = kept.items
      inner.seenAt = kept.seenAt
      this.render()
    }
    await this.refresh(false)
  },

  onHide() {
    refreshing.stop()
  },

  onUnload() {
    refreshing.stop()
  },

  async onPullDownRefresh() {
    await this.refresh(true)
    wx.stopPullDownRefresh()
  },

  async refresh(fresh: boolean) {
    const guest = !isSignedIn()
    this.setData({ guest, ...(guest ? { loading: false, ahead: [], past: [] } : {}) })
    if (guest) return
    if (inner.asking) await inner.asking
    inner.asking ??= this.ask(fresh).finally(() => {
      inner.asking = null
    })
    return inner.asking
  },

  async ask(fresh: boolean) {
    try {
      inner.ahead = await mySignUps(fresh)
      inner.seenAt = clock.now()
      this.setData({ failed: '', age: '' })
      this.render()
    } catch (error) {
      this.fail(error)
      if (inner.seenAt) this.render() // countdowns go on
    }
  },

  fail(error: unknown) {
    const failure = asFailure(error)
    const age = agoWords(inner.seenAt, clock.now())
    this.setData({ failed: failure.title, age: failure.kind === 'problem' ? '' : t.offline(age), loading: false })
  },

  render() {
    const now = clock.now()
    const point = lastPoint()
    const { ahead, left } = parted(inner.ahead, inner.told)
    this.setData({
      ahead: ahead.map((one) => aheadLine(one, inner.told.get(one.shift_id), now, point)),
      past: behind(left, inner.past, ({ id }) => id).map((one) => ownLine(one, now, null)),
      more: inner.cursor !== null,
      known: inner.seenAt > 0,
      loading: false,
    })
  },

  /** An offer, an open call or a move is answered where it is seen. */
  async answer(event: WechatMiniprogram.TouchEvent) {
    const { id, what } = event.currentTarget.dataset as { id: number; what: Reply }
    const own = inner.ahead.find(({ shift_id }) => shift_id === id)
    if (!own || inner.told.get(id)?.busy) return
    const run = (key: string): Promise<SignUp | null> =>
      asPerson({ why: v.whyMine, anyAge: what === 'refuse' }, () => reply(own.id, what, key))
    const act = { name: `${what} ${own.version}`, key: newKey(), busy: v.answering, top: true, run, said: () => repliedWords(what) }
    await this.perform(id, acts.begin(id, act))
  },

  async perform(id: number, act: Act) {
    this.tell(id, { busy: act.busy })
    try {
      const made = await act.run(act.key)
      acts.end(id)
      this.tell(id, made === null ? {} : { said: act.said(made) })
      if (made !== null) wx.vibrateShort({ type: 'medium' })
    } catch (error) {
      const { state, words: problem } = outcomeOf(asFailure(error))
      const open = state === 'unknown' || state === 'kept'
      if (open) acts.unanswered(id, state === 'unknown', clock.now())
      else acts.end(id)
      this.tell(id, { problem, resend: state === 'unknown' })
      if (open) return
    }
    await this.refresh(true)
  },

  tell(id: number, told: Partial<Told>) {
    inner.told.set(id, { ...SILENT, ...told })
    this.render()
  },

  resend(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    const due = acts.due(id, clock.now())
    if (due && !inner.told.get(id)?.busy) void this.perform(id, due)
    else void this.refresh(true).then(() => this.tell(id, {}))
  },

  claim() {
    wx.navigateTo({ url: '/packages/rider/pages/claim/claim' })
  },

  async seePast() {
    try {
      const found = await pastSignUps(inner.cursor, false)
      inner.past = behind(inner.past, found.items, ({ id }) => id)
      inner.cursor = found.next_cursor
      this.setData({ asked: true, failed: '' })
      this.render()
    } catch (error) {
      this.fail(error)
    }
  },

  async signIn() {
    try {
      await asPerson({ why: v.whyMine, anyAge: true }, () => this.refresh(false))
    } catch (error) {
      this.fail(error)
    }
  },

  again() {
    void this.refresh(true)
  },

  seeAll() {
    wx.switchTab({ url: '/pages/shifts/shifts' })
  },

  openShift(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    wx.navigateTo({ url: `/pages/shift/shift?id=${id}` })
  },
})
