/** 我管的驿站: hidden ones too. What riders say waits on top; one tap leads to its day. Whoever keeps one is there at once. */
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

Page({
  data: { t: { ...words, ...keepingWords }, rows: [] as KeptRow[], more: false, guest: false, loading: true, failed: '' },

  onLoad() {
    all = []
    cursor = null
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
    try {
      const found = await kept(null, fresh)
      all = found.items
      cursor = found.next_cursor
      this.show()
    } catch (error) {
      this.setData({ failed: asFailure(error).title, loading: false })
    }
  },

  async more() {
    try {
      const found = await kept(cursor, false)
      all = behind(all, found.items, ({ code }) => code).slice(-MOST)
      cursor = found.next_cursor
      this.show()
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  show() {
    const [only] = all
    if (only && all.length === 1 && cursor === null) return wx.redirectTo({ url: dayOf(only.code) })
    const rows = rowsOf(all, clock.now())
    this.setData({ rows, more: cursor !== null, guest: false, loading: false, failed: '' })
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
/** Never more rows than that in the page; who keeps a whole county leafs. */
const MOST = 200
