/** 确认时长: the normal ones by name with one button, what else waits by pile, and what was just done with its undo. */
import { openObjections, waitingHours } from '../../../../services/confirming'
import { words } from '../../../../texts/pages'
import { hwords } from '../../../../texts/staff-hours'
import { act } from '../../acting'
import { pilesOf } from '../../confirming'
import { answerLost, confirmAll, recent, takeBack } from '../../deciding'
import { createWorkLooking } from '../../looking'
import type { DoneLine } from '../../undoing'
import { type PileWords, pileWords, type Waiting } from './piling'

const looking = createWorkLooking({ piles: null }, allWaiting)

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
    looking.begin()
  },

  onShow(): Promise<void> {
    this.setData({ done: recent() }) // at once, so that nothing moves under the finger later
    return looking.show(this)
  },

  onHide() {
    looking.stop()
  },

  onUnload() {
    looking.stop()
  },

  async onPullDownRefresh() {
    await this.refresh(true)
    wx.stopPullDownRefresh()
  },

  refresh(fresh: boolean): Promise<void> {
    return looking.look(this, fresh)
  },

  render() {
    if (looking.found) this.setData({ piles: pileWords(looking.found), done: recent() })
  },

  confirmAll() {
    const { found } = looking
    if (found) void act(this, () => confirmAll(pilesOf(found.pending).normal))
  },

  undo(event: WechatMiniprogram.TouchEvent) {
    const { key } = event.currentTarget.dataset as { key: string }
    void act(this, () => takeBack(key))
  },

  signIn(): Promise<void> {
    return looking.signIn(this)
  },

  again() {
    looking.again(this)
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { url } = event.currentTarget.dataset as { url: string }
    wx.navigateTo({ url })
  },
})

async function allWaiting(fresh: boolean): Promise<Waiting> {
  await answerLost()
  const [pending, seconds, sampled, changed, objections] = await Promise.all([
    waitingHours('pending', fresh),
    waitingHours('awaiting_second', fresh),
    waitingHours('sampled', fresh),
    waitingHours('changed', fresh),
    openObjections(fresh),
  ])
  return { pending, seconds, sampled, changed, objections: objections.length }
}
