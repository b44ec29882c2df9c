/** 登录着的手机: every living sign-in of this account, and ending one that is not this phone's. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { asPerson, isSignedIn } from '../../../../services/person'
import { type Device, devices, endDevice } from '../../../../services/privacy'
import { r, rwords } from '../../../../texts/privacy'
import { createRefreshing } from '../../../../utils/refreshing'
import { failedFace, FINE } from '../../standing'
import { type DeviceLine, deviceLines } from './describing'

const refreshing = createRefreshing()
const inner = { items: [] as Device[], seenAt: 0 }

Page({
  data: { t: rwords, guest: false, loading: true, failed: '', closing: false, lines: null as DeviceLine[] | null, busy: 0 },

  onLoad() {
    Object.assign(inner, { items: [], seenAt: 0 })
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
      Object.assign(inner, { items: await devices(fresh), seenAt: clock.now() })
      this.setData({ ...FINE, lines: deviceLines(inner.items, clock.now()), loading: false })
    } catch (error) {
      const face = failedFace(error, inner.seenAt, clock.now())
      this.setData({ ...face, loading: false, ...(face.closing ? { lines: null } : {}) })
    }
  },

  end(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    if (this.data.busy) return
    wx.showModal({
      title: r.endDeviceAsk,
      content: r.endDeviceText,
      confirmText: r.endDevice,
      cancelText: r.cancel,
      success: ({ confirm }) => {
        if (confirm) void this.endNow(id)
      },
    })
  },

  /** One that is signed out already is what was asked for. */
  async endNow(id: number) {
    this.setData({ busy: id, failed: '' })
    try {
      await endDevice(id).catch((error: unknown) => {
        if (asFailure(error).status !== 404) throw error
      })
      wx.showToast({ title: r.endedDevice, icon: 'success' })
      await this.refresh(true)
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
    this.setData({ busy: 0 })
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
