/** 谁看过我的信息: the newest first; roles and units, never names. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { asPerson, isSignedIn } from '../../../../services/person'
import { type Look, looks } from '../../../../services/privacy'
import { r, rwords } from '../../../../texts/privacy'
import { refreshed } from '../../../../utils/paging'
import { createRefreshing } from '../../../../utils/refreshing'
import { failedFace, FINE } from '../../standing'
import { lookLine, type LookLine } from './describing'

const refreshing = createRefreshing()
const inner = { items: [] as Look[], cursor: null as string | null, seenAt: 0 }

Page({
  data: { t: rwords, guest: false, loading: true, failed: '', closing: false, lines: null as LookLine[] | null, more: false },

  onLoad() {
    Object.assign(inner, { items: [], cursor: null, seenAt: 0 })
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
    if (!isSignedIn()) return this.setData({ guest: true, loading: false, lines: null, ...FINE })
    this.setData({ guest: false })
    try {
      const first = await looks(null, fresh)
      Object.assign(inner, refreshed(first.items, first.next_cursor, inner.items, inner.cursor), { seenAt: clock.now() })
      this.setData(FINE)
      this.render()
    } catch (error) {
      const face = failedFace(error, inner.seenAt, clock.now())
      this.setData({ ...face, loading: false, ...(face.closing ? { lines: null } : {}) })
    }
  },

  async seeMore() {
    try {
      const { items, next_cursor } = await looks(inner.cursor, false)
      Object.assign(inner, { items: [...inner.items, ...items], cursor: next_cursor })
      this.render()
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  render() {
    this.setData({ lines: inner.items.map(lookLine), more: inner.cursor !== null, loading: false })
  },

  async signIn() {
    const done = await asPerson({ why: r.whySignIn, anyAge: true }, async () => true).catch((error) => this.fail(error))
    if (done) await this.refresh(false)
  },

  fail(error: unknown) {
    this.setData({ failed: asFailure(error).title })
    return null
  },

  again() {
    this.setData({ loading: this.data.lines === null, failed: '' })
    void this.refresh(true)
  },

  seeClosing() {
    wx.navigateTo({ url: '/packages/rider/pages/deletion/deletion' })
  },
})
