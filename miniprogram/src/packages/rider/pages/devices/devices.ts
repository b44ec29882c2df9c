/** 登录着的手机: every living sign-in of this account, and ending one that is not this phone's. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { devices, endDevice } from '../../../../services/privacy'
import { r, rwords } from '../../../../texts/privacy'
import { createRightsLooking } from '../../looking'
import { type DeviceLine, deviceLines } from './describing'

const looking = createRightsLooking(devices)

Page({
  data: { t: rwords, guest: false, loading: true, failed: '', closing: false, lines: null as DeviceLine[] | null, busy: 0 },

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
    if (looking.found) this.setData({ lines: deviceLines(looking.found, clock.now()) })
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

  signIn(): Promise<void> {
    return looking.signIn(this)
  },

  again() {
    looking.again(this)
  },

  seeClosing() {
    wx.navigateTo({ url: '/packages/rider/pages/deletion/deletion' })
  },
})
