/** 注销账号: what it would do, asking for it, and the way back within seven days. */
import { newKey } from '../../../../core/calling'
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { me } from '../../../../services/people'
import { asPerson, isSignedIn } from '../../../../services/person'
import { comeBack, leave, leavingPreview } from '../../../../services/privacy'
import { r, rwords } from '../../../../texts/privacy'
import { createRefreshing } from '../../../../utils/refreshing'
import { failedFace } from '../../standing'
import { type ClosingWords, closingWords, type PreviewWords, previewWords } from './describing'

const refreshing = createRefreshing()
/** `acts`: how often something was done here; a look that began before says nothing any more. */
const inner = { seenAt: 0, key: '', acts: 0 }

Page({
  data: {
    t: rwords,
    guest: false,
    loading: true,
    failed: '',
    preview: null as PreviewWords | null,
    closing: null as ClosingWords | null,
    /** came back a moment ago */
    back: false,
    busy: false,
  },

  onLoad() {
    Object.assign(inner, { seenAt: 0, key: '', acts: 0 })
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

  /** Whoever is leaving gets no preview any more, but the way back. */
  async refresh(fresh: boolean) {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false, preview: null, closing: null, failed: '' })
    this.setData({ guest: false })
    const { acts } = inner
    try {
      const { status, erased_after } = await me(fresh)
      const closes = status === 'closing' && erased_after !== null
      const preview = closes ? null : previewWords(await leavingPreview(fresh))
      if (acts !== inner.acts) return
      if (closes) this.showClosing(erased_after)
      else this.setData({ preview, closing: null })
      inner.seenAt = clock.now()
      this.setData({ failed: '', loading: false })
    } catch (error) {
      if (acts === inner.acts) this.setData({ failed: failedFace(error, inner.seenAt, clock.now()).failed, loading: false })
    }
  },

  showClosing(erasedAfter: string) {
    this.setData({ closing: closingWords(erasedAfter, clock.now()), preview: null, back: false })
  },

  ask() {
    if (this.data.busy) return
    wx.showModal({
      title: r.leaveAsk,
      content: r.leaveText,
      confirmText: r.leaveYes,
      cancelText: r.cancel,
      success: ({ confirm }) => {
        if (confirm) void this.leave()
      },
    })
  },

  /** Whoever begins again may change their mind again: that is another act than the last one, also where its answer was lost. */
  leave(): Promise<void> {
    return this.work(async () => {
      inner.key = ''
      const erasedAfter = await leave()
      inner.acts += 1
      this.showClosing(erasedAfter)
    })
  },

  /** One key for one change of mind, however often the network loses it. */
  comeBack() {
    void this.work(async () => {
      inner.key ||= newKey()
      await comeBack(inner.key)
      inner.key = ''
      inner.acts += 1
      this.setData({ back: true, closing: null, loading: true })
      await this.refresh(true)
    })
  },

  async work(act: () => Promise<void>) {
    if (this.data.busy) return
    this.setData({ busy: true, failed: '' })
    try {
      await act()
      wx.pageScrollTo({ scrollTop: 0 })
    } catch (error) {
      const { slug, title } = asFailure(error)
      this.setData({ failed: slug === 'too-late-to-return' ? r.tooLate : title })
    }
    this.setData({ busy: false })
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
    this.setData({ loading: this.data.preview === null && this.data.closing === null, failed: '' })
    void this.refresh(true)
  },

  takeAway() {
    wx.navigateTo({ url: '/packages/rider/pages/take-away/take-away' })
  },
})
