/**
 * 社区: what one gets and what staff see, reporting in and leaving; volunteer roles that its office offers. Opened from a
 * list or a notice with `code`, from a poster with `scene`; a poster only shows the place: it reports nobody in and checks
 * nobody in.
 */
import { asFailure } from '../../../../core/problem'
import { community, type Kind, leave, reportIn } from '../../../../services/communities'
import { asPerson, noticeOf, noticesKnown, noticeTitle, noticeVersion, offPerson, onPerson } from '../../../../services/person'
import { meant } from '../../../../services/scenes'
import { BELONGS, p, pwords } from '../../../../texts/people'
import { ro, rolewords } from '../../../../texts/roles'
import { c } from '../../../../texts/staff-community'
import { vwords } from '../../../../texts/volunteering'
import { readOptions } from '../../../../utils/code'
import { createLooks } from '../../../../utils/looks'
import { answerRole, begin, loadRoles, NO_ROLES, readAll, showRoles, turnBriefing } from './holding'
import type { Reply } from './roles'
import { type Card, cardOf, leftLines, type Place, placesOf } from './telling'

const PURPOSE = 'membership'
const looks = createLooks()

Page({
  data: {
    t: pwords,
    v: vwords,
    r: rolewords,
    workName: c.linkHint as string,
    code: '',
    scene: '',
    card: null as Card | null,
    kinds: BELONGS,
    kind: 'work' as Kind,
    consent: '',
    notice: '',
    read: false,
    loading: true,
    busy: false,
    failed: '',
    three: [] as Place[],
    left: [] as string[],
    ...NO_ROLES,
  },

  onLoad(options: { code?: string; scene?: string }) {
    begin()
    const poster = readOptions(options)
    this.setData({ code: options.code ?? '', scene: poster ? poster.text : '' })
    if (!poster && !options.code) this.setData({ failed: p.unknownCommunity, loading: false })
  },

  onUnload() {
    offPerson(reload.tell)
  },

  async onShow() {
    offPerson(reload.tell)
    reload.tell = () => void this.load(true)
    onPerson(reload.tell)
    readAll(this)
    if (this.data.scene && !this.data.code) await this.readScene()
    if (this.data.code) await this.load(false)
  },

  async onPullDownRefresh() {
    if (this.data.code) await this.load(true)
    wx.stopPullDownRefresh()
  },

  async readScene() {
    try {
      const { kind, code } = await meant(this.data.scene)
      if (kind === 'community') this.setData({ code })
      else this.setData({ failed: p.unknownCommunity, loading: false })
    } catch (error) {
      this.fail(error)
    }
  },

  async load(fresh: boolean) {
    await Promise.all([this.loadCard(fresh), loadRoles(this, fresh)])
  },

  async loadCard(fresh: boolean) {
    const { code } = this.data
    const look = looks.begin()
    try {
      const [found] = await Promise.all([community(code, fresh), noticesKnown()])
      if (looks.overtaken(code, look)) return
      looks.answered(code, look)
      const card = cardOf(found)
      wx.setNavigationBarTitle({ title: card.name })
      this.setData({ card, loading: false, failed: '', ...noticeWords() })
      showRoles(this)
    } catch (error) {
      if (!looks.overtaken(code, look)) this.fail(error)
    }
  },

  fail(error: unknown) {
    const { status, title } = asFailure(error)
    this.setData({ loading: false, failed: status === 404 ? p.unknownCommunity : title })
  },

  again() {
    this.setData({ loading: this.data.card === null, failed: '' })
    void this.onShow()
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    const { kind } = event.currentTarget.dataset as { kind: Kind }
    this.setData({ kind })
  },

  turnNotice() {
    this.setData({ read: !this.data.read, ...noticeWords() })
  },

  /** The button is the consent; tapped twice it is the same membership. */
  async reportIn() {
    if (this.data.busy) return
    this.setData({ busy: true, failed: '', three: [], left: [] })
    const { code, kind } = this.data
    try {
      const ask = { why: p.whyReportIn, purpose: PURPOSE }
      const made = await asPerson(ask, () => reportIn(code, kind, noticeVersion(PURPOSE)))
      if (made) {
        await this.load(true)
        wx.showToast({ title: p.justIn, icon: 'success' })
      }
    } catch (error) {
      this.refused(error)
    }
    this.setData({ busy: false })
  },

  refused(error: unknown) {
    const { slug, title, body } = asFailure(error)
    if (slug === 'three-communities') this.setData({ three: placesOf(body) })
    else this.setData({ failed: title })
  },

  leave() {
    wx.showModal({
      title: p.leaveAsk,
      content: p.leaveText,
      confirmText: p.leaveYes,
      cancelText: p.cancel,
      success: ({ confirm }) => {
        if (confirm) void this.leaveNow()
      },
    })
  },

  async leaveNow() {
    if (this.data.busy) return
    this.setData({ busy: true, failed: '' })
    try {
      const left = await asPerson({ why: p.whyReportIn, anyAge: true }, () => leave(this.data.code))
      if (left) {
        this.setData({ left: [p.left, ...leftLines(left)] })
        await this.load(true)
      }
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
    this.setData({ busy: false })
  },

  turnBriefing(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    turnBriefing(this, id)
  },

  /** Said on top, felt in the hand. */
  async answerRole(event: WechatMiniprogram.TouchEvent) {
    const { id, what } = event.currentTarget.dataset as { id: number; what: Reply }
    if (!(await answerRole(this, id, what))) return
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
    wx.vibrateShort({ type: 'medium' })
  },

  askResign(event: WechatMiniprogram.TouchEvent) {
    wx.showModal({
      title: ro.resignAsk((event.currentTarget.dataset as { name: string }).name),
      content: ro.resignText,
      confirmText: ro.resign,
      cancelText: ro.stay,
      success: ({ confirm }) => {
        if (confirm) void this.answerRole(event)
      },
    })
  },

  openOther(event: WechatMiniprogram.TouchEvent) {
    const { code } = event.currentTarget.dataset as { code: string }
    wx.navigateTo({ url: `/packages/rider/pages/community/community?code=${code}` })
  },

  work() {
    wx.navigateTo({ url: `/packages/staff/pages/community/community?code=${this.data.card!.code}` })
  },

  callOffice() {
    const { number } = this.data.card ?? {}
    if (number) wx.makePhoneCall({ phoneNumber: number, fail: () => undefined })
  },

  findNearest() {
    wx.switchTab({ url: '/pages/nearest/nearest' })
  },
})

const reload = { tell: () => undefined as void }

function noticeWords(): { consent: string; notice: string } {
  return { consent: p.agreeing(noticeTitle(PURPOSE)), notice: noticeOf(PURPOSE)?.text ?? '' }
}
