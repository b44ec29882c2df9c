/**
 * 签到码 of a shift or a station, for those who come to scan. The codes of ten minutes are held in the page, so that it goes
 * on without network; the one of this moment is picked by server time. The screen stays on and bright meanwhile.
 */
import { clock } from '../../../../core/http'
import { asFailure, type Failure } from '../../../../core/problem'
import { ledShift, screenCodes } from '../../../../services/leading'
import { asPerson, isSignedIn } from '../../../../services/person'
import { station } from '../../../../services/station'
import { words } from '../../../../texts/pages'
import { s, swords } from '../../../../texts/staff-shifts'
import { type Canvas, draw, modulesOf } from '../../../../utils/drawing'
import { createLit } from '../../../../utils/lit'
import { leftWorkOrGone, worksHere } from '../../leaving'
import qrcode from '../../vendor/qrcode'
import { AGAIN_MS, type Held, heldOf, isDue, lastsMinutes, shownAt } from './showing'

const TICK_MS = 500

const lit = createLit(wx)
const inner = {
  kind: 'shift' as 'shift' | 'station',
  of: '',
  held: null as Held | null,
  timer: 0,
  asking: false,
  /** server ms before which nothing is asked again */
  notBefore: 0,
}

Page({
  data: { t: words, s: swords, name: '', code: '', lasts: '', gone: false, guest: false, failed: '' },

  onLoad({ shift = '', station: at = '' }: { shift?: string; station?: string }) {
    Object.assign(inner, { kind: shift ? 'shift' : 'station', of: shift || at, held: null, asking: false, notBefore: 0 })
  },

  onShow(): void {
    this.setData({ guest: !isSignedIn() })
    if (isSignedIn()) this.begin()
  },

  onHide() {
    this.end()
  },

  onUnload() {
    this.end()
  },

  begin() {
    clearInterval(inner.timer)
    inner.timer = setInterval(() => this.tick(), TICK_MS)
    lit.on()
    this.tick()
    if (!this.data.name) void this.readName()
  },

  end() {
    clearInterval(inner.timer)
    lit.off()
  },

  tick(): void {
    const now = clock.now()
    if (isDue(inner.held, inner.notBefore, now)) void this.fetch()
    this.show(now)
  },

  async fetch(): Promise<void> {
    if (inner.asking) return
    inner.asking = true
    const { kind, of } = inner
    try {
      const held = heldOf(await screenCodes(kind, of))
      if (of === inner.of) inner.held = held
      worksHere()
      this.setData({ failed: '' })
    } catch (error) {
      inner.notBefore = clock.now() + AGAIN_MS
      await this.missed(asFailure(error))
    }
    inner.asking = false
    this.show(clock.now())
  },

  /** Without network the codes go on while they last; a refusal ends them. */
  async missed(failure: Failure): Promise<void> {
    if (failure.passing) return this.setData({ gone: shownAt(inner.held, clock.now()) === '' })
    inner.held = null
    if (await leftWorkOrGone(failure)) return this.end()
    this.setData({ failed: [403, 404].includes(failure.status) ? s.codeNot : failure.title, gone: false })
  },

  show(now: number): void {
    const code = shownAt(inner.held, now)
    const minutes = lastsMinutes(inner.held, now)
    const lasts = minutes === null ? '' : minutes > 0 ? s.codeLeft(minutes) : s.codeLast
    if (lasts !== this.data.lasts) this.setData({ lasts })
    const gone = code === '' && (this.data.gone || inner.held !== null)
    if (gone !== this.data.gone) this.setData({ gone })
    if (code === this.data.code) return
    this.setData({ code })
    if (code) this.drawCode(code)
  },

  drawCode(code: string) {
    const query = this.createSelectorQuery()
    query.select('.canvas').fields({ node: true, size: true })
    query.exec(([found]: ({ node: Canvas; width: number } | null)[]) => {
      if (found) draw(found.node, Math.round(found.width * wx.getWindowInfo().pixelRatio), modulesOf(qrcode, code))
    })
  },

  /** For whoever looks at the screen; the code does not wait for it. */
  async readName() {
    try {
      const name = inner.kind === 'shift' ? (await ledShift(Number(inner.of))).title : (await station(inner.of, false)).name
      this.setData({ name })
    } catch {
      // asked again when the page shows again
    }
  },

  async signIn() {
    const done = await asPerson({ why: s.whySignIn }, async () => true).catch(() => null)
    if (done !== null) this.onShow()
  },

  again() {
    inner.notBefore = 0
    this.setData({ failed: '', gone: false })
    this.tick()
  },
})
