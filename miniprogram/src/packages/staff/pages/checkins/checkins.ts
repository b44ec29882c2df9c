/** 签到等确认: whose scan wants somebody's eyes; it counts or not, each with a reason that the rider reads. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { drafts } from '../../../../services/drafts'
import { asPerson, isSignedIn } from '../../../../services/person'
import { decideCheckin, pendingCheckins, type PendingCheckin } from '../../../../services/work'
import { words } from '../../../../texts/pages'
import { h, hwords } from '../../../../texts/staff-hours'
import { createRefreshing } from '../../../../utils/refreshing'
import { once } from '../../deciding'
import { leftWork } from '../../leaving'
import { actFailed } from '../../once'
import { ageOf } from '../../waiting'
import { type CheckinRow, checkinRows, type Open } from './settling'

const DRAFT = 'checkin-decision'

interface Inner {
  asking: Promise<void> | null
  items: PendingCheckin[] | null
  seenAt: number
}

const inner: Inner = { asking: null, items: null, seenAt: 0 }
const refreshing = createRefreshing()

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
    Object.assign(inner, { asking: null, items: null, seenAt: 0 })
  },

  async onShow() {
    refreshing.start(() => void this.refresh(false))
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
    this.setData({ guest, ...(guest ? { loading: false, known: false } : {}) })
    if (guest) return
    if (inner.asking) await inner.asking
    inner.asking ??= this.ask(fresh).finally(() => {
      inner.asking = null
    })
    return inner.asking
  },

  async ask(fresh: boolean) {
    try {
      const { items, more } = await pendingCheckins(fresh)
      Object.assign(inner, { items, seenAt: clock.now() })
      this.setData({ failed: '', age: '', more })
      this.render()
    } catch (error) {
      const failure = asFailure(error)
      if (leftWork(failure)) return
      this.setData({ failed: failure.title, age: ageOf(failure, inner.seenAt), loading: false })
    }
  },

  render() {
    if (!inner.items) return
    this.setData({ rows: checkinRows(inner.items, drafts.read<Open>(DRAFT), clock.now()), known: true, loading: false })
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
    const name = this.data.rows.find((row) => row.id === id)?.name ?? ''
    this.setData({ busy: true, said: '', problem: '' })
    try {
      await once(`checkin:${id}:${open.accept}:${reason}`, (key) => decideCheckin(id, open.accept, reason, key))
      this.setData({ said: open.accept ? h.didAccept(name) : h.didNotAccept(name) })
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
    inner.items = inner.items?.filter((one) => one.id !== id) ?? null
    this.render()
  },

  async signIn() {
    try {
      await asPerson({ why: h.why }, () => this.refresh(false))
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  again() {
    this.setData({ loading: !this.data.known })
    void this.refresh(true)
  },
})
