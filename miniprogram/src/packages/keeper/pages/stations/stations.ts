/**
 * 我管的驿站: hidden ones too. What riders say waits on top, by the service's order; one tap leads to its day. Whoever keeps
 * one is there at once, whoever keeps many finds one by name or code.
 */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { kept, type KeptStation } from '../../../../services/keeping'
import { asPerson, isSignedIn } from '../../../../services/person'
import { keepingTexts, keepingWords } from '../../../../texts/keeping'
import { words } from '../../../../texts/pages'
import { behind } from '../../../../utils/paging'
import { createRefreshing } from '../../../../utils/refreshing'
import { type KeptRow, rowsOf } from '../../keeping'

const refreshing = createRefreshing()
let all: KeptStation[] = []
let cursor: string | null = null
let typed = ''

Page({
  data: {
    t: { ...words, ...keepingWords },
    rows: [] as KeptRow[],
    more: false,
    /** so many that one looks for one by its name */
    many: false,
    /** what is searched for, empty for all */
    q: '',
    guest: false,
    loading: true,
    failed: '',
  },

  onLoad() {
    all = []
    cursor = null
    typed = ''
  },

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

  /** The first page anew; whoever leafed on keeps what they see until they come back. */
  async load(fresh: boolean) {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    if (all.length > FIRST && !fresh) return
    const { q } = this.data
    try {
      const found = await kept(null, fresh, q)
      if (q !== this.data.q) return // another search began meanwhile
      all = found.items
      cursor = found.next_cursor
      this.show()
    } catch (error) {
      this.setData({ failed: asFailure(error).title, loading: false })
    }
  },

  async more() {
    const from = cursor
    if (from === null) return
    const { q } = this.data
    try {
      const found = await kept(from, false, q)
      if (q !== this.data.q || from !== cursor) return // another search began meanwhile, or it was asked twice
      all = behind(all, found.items, ({ code }) => code).slice(-MOST)
      cursor = found.next_cursor
      this.show()
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  show() {
    const [only] = all
    if (only && all.length === 1 && cursor === null && !this.data.q) return wx.redirectTo({ url: dayOf(only.code) })
    const rows = rowsOf(all, clock.now())
    this.setData({ rows, more: cursor !== null, many: rows.length > FEW, guest: false, loading: false, failed: '' })
  },

  type(event: WechatMiniprogram.Input) {
    typed = event.detail.value
  },

  find() {
    return this.search(typed.trim().replace(/\s+/g, ' '))
  },

  seeAll() {
    typed = ''
    return this.search('')
  },

  /** What is behind the list that stands still is not behind what is searched for. */
  async search(q: string) {
    cursor = null
    this.setData({ q, more: false, failed: '' })
    await this.load(true)
  },

  async signIn() {
    const done = await asPerson({ why: keepingTexts.whySignIn }, async () => true).catch(() => null)
    if (done) await this.load(false)
  },

  again() {
    void this.load(true)
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { code } = event.currentTarget.dataset as { code: string }
    wx.navigateTo({ url: dayOf(code) })
  },
})

function dayOf(code: string): string {
  return `/packages/keeper/pages/keep/keep?code=${code}`
}

const FIRST = 50
/** So many are found by the eye. */
const FEW = 10
/** Never more rows than that in the page; who keeps a whole county leafs. */
const MOST = 200
