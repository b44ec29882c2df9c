/** 谁看过我的信息: the newest first; roles and units, never names. */
import { asFailure } from '../../../../core/problem'
import { type Look, looks } from '../../../../services/privacy'
import { rwords } from '../../../../texts/privacy'
import type { Looking } from '../../../../utils/looking'
import { refreshed } from '../../../../utils/paging'
import { createRightsLooking } from '../../looking'
import { lookLine, type LookLine } from './describing'

interface Looks {
  items: Look[]
  cursor: string | null
}

const looking: Looking<Looks> = createRightsLooking(async (fresh) => {
  const first = await looks(null, fresh)
  const { items, cursor } = looking.found ?? { items: [], cursor: null }
  return refreshed(first.items, first.next_cursor, items, cursor)
})

Page({
  data: { t: rwords, guest: false, loading: true, failed: '', closing: false, lines: null as LookLine[] | null, more: false },

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

  async seeMore() {
    const { found } = looking
    if (!found) return
    try {
      const { items, next_cursor } = await looks(found.cursor, false)
      looking.found = { items: [...found.items, ...items], cursor: next_cursor }
      this.render()
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  render() {
    const { found } = looking
    if (found) this.setData({ lines: found.items.map(lookLine), more: found.cursor !== null })
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
