/** 我的会员码: for whoever leads to scan. The screen stays on and bright while it shows, and is as before afterwards. */
import { clock } from '../../../../core/http'
import { memberCode } from '../../../../services/checkins'
import { accountNo, asPerson, isSignedIn } from '../../../../services/person'
import { p, pwords } from '../../../../texts/people'
import { createLit } from '../../../../utils/lit'
import { type Canvas, draw } from './drawing'
import { AGAIN_MS, type Held, heldOf, isDue, mayAsk, shownAt } from './showing'

const TICK_MS = 1_000

interface Inner {
  held: Held | null
  timer: number
  asking: boolean
  /** server ms before which nothing is asked again */
  notBefore: number
}

/** Of each page its own: whoever held the phone before has left none behind. */
const inners = new WeakMap<object, Inner>()
const lit = createLit(wx)

Page({
  data: { t: pwords, signedIn: true, code: '', gone: false },

  onLoad() {
    inners.set(this, { held: null, timer: 0, asking: false, notBefore: 0 })
  },

  inner(): Inner {
    return inners.get(this)!
  },

  onShow() {
    this.setData({ signedIn: isSignedIn() })
    if (isSignedIn()) this.begin()
  },

  onHide() {
    this.end()
  },

  onUnload() {
    this.end()
  },

  begin() {
    const inner = this.inner()
    clearInterval(inner.timer)
    inner.timer = setInterval(() => this.tick(), TICK_MS)
    lit.on()
    this.tick()
  },

  end() {
    clearInterval(this.inner().timer)
    lit.off()
  },

  tick() {
    const inner = this.inner()
    const now = clock.now()
    if (isDue(inner.held, now) && mayAsk(inner.notBefore, now)) void this.fetch()
    this.show(now)
  },

  async fetch() {
    const inner = this.inner()
    if (inner.asking) return
    inner.asking = true
    const account = accountNo()
    try {
      const held = heldOf(await memberCode())
      if (accountNo() === account) inner.held = held
    } catch {
      inner.notBefore = clock.now() + AGAIN_MS
      if (inner.held === null) this.setData({ gone: true })
    }
    inner.asking = false
    this.show(clock.now())
  },

  show(now: number) {
    const code = shownAt(this.inner().held, now)
    if (code === this.data.code) return
    this.setData({ code, gone: code === '' })
    if (code) this.drawCode(code)
  },

  drawCode(code: string) {
    const query = this.createSelectorQuery()
    query.select('.canvas').fields({ node: true, size: true })
    query.exec(([found]: ({ node: Canvas; width: number } | null)[]) => {
      if (found) draw(found.node, Math.round(found.width * wx.getWindowInfo().pixelRatio), code)
    })
  },

  async signIn() {
    if ((await asPerson({ why: p.codeWhy }, () => Promise.resolve(true))) === null) return
    this.setData({ signedIn: true })
    this.begin()
  },
})
