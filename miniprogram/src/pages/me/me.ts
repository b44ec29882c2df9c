/** 我的, so far without a person: what the phone keeps for offline, and whom to call. */
import { envVersion } from '../../core/env'
import { clock } from '../../core/http'
import { asFailure } from '../../core/problem'
import { type ClientConfig, config, keptConfig } from '../../services/config'
import { keptStations, refreshKept } from '../../services/offline'
import { HOTLINES, t, words } from '../../texts/zh-CN'
import { agoWords } from '../../utils/time'

Page({
  data: { t: words, kept: '', hotlines: [] as ClientConfig['hotlines'], failed: '', busy: false, develop: false },

  async onShow() {
    this.setData({ hotlines: keptConfig()?.hotlines ?? HOTLINES, develop: envVersion() === 'develop' })
    await this.showKept()
    try {
      this.setData({ hotlines: (await config()).hotlines })
    } catch {
      // the kept ones stand; a phone number does not go stale in a day
    }
  },

  async showKept() {
    const kept = await keptStations()
    const words = kept ? t.offlineKept(kept.stations.length, agoWords(kept.seenAt, clock.now())) : t.offlineNone
    this.setData({ kept: words })
  },

  async renew() {
    if (this.data.busy) return
    this.setData({ busy: true, failed: '' })
    try {
      await refreshKept(true)
      await this.showKept()
      wx.showToast({ title: t.refreshed, icon: 'success' })
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
    this.setData({ busy: false })
  },

  choosePerson() {
    wx.navigateTo({ url: '/packages/dev/pages/people/people' })
  },

  dial(event: WechatMiniprogram.TouchEvent) {
    const { number } = event.currentTarget.dataset as { number: string }
    wx.makePhoneCall({ phoneNumber: number, fail: () => undefined })
  },
})
