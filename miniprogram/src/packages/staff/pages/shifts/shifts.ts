/** 我管的班次: today's, those to come, drafts, and what was left half typed on this phone; a new one is copied, or written. */
import { clock, storage } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { drafts } from '../../../../services/drafts'
import { keptLedShifts, ledShifts, type LedShifts, myReach } from '../../../../services/leading'
import { asPerson, isSignedIn } from '../../../../services/person'
import { t, words } from '../../../../texts/pages'
import { s, swords } from '../../../../texts/staff-shifts'
import { createRefreshing } from '../../../../utils/refreshing'
import { agoWords } from '../../../../utils/time'
import { endWork, keepScope, leftWork, SCOPE } from '../../leaving'
import { DRAFTS, type Form } from '../draft/form'
import { groupsOf, isEmpty, type LedGroups, midnight } from './listing'

const refreshing = createRefreshing()
let found: LedShifts | null = null

Page({
  data: {
    t: words,
    s: swords,
    groups: null as LedGroups | null,
    empty: false,
    more: false,
    writes: false,
    guest: false,
    notStaff: false,
    loading: true,
    failed: '',
    age: '',
  },

  onLoad() {
    found = null // whoever held the phone before
  },

  async onShow(): Promise<void> {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    refreshing.start(() => void this.load())
    const kept = found ? null : keptLedShifts()
    const known = found ?? kept
    if (known) this.take(known) // also the drafts, which may have changed meanwhile
    await this.load()
  },

  onHide() {
    refreshing.stop()
  },

  onUnload() {
    refreshing.stop()
  },

  async onPullDownRefresh() {
    await this.load()
    wx.stopPullDownRefresh()
  },

  async load() {
    try {
      const { roles, reach } = await myReach()
      if (roles.length === 0) return this.nothingHere()
      keepScope(reach.map(({ name }) => name).join('、'))
      this.take(await ledShifts(reach, midnight(clock.now())))
      this.setData({ failed: '', age: '', guest: false, notStaff: false })
    } catch (error) {
      const failure = asFailure(error)
      if (leftWork(failure)) return
      const kept = found ? keptLedShifts() : null
      const age = kept ? t.offline(agoWords(kept.seenAt, clock.now())) : ''
      this.setData({ failed: failure.title, age, loading: false })
    }
  },

  /** Whoever worked here until now is told that it ended; anybody else that this is not for them. */
  nothingHere() {
    if (storage.get<string>(SCOPE) !== null) return endWork()
    this.setData({ notStaff: true, loading: false, failed: '' })
  },

  take(lists: LedShifts) {
    found = lists
    const forms = drafts.names(DRAFTS).flatMap((name) => drafts.read<Form>(name) ?? [])
    const groups = groupsOf(lists, forms, clock.now())
    this.setData({ groups, empty: isEmpty(groups), more: lists.more, writes: lists.writes === true, loading: false })
  },

  async signIn() {
    const done = await asPerson({ why: s.whySignIn }, async () => true).catch(() => null)
    if (done === null) return
    this.setData({ guest: false, loading: true })
    await this.onShow()
  },

  again() {
    this.setData({ loading: !this.data.groups })
    void this.load()
  },

  openRoster(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    wx.navigateTo({ url: `/packages/staff/pages/roster/roster?shift=${id}` })
  },

  openCode(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    wx.navigateTo({ url: `/packages/staff/pages/screen-code/screen-code?shift=${id}` })
  },

  copy(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    wx.navigateTo({ url: `/packages/staff/pages/draft/draft?from=${id}` })
  },

  openDraft(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    wx.navigateTo({ url: `/packages/staff/pages/draft/draft?id=${id}` })
  },

  write() {
    wx.navigateTo({ url: '/packages/staff/pages/draft/draft' })
  },

  openUnsent(event: WechatMiniprogram.TouchEvent) {
    const { url } = event.currentTarget.dataset as { url: string }
    wx.navigateTo({ url })
  },

  home() {
    wx.switchTab({ url: '/pages/nearest/nearest' })
  },
})
