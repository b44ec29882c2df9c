/** 选地方: a township by one tap, or the phone's own place. */
import { rounded } from '../../core/location'
import { asFailure } from '../../core/problem'
import { type County, townships } from '../../services/townships'
import { t, words } from '../../texts/pages'
import { choose } from '../nearest/where'

Page({
  data: { t: words, counties: [] as County[], loading: true, failed: '' },

  onLoad() {
    void this.load()
  },

  async load() {
    this.setData({ loading: true, failed: '' })
    try {
      this.setData({ counties: await townships(), loading: false })
    } catch (error) {
      this.setData({ failed: asFailure(error).title, loading: false })
    }
  },

  pick(event: WechatMiniprogram.TouchEvent) {
    const { code, name } = event.currentTarget.dataset as { code: string; name: string }
    choose({ by: 'township', township: { code, name } })
    wx.navigateBack()
  },

  pickOnMap() {
    wx.chooseLocation({
      success: ({ name, address, latitude, longitude }) => {
        const spot = { ...rounded({ lat: latitude, lng: longitude }), name: name || address || t.pickedSpot }
        choose({ by: 'spot', spot })
        wx.navigateBack()
      },
      fail: () => undefined,
    })
  },

  nearMe() {
    choose({ by: 'place' })
    wx.navigateBack()
  },
})
