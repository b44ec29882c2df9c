/** 异议: what riders say against a decision on their hours; checked, put right where it was wrong, and answered in words. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { answerObjection, openObjections } from '../../../../services/confirming'
import { drafts } from '../../../../services/drafts'
import { words } from '../../../../texts/pages'
import { h, hwords } from '../../../../texts/staff-hours'
import { once } from '../../deciding'
import { leftWork } from '../../leaving'
import { createWorkLooking } from '../../looking'
import { actFailed } from '../../once'
import { draftName, type ObjectionRow, objectionRows } from './answering'

const looking = createWorkLooking({ known: false }, openObjections)

Page({
  data: {
    w: words,
    t: hwords,
    guest: false,
    loading: true,
    failed: '',
    age: '',
    known: false,
    rows: [] as ObjectionRow[],
    said: '',
    problem: '',
    busy: false,
  },

  onLoad() {
    looking.begin()
  },

  onShow(): Promise<void> {
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
    if (looking.found) this.setData({ rows: objectionRows(looking.found, begun, clock.now()), known: true })
  },

  /** Kept at once; the field shows what is typed by itself. */
  type(event: WechatMiniprogram.Input) {
    const { id } = event.currentTarget.dataset as { id: number }
    drafts.keep(draftName(id), event.detail.value)
  },

  async send(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    const text = begun(id).trim()
    if (this.data.busy) return
    if (!text) {
      wx.pageScrollTo({ scrollTop: 0, duration: 0 })
      return this.setData({ said: '', problem: h.writeFirst })
    }
    this.setData({ busy: true, said: '', problem: '' })
    try {
      await once(`objection:${id}:${text}`, (key) => answerObjection(id, text, key))
      drafts.drop(draftName(id))
      looking.found = looking.found?.filter((one) => one.id !== id) ?? null
      this.setData({ said: h.answered })
      wx.pageScrollTo({ scrollTop: 0, duration: 0 })
      this.render()
    } catch (error) {
      const failure = asFailure(error)
      if (leftWork(failure)) return
      this.setData({ problem: actFailed(failure) })
      wx.pageScrollTo({ scrollTop: 0, duration: 0 }) // where it is said
    } finally {
      this.setData({ busy: false })
    }
    await this.refresh(true)
  },

  fix(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    wx.navigateTo({ url: `/packages/staff/pages/confirm-one/confirm-one?id=${id}` })
  },

  signIn(): Promise<void> {
    return looking.signIn(this)
  },

  again() {
    looking.again(this)
  },
})

function begun(id: number): string {
  return drafts.read<string>(draftName(id)) ?? ''
}
