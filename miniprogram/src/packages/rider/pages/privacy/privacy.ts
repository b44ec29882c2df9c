/** 隐私与我的数据: what is stored and why, a switch for each purpose, what is never collected, and the way to the rest. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { config } from '../../../../services/config'
import { giveConsent } from '../../../../services/people'
import { asPerson, isSignedIn, noticeOf, noticesKnown } from '../../../../services/person'
import { type Consent, consents, stored, type Stored, withdrawConsent } from '../../../../services/privacy'
import { NEVER, r, rwords } from '../../../../texts/privacy'
import { createRefreshing } from '../../../../utils/refreshing'
import { failedFace, FINE } from '../../standing'
import { type Centre, centre, type PurposeCard } from './describing'

const refreshing = createRefreshing()
/** `turned`: how many switches; a look that began before shows none as it was. */
const inner = { consents: [] as Consent[], stored: [] as Stored[], seenAt: 0, open: new Set<string>(), turned: 0 }

const LINKS = [
  { text: r.looked, url: '/packages/rider/pages/looked/looked' },
  { text: r.devices, url: '/packages/rider/pages/devices/devices' },
  { text: r.takeAway, url: '/packages/rider/pages/take-away/take-away' },
  { text: r.profile, url: '/packages/rider/pages/profile/profile' },
  { text: r.deletion, url: '/packages/rider/pages/deletion/deletion' },
]

Page({
  data: {
    t: rwords,
    links: LINKS,
    never: NEVER,
    guest: false,
    loading: true,
    failed: '',
    closing: false,
    shown: null as Centre | null,
    messagesOpen: false,
    /** the purpose whose switch is being turned */
    busy: '',
  },

  onLoad() {
    Object.assign(inner, { consents: [], stored: [], seenAt: 0, open: new Set<string>() })
  },

  async onShow() {
    refreshing.start(() => void this.refresh(false))
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
    if (!isSignedIn()) return this.setData({ guest: true, loading: false, shown: null, ...FINE })
    this.setData({ guest: false })
    const { turned } = inner
    try {
      const [said, held] = await Promise.all([consents(fresh), stored(fresh), noticesKnown()])
      if (turned !== inner.turned) return
      Object.assign(inner, { consents: said, stored: held, seenAt: clock.now() })
      this.setData(FINE)
      this.render()
    } catch (error) {
      const face = failedFace(error, inner.seenAt, clock.now())
      this.setData({ ...face, loading: false, ...(face.closing ? { shown: null } : {}) })
    }
  },

  render() {
    const { cards, messages } = centre(inner.consents, inner.stored)
    const told = cards.map((card) => ({ ...card, why: inner.open.has(card.purpose) ? (noticeOf(card.purpose)?.text ?? '') : '' }))
    this.setData({ shown: { cards: told, messages }, loading: false })
  },

  async signIn() {
    const done = await asPerson({ why: r.whySignIn, anyAge: true }, async () => true).catch((error) => this.fail(error))
    if (done) await this.refresh(false)
  },

  fail(error: unknown) {
    this.setData({ failed: asFailure(error).title })
    return null
  },

  again() {
    this.setData({ loading: this.data.shown === null, failed: '' })
    void this.refresh(true)
  },

  turnWhy(event: WechatMiniprogram.TouchEvent) {
    const { purpose } = event.currentTarget.dataset as { purpose: string }
    if (!inner.open.delete(purpose)) inner.open.add(purpose)
    this.render()
  },

  turnMessages() {
    this.setData({ messagesOpen: !this.data.messagesOpen })
  },

  /** On with the text of now; off at once, after a question where something is deleted by it. */
  turn(event: WechatMiniprogram.TouchEvent) {
    const { purpose } = event.currentTarget.dataset as { purpose: string }
    const card = [...(this.data.shown?.cards ?? []), ...(this.data.shown?.messages ?? [])].find((one) => one.purpose === purpose)
    if (!card || this.data.busy) return
    if (!card.on) return void this.save(card, r.given, () => giveConsent(purpose, card.version))
    const end = (): void => void this.save(card, r.ended, () => withdrawConsent(purpose))
    if (!card.ends) return end()
    wx.showModal({
      title: r.endAsk(card.title),
      content: card.ends,
      confirmText: r.endYes,
      cancelText: r.cancel,
      success: ({ confirm }) => {
        if (confirm) end()
      },
    })
  },

  async save(card: PurposeCard, done: string, write: () => Promise<unknown>) {
    this.setData({ busy: card.purpose })
    try {
      await write()
      inner.turned += 1
      wx.showToast({ title: done, icon: 'success' })
      await this.refresh(true)
    } catch (error) {
      await this.refused(card, error)
    }
    this.setData({ busy: '' })
  },

  /** A text that changed meanwhile stands open before the switch is turned again. */
  async refused(card: PurposeCard, error: unknown) {
    const failure = asFailure(error)
    if (failure.slug !== 'notice-changed') return void this.setData({ failed: failure.title })
    await config().catch(() => undefined)
    inner.open.add(card.purpose)
    await this.refresh(true)
    this.setData({ failed: r.changed })
  },

  openLink(event: WechatMiniprogram.TouchEvent) {
    const { url } = event.currentTarget.dataset as { url: string }
    wx.navigateTo({ url })
  },
})
