/** 签到等确认: whose scan wants somebody's eyes; it counts or not, each with a reason that the rider reads. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { drafts } from '../../../../services/drafts'
import { decideCheckin, pendingCheckins } from '../../../../services/work'
import { words } from '../../../../texts/pages'
import { h, hwords } from '../../../../texts/staff-hours'
import { once } from '../../deciding'
import { leftWork } from '../../leaving'
import { createWorkLooking } from '../../looking'
import { actFailed } from '../../once'
import { type CheckinRow, checkinRows, type Open } from './settling'

const DRAFT = 'checkin-decision'

const looking = createWorkLooking({ known: false }, pendingCheckins)

Page({
  data: {
    w: words,
    t: hwords,
    guest: false,
    loading: true,
    failed: '',
    age: '',
    known: false,
    rows: [] as CheckinRow[],
    more: false,
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
    const { found } = looking
    if (!found) return
    this.setData({ rows: checkinRows(found.items, drafts.read<Open>(DRAFT), clock.now()), more: found.more, known: true })
  },

  openAccept(event: WechatMiniprogram.TouchEvent) {
    this.open(event, true)
  },

  openNot(event: WechatMiniprogram.TouchEvent) {
    this.open(event, false)
  },

  open(event: WechatMiniprogram.TouchEvent, accept: boolean) {
    const { id } = event.currentTarget.dataset as { id: number }
    drafts.keep(DRAFT, { id, accept })
    this.setData({ said: '', problem: '' })
    this.render()
  },

  close() {
    drafts.drop(DRAFT)
    this.render()
  },

  async decide(event: WechatMiniprogram.TouchEvent) {
    const { id, reason } = event.currentTarget.dataset as { id: number; reason: string }
    const open = drafts.read<Open>(DRAFT)
    if (this.data.busy || open === null || open.id !== id) return
    const { name = '', what = '' } = this.data.rows.find((row) => row.id === id) ?? {}
    this.setData({ busy: true, said: '', problem: '' })
    try {
      await once(`checkin:${id}:${open.accept}:${reason}`, (key) => decideCheckin(id, open.accept, reason, key))
      this.setData({ said: open.accept ? h.didAccept(name, what) : h.didNotAccept(name, what) })
      wx.vibrateShort({ type: 'light' })
      this.gone(id)
    } catch (error) {
      const failure = asFailure(error)
      if (leftWork(failure)) return
      this.setData({ problem: actFailed(failure) })
      wx.pageScrollTo({ scrollTop: 0, duration: 0 }) // where it is said
      if (failure.status === 404 || failure.status === 409) this.gone(id)
    } finally {
      this.setData({ busy: false })
    }
    await this.refresh(true)
  },

  gone(id: number) {
    drafts.drop(DRAFT)
    const { found } = looking
    if (found) found.items = found.items.filter((one) => one.id !== id)
    this.render()
  },

  signIn(): Promise<void> {
    return looking.signIn(this)
  },

  again() {
    looking.again(this)
  },
})
