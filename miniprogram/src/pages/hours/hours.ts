/** 我的时长: how much is confirmed, who keeps it, and where each minute comes from. */
import { clock } from '../../core/http'
import { asFailure } from '../../core/problem'
import { type HoursEntry, keptHours, moreHours, myHours, type MyHours } from '../../services/hours'
import { asPerson, isSignedIn } from '../../services/person'
import { t, words } from '../../texts/pages'
import { v, vwords } from '../../texts/volunteering'
import { behind, refreshed } from '../../utils/paging'
import { createRefreshing } from '../../utils/refreshing'
import { agoWords } from '../../utils/time'
import { hoursWords, type HoursWords, issuerLines } from './describing'

interface Inner {
  asking: Promise<void> | null
  found: MyHours | null
  entries: HoursEntry[]
  cursor: string | null
  seenAt: number
}

const refreshing = createRefreshing()
const inner: Inner = { asking: null, found: null, entries: [], cursor: null, seenAt: 0 }

Page({
  data: {
    t: words,
    v: vwords,
    /** the chain a notice leads to */
    asked: 0,
    guest: false,
    hours: null as HoursWords | null,
    issuers: [] as ReturnType<typeof issuerLines>,
    more: false,
    loading: true,
    failed: '',
    age: '',
  },

  onLoad({ id }: { id?: string }) {
    Object.assign(inner, { found: null, entries: [], cursor: null })
    this.setData({ asked: Number(id ?? 0) })
  },

  async onShow() {
    refreshing.start(() => void this.refresh(false))
    const kept = inner.found ? null : keptHours()
    if (kept) this.take(kept, kept.seenAt)
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
    this.setData({ guest, ...(guest ? { loading: false, hours: null } : {}) })
    if (guest) return
    if (inner.asking) await inner.asking
    inner.asking ??= this.ask(fresh).finally(() => {
      inner.asking = null
    })
    return inner.asking
  },

  async ask(fresh: boolean) {
    try {
      this.take(await myHours(fresh), clock.now())
      this.setData({ failed: '', age: '' })
    } catch (error) {
      const failure = asFailure(error)
      const age = agoWords(inner.seenAt, clock.now())
      this.setData({ failed: failure.title, age: failure.kind === 'problem' ? '' : t.offline(age), loading: false })
    }
  },

  take(found: MyHours, seenAt: number) {
    const { entries, next_cursor } = found.hours
    const { items, cursor } = refreshed(entries, next_cursor, inner.entries, inner.cursor)
    Object.assign(inner, { found, seenAt, entries: items, cursor })
    this.render()
  },

  render() {
    if (!inner.found) return
    const { hours, issuers } = inner.found
    const shown = hoursWords(hours, inner.entries, this.data.asked)
    this.setData({ hours: shown, issuers: issuerLines(issuers), more: inner.cursor !== null, loading: false })
  },

  async onReachBottom() {
    await inner.asking
    if (inner.cursor === null || this.data.guest) return
    try {
      const found = await moreHours(inner.cursor, false)
      inner.entries = behind(inner.entries, found.entries, ({ id }) => id)
      inner.cursor = found.next_cursor
      this.render()
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  async signIn() {
    try {
      await asPerson({ why: v.whyMine, anyAge: true }, () => this.refresh(false))
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  again() {
    this.setData({ loading: !this.data.hours })
    void this.refresh(true)
  },

  seeAll() {
    wx.switchTab({ url: '/pages/shifts/shifts' })
  },

  openEntry(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    wx.navigateTo({ url: `/packages/rider/pages/hours-entry/hours-entry?id=${id}` })
  },

  certificates() {
    wx.navigateTo({ url: '/packages/rider/pages/certificates/certificates' })
  },

  claim() {
    wx.navigateTo({ url: '/packages/rider/pages/claim/claim' })
  },
})
