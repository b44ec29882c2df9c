/** 收藏的驿站: the newest first, as they are now. Refreshed on show, by pulling and every 30 s. */
import { clock } from '../../../../core/http'
import { PRECISION } from '../../../../core/location'
import { asFailure } from '../../../../core/problem'
import { lastPoint } from '../../../../pages/nearest/where'
import { asPerson, isSignedIn } from '../../../../services/person'
import { savedStations } from '../../../../services/telling'
import { stationTexts, stationWords } from '../../../../texts/stations'
import { words } from '../../../../texts/pages'
import { chipsAt, placed } from '../../../../utils/nearby'
import { createRefreshing } from '../../../../utils/refreshing'
import { fromCard } from '../../../../utils/station'
import { type CardWords, cardWords } from '../../../../utils/words'

const FUZZY = (PRECISION as string) === 'fuzzy'
const refreshing = createRefreshing()

Page({
  data: { t: { ...words, ...stationWords }, cards: [] as CardWords[], guest: false, loading: true, failed: '' },

  async onShow() {
    refreshing.start(() => void this.load(false))
    await this.load(false)
  },

  onHide() {
    refreshing.stop()
  },

  onUnload() {
    refreshing.stop()
  },

  async onPullDownRefresh() {
    await this.load(true)
    wx.stopPullDownRefresh()
  },

  async load(fresh: boolean) {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    try {
      const { items } = await savedStations(fresh)
      const now = clock.now()
      const point = lastPoint()
      // in the order they were saved: one of each, so `placed` sorts nothing
      const cards = items.map((card) => cardWords(placed([fromCard(card, now)], point)[0]!, now, chipsAt(now), FUZZY))
      this.setData({ cards, guest: false, loading: false, failed: '' })
    } catch (error) {
      this.setData({ failed: asFailure(error).title, loading: false })
    }
  },

  async signIn() {
    const why = stationTexts.savedSignIn
    const done = await asPerson({ why, anyAge: true }, async () => true).catch(() => null)
    if (done) await this.load(false)
  },

  again() {
    void this.load(true)
  },

  findNearest() {
    wx.switchTab({ url: '/pages/nearest/nearest' })
  },

  openStation(event: WechatMiniprogram.TouchEvent) {
    const { code } = event.currentTarget.dataset as { code: string }
    wx.navigateTo({ url: `/pages/station/station?code=${code}` })
  },
})
