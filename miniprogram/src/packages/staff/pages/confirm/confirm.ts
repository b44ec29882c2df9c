/** 确认时长: the normal ones by name with one button, what else waits by pile, and what was just done with its undo. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { openObjections, waitingHours } from '../../../../services/confirming'
import { asPerson, isSignedIn } from '../../../../services/person'
import { words } from '../../../../texts/pages'
import { h, hwords } from '../../../../texts/staff-hours'
import { createRefreshing } from '../../../../utils/refreshing'
import { act } from '../../acting'
import { pilesOf } from '../../confirming'
import { confirmAll, recent, takeBack } from '../../deciding'
import { leftWork } from '../../leaving'
import type { DoneLine } from '../../undoing'
import { ageOf } from '../../waiting'
import { type PileWords, pileWords, type Waiting } from './piling'

interface Inner {
  asking: Promise<void> | null
  waiting: Waiting | null
  seenAt: number
}

const inner: Inner = { asking: null, waiting: null, seenAt: 0 }
const refreshing = createRefreshing()

Page({
  data: {
    w: words,
    t: hwords,
    guest: false,
    loading: true,
    failed: '',
    age: '',
    piles: null as PileWords | null,
    done: [] as DoneLine[],
    said: '',
    problem: '',
    busy: false,
  },

  onLoad() {
    Object.assign(inner, { asking: null, waiting: null, seenAt: 0 })
  },

  async onShow() {
    refreshing.start(() => void this.refresh(false))
    this.setData({ done: recent() }) // at once, so that nothing moves under the finger later
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
    this.setData({ guest, ...(guest ? { loading: false, piles: null } : {}) })
    if (guest) return
    if (inner.asking) await inner.asking
    inner.asking ??= this.ask(fresh).finally(() => {
      inner.asking = null
    })
    return inner.asking
  },

  async ask(fresh: boolean) {
    try {
      Object.assign(inner, { waiting: await allWaiting(fresh), seenAt: clock.now() })
      this.setData({ failed: '', age: '' })
      this.render()
    } catch (error) {
      const failure = asFailure(error)
      if (leftWork(failure)) return
      this.setData({ failed: failure.title, age: ageOf(failure, inner.seenAt), loading: false })
    }
  },

  render() {
    if (!inner.waiting) return
    this.setData({ piles: pileWords(inner.waiting), done: recent(), loading: false })
  },

  confirmAll() {
    const { waiting } = inner
    if (waiting) void act(this, () => confirmAll(pilesOf(waiting.pending).normal))
  },

  undo(event: WechatMiniprogram.TouchEvent) {
    const { key } = event.currentTarget.dataset as { key: string }
    void act(this, () => takeBack(key))
  },

  async signIn() {
    try {
      await asPerson({ why: h.why }, () => this.refresh(false))
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  again() {
    this.setData({ loading: !this.data.piles })
    void this.refresh(true)
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { url } = event.currentTarget.dataset as { url: string }
    wx.navigateTo({ url })
  },
})

async function allWaiting(fresh: boolean): Promise<Waiting> {
  const [pending, seconds, sampled, changed, objections] = await Promise.all([
    waitingHours('pending', fresh),
    waitingHours('awaiting_second', fresh),
    waitingHours('sampled', fresh),
    waitingHours('changed', fresh),
    openObjections(fresh),
  ])
  return { pending, seconds, sampled, changed, objections: objections.length }
}
