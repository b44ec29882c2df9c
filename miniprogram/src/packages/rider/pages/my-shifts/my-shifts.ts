/** 我的报名: the next one on top, then those behind it; below, on demand, what is past. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { lastPoint } from '../../../../pages/nearest/where'
import { asPerson, isSignedIn } from '../../../../services/person'
import { keptSignUps, type MySignUp, mySignUps, pastSignUps } from '../../../../services/signups'
import { t, words } from '../../../../texts/pages'
import { v, vwords } from '../../../../texts/volunteering'
import { createRefreshing } from '../../../../utils/refreshing'
import { ownLine, type ShiftLine } from '../../../../utils/shift-words'
import { agoWords } from '../../../../utils/time'

interface Inner {
  asking: Promise<void> | null
  ahead: MySignUp[]
  past: MySignUp[]
  cursor: string | null
  seenAt: number
}

const refreshing = createRefreshing()
const inner: Inner = { asking: null, ahead: [], past: [], cursor: null, seenAt: 0 }

Page({
  data: {
    t: words,
    v: vwords,
    guest: false,
    ahead: [] as ShiftLine[],
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
    Object.assign(inner, { ahead: [], past: [], cursor: null, seenAt: 0 })
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
    this.setData({
      ahead: inner.ahead.map((one) => ownLine(one, now, point)),
      past: inner.past.map((one) => ownLine(one, now, null)),
      more: inner.cursor !== null,
      known: inner.seenAt > 0,
      loading: false,
    })
  },

  async seePast() {
    try {
      const found = await pastSignUps(inner.cursor, false)
      inner.past = [...inner.past, ...found.items]
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
