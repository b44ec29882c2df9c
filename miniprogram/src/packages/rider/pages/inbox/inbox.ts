/** 消息: whatever one was told, the newest first; a tap reads it and leads to its page. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { keptNotices, type Notice, type NoticePage, notices, read } from '../../../../services/notices'
import { asPerson, isSignedIn } from '../../../../services/person'
import { n, nwords } from '../../../../texts/notices'
import { t, words } from '../../../../texts/pages'
import { behind, refreshed } from '../../../../utils/paging'
import { createRefreshing } from '../../../../utils/refreshing'
import { agoWords } from '../../../../utils/time'
import { marked, noticeLine, type NoticeLine } from './lines'

const refreshing = createRefreshing()
const inner = { all: [] as Notice[], cursor: null as string | null, seenAt: 0 }

Page({
  data: {
    t: words,
    n: nwords,
    lines: [] as NoticeLine[],
    unread: false,
    more: false,
    known: false,
    guest: false,
    loading: true,
    failed: '',
    age: '',
  },

  onLoad() {
    Object.assign(inner, { all: [], cursor: null, seenAt: 0 })
  },

  async onShow() {
    refreshing.start(() => void this.load(false))
    const kept = inner.seenAt || !isSignedIn() ? null : keptNotices()
    if (kept) this.take(kept, kept.seenAt)
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
    if (!isSignedIn()) return this.setData({ guest: true, loading: false, lines: [] })
    try {
      this.take(await notices(null, fresh), clock.now())
      this.setData({ guest: false, failed: '', age: '' })
    } catch (error) {
      this.fail(error)
    }
  },

  fail(error: unknown) {
    const failure = asFailure(error)
    const age = failure.kind === 'problem' || !inner.seenAt ? '' : t.offline(agoWords(inner.seenAt, clock.now()))
    this.setData({ guest: false, failed: failure.title, age, loading: false })
  },

  take({ items, next_cursor }: NoticePage, seenAt: number) {
    const found = refreshed(items, next_cursor, inner.all, inner.cursor)
    Object.assign(inner, { all: found.items, cursor: found.cursor, seenAt })
    this.render()
  },

  render() {
    const now = clock.now()
    const lines = inner.all.map((one) => noticeLine(one, now))
    this.setData({ lines, unread: lines.some(({ unread }) => unread), more: inner.cursor !== null, known: true, loading: false })
  },

  async onReachBottom() {
    if (inner.cursor === null || this.data.guest) return
    try {
      const { items, next_cursor } = await notices(inner.cursor, false)
      Object.assign(inner, { all: behind(inner.all, items, ({ id }) => id), cursor: next_cursor })
      this.render()
    } catch (error) {
      this.fail(error)
    }
  },

  /** Read as soon as it was tapped; that the service hears of it late costs nothing. */
  open(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    const line = this.data.lines.find((one) => one.id === id)
    if (!line) return
    if (line.unread) void this.mark([id], { ids: [id] })
    if (line.url) wx.navigateTo({ url: line.url, fail: () => wx.showToast({ title: n.noPage, icon: 'none' }) })
  },

  async readAll() {
    const newest = inner.all[0]
    if (newest) await this.mark(inner.all.map(({ id }) => id), { up_to: newest.id })
  },

  async mark(ids: number[], which: Parameters<typeof read>[0]) {
    const before = inner.all
    inner.all = marked(inner.all, ids, clock.now())
    this.render()
    try {
      await read(which)
    } catch (error) {
      if (asFailure(error).slug === 'age-unconfirmed') return // under 16 one may read; only the mark stays on this phone
      inner.all = before
      this.render()
      this.fail(error)
    }
  },

  settings() {
    wx.navigateTo({ url: '/packages/rider/pages/notice-settings/notice-settings' })
  },

  async signIn() {
    try {
      await asPerson({ why: n.whySignIn, anyAge: true }, () => this.load(false))
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  again() {
    this.setData({ loading: !this.data.known })
    void this.load(true)
  },
})
