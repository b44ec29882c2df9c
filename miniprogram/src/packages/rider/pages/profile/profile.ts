/** 名字和手机号: what one is called, what one does, and a number to be called back on, given and taken back by one tap. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { drafts } from '../../../../services/drafts'
import { me, type Me } from '../../../../services/people'
import { asPerson, isSignedIn, noticeOf, noticesKnown, noticeTitle, noticeVersion } from '../../../../services/person'
import { givePhone, putProfile, takePhoneBack } from '../../../../services/privacy'
import { r, rwords, WORK_KINDS } from '../../../../texts/privacy'
import { createRefreshing } from '../../../../utils/refreshing'
import { failedFace, FINE } from '../../standing'
import { nameFailure, phoneAnswer, type PhoneDetail } from './answering'

const PURPOSE = 'phone'
const DRAFT = 'profile-name'

const refreshing = createRefreshing()
const inner = { me: null as Me | null, seenAt: 0 }

Page({
  data: {
    t: rwords,
    kinds: WORK_KINDS,
    guest: false,
    loading: true,
    failed: '',
    closing: false,
    known: false,
    name: '',
    nameFailed: '',
    work: '',
    phone: '',
    phoneSaid: '',
    give: '',
    notice: '',
    read: false,
    busy: '' as '' | 'name' | 'work' | 'phone',
  },

  onLoad() {
    Object.assign(inner, { me: null, seenAt: 0 })
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
    if (!isSignedIn()) return this.setData({ guest: true, loading: false, known: false, ...FINE })
    this.setData({ guest: false })
    try {
      const [found] = await Promise.all([me(fresh), noticesKnown()])
      this.setData({ ...FINE, closing: found.status === 'closing', loading: false })
      this.take(found)
    } catch (error) {
      this.setData({ ...failedFace(error, inner.seenAt, clock.now()), loading: false })
    }
  },

  /** What was typed and not saved stays over what the service says. */
  take(found: Me) {
    Object.assign(inner, { me: found, seenAt: clock.now() })
    this.setData({
      known: !this.data.closing,
      name: drafts.read<string>(DRAFT) ?? found.display_name,
      work: found.work_kind ?? '',
      phone: found.phone_masked ?? '',
      give: r.givePhone(noticeTitle(PURPOSE)),
      notice: noticeOf(PURPOSE)?.text ?? '',
    })
  },

  typeName(event: WechatMiniprogram.Input) {
    const name = event.detail.value
    drafts.keep(DRAFT, name)
    this.setData({ name, nameFailed: '' })
  },

  async saveName() {
    const display_name = this.data.name.trim()
    if (!display_name) return this.setData({ nameFailed: r.nameEmpty })
    await this.saveProfile('name', { display_name }, () => {
      if (this.data.name.trim() === display_name) drafts.drop(DRAFT) // else typed on meanwhile
      this.tell(r.savedName)
    })
  },

  async chooseWork(event: WechatMiniprogram.TouchEvent) {
    const { kind } = event.currentTarget.dataset as { kind: Me['work_kind'] | '' }
    if (kind === this.data.work) return
    await this.saveProfile('work', { work_kind: kind || null }, () => undefined)
  },

  /** Changed elsewhere meanwhile: what was typed stays, the rest is as it is now. */
  async saveProfile(busy: 'name' | 'work', change: Partial<Pick<Me, 'display_name' | 'work_kind'>>, saved: () => void) {
    if (this.data.busy || !inner.me) return
    this.setData({ busy, nameFailed: '', failed: '' })
    try {
      const found = await putProfile(inner.me, change)
      saved()
      this.take(found)
    } catch (error) {
      const stale = asFailure(error).status === 412
      if (stale) await this.refresh(true)
      if (stale && inner.me && holds(inner.me, change)) return this.stands(saved)
      const said = stale ? r.nameChanged : nameFailure(error)
      this.setData(busy === 'name' ? { nameFailed: said } : { failed: said })
    }
    this.setData({ busy: '' })
  },

  /** It was saved before: the answer was lost on its way. */
  stands(saved: () => void) {
    saved()
    this.take(inner.me!)
    this.setData({ busy: '' })
  },

  turnNotice() {
    this.setData({ read: !this.data.read })
  },

  /** WeChat's button answered. A withdrawn consent or a changed text is asked about before the code is spent. */
  async takePhone(event: WechatMiniprogram.CustomEvent<PhoneDetail>) {
    const answer = phoneAnswer(event.detail)
    if ('said' in answer) return this.setData({ phoneSaid: answer.said })
    await this.workOnPhone(async () => {
      const ask = { why: r.whySignIn, purpose: PURPOSE }
      const given = await asPerson(ask, () => givePhone(answer.code, noticeVersion(PURPOSE)))
      if (given) this.tell(r.phoneGiven)
    })
  },

  removePhone() {
    wx.showModal({
      title: r.removePhoneAsk,
      content: r.removePhoneText,
      confirmText: r.removePhone,
      cancelText: r.cancel,
      success: ({ confirm }) => {
        if (confirm) void this.workOnPhone(() => takePhoneBack().then(() => this.tell(r.removed)))
      },
    })
  },

  /** However it ended, the page says what is stored now: a lost answer may have had its effect. */
  async workOnPhone(act: () => Promise<void>) {
    if (this.data.busy) return
    this.setData({ busy: 'phone', phoneSaid: '' })
    try {
      await act()
      await this.refresh(true)
    } catch (error) {
      await this.refresh(true)
      this.setData({ phoneSaid: asFailure(error).title })
    }
    this.setData({ busy: '' })
  },

  tell(title: string) {
    wx.showToast({ title, icon: 'success' })
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
    this.setData({ loading: !this.data.known, failed: '' })
    void this.refresh(true)
  },

  seeClosing() {
    wx.navigateTo({ url: '/packages/rider/pages/deletion/deletion' })
  },
})

function holds(found: Me, change: Partial<Me>): boolean {
  return Object.entries(change).every(([name, value]) => found[name as keyof Me] === value)
}
