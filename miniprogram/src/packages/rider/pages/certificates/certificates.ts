/** 我的证明: ask for one (issuer, period, the name on paper), open it, and those there are. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { certificates, issue, type OwnCertificate, paperOf, PURPOSE } from '../../../../services/certificates'
import { toAgree } from '../../../../services/consenting'
import { drafts } from '../../../../services/drafts'
import { type KeptByIssuer, keptByIssuers } from '../../../../services/hours'
import { openPaper } from '../../../../services/papers'
import { asPerson, isSignedIn } from '../../../../services/person'
import { c, cwords } from '../../../../texts/certificates'
import { t, words } from '../../../../texts/pages'
import { createRefreshing } from '../../../../utils/refreshing'
import { createSending } from '../../../../utils/sending'
import { agoWords, localDate } from '../../../../utils/time'
import { again, certificateLine, type CertificateLine, EMPTY, type Form, type FormWords, formWords, type PeriodName, refusedWords, settled, wanted } from './wanting'

const DRAFT = 'certificate'
const refreshing = createRefreshing()
const sending = createSending()
const inner = { issuers: [] as KeptByIssuer[], mine: [] as OwnCertificate[], form: EMPTY, seenAt: 0 }

Page({
  data: {
    t: words,
    c: cwords,
    form: null as FormWords | null,
    name: '',
    lines: [] as CertificateLine[],
    /** number of the one that was just issued */
    issued: '',
    opening: '',
    consent: '',
    notice: '',
    noticeOpen: false,
    busy: false,
    problems: [] as string[],
    resend: false,
    guest: false,
    loading: true,
    known: false,
    failed: '',
    age: '',
  },

  onLoad() {
    Object.assign(inner, { issuers: [], mine: [], form: EMPTY, seenAt: 0 })
  },

  async onShow() {
    refreshing.start(() => void this.load(false))
    await Promise.all([this.load(false), this.showConsent()])
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

  async showConsent() {
    const notice = await toAgree(PURPOSE)
    this.setData(notice ? { consent: c.consent(notice.title), notice: notice.text } : { consent: '', notice: '' })
  },

  async load(fresh: boolean) {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    try {
      const [issuers, mine] = await Promise.all([keptByIssuers(fresh), certificates(fresh)])
      const form = inner.seenAt ? inner.form : (drafts.read<Form>(DRAFT) ?? EMPTY)
      Object.assign(inner, { issuers, mine, form: settled(form, issuers), seenAt: clock.now() })
      this.setData({ guest: false, failed: '', age: '', known: true, loading: false })
      this.render()
    } catch (error) {
      const failure = asFailure(error)
      const age = failure.kind === 'problem' || !inner.seenAt ? '' : t.offline(agoWords(inner.seenAt, clock.now()))
      this.setData({ guest: false, failed: failure.title, age, loading: false })
    }
  },

  render() {
    const { form, issuers, mine } = inner
    const shown = issuers.length || form.from ? formWords(form, issuers, localDate(clock.now())) : null
    this.setData({ form: shown, name: form.name, lines: mine.map(certificateLine) })
  },

  change(form: Form) {
    inner.form = form
    drafts.keep(DRAFT, form)
    this.setData({ problems: [], resend: false, issued: '' })
    this.render()
  },

  chooseIssuer(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    this.change({ ...inner.form, issuer: id, period: 'all', from: '', to: '' })
  },

  choosePeriod(event: WechatMiniprogram.TouchEvent) {
    const { period } = event.currentTarget.dataset as { period: PeriodName }
    this.change({ ...inner.form, period })
  },

  typeName(event: WechatMiniprogram.Input) {
    this.change({ ...inner.form, name: event.detail.value })
  },

  retype(event: WechatMiniprogram.TouchEvent) {
    const { number } = event.currentTarget.dataset as { number: string }
    const found = inner.mine.find((one) => one.number === number)
    if (!found) return
    this.change(again(found))
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
  },

  async issue() {
    if (this.data.busy) return
    const asked = wanted(inner.form, inner.issuers, localDate(clock.now()))
    if (!asked) return this.setData({ problems: [c.nameEmpty] })
    this.setData({ busy: true, problems: [], resend: false, issued: '' })
    const key = sending.keyOf(asked)
    try {
      const made = await asPerson({ why: c.whySignIn, purpose: PURPOSE }, () => issue(asked, key))
      if (made) await this.done(made)
    } catch (error) {
      const failure = asFailure(error)
      const unknown = failure.kind === 'unknown'
      if (failure.kind === 'problem') sending.answered()
      this.setData({ problems: failure.kind === 'problem' ? refusedWords(failure) : [failure.title], resend: unknown })
    }
    this.setData({ busy: false })
  },

  async done({ number }: OwnCertificate) {
    sending.answered()
    drafts.drop(DRAFT)
    inner.form = { ...EMPTY, issuer: inner.form.issuer }
    this.setData({ issued: number, name: '' })
    void this.showConsent()
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
    wx.vibrateShort({ type: 'medium' })
    await this.load(true)
  },

  another() {
    this.setData({ issued: '' })
  },

  async open(event: WechatMiniprogram.TouchEvent) {
    const { number } = event.currentTarget.dataset as { number: string }
    if (this.data.opening) return
    this.setData({ opening: number, failed: '' })
    try {
      await openPaper(paperOf(number))
    } catch (error) {
      const failure = asFailure(error)
      if (failure.status === 409) await this.load(true) // the name is gone, or the certificate ended
      this.setData({ failed: failure.status === 409 ? c.nameGone : failure.title })
    }
    this.setData({ opening: '' })
  },

  turnNotice() {
    this.setData({ noticeOpen: !this.data.noticeOpen })
  },

  async signIn() {
    try {
      await asPerson({ why: c.whySignIn, anyAge: true }, () => this.load(false))
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  again() {
    this.setData({ loading: !this.data.known })
    void this.load(true)
  },

  hours() {
    wx.navigateTo({ url: '/pages/hours/hours' })
  },

  check() {
    wx.navigateTo({ url: '/packages/rider/pages/certificate-check/certificate-check' })
  },
})
