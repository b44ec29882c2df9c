/** 我的: who I am, what is mine, what the phone keeps for offline, and whom to call. Signing in is asked nowhere else by itself. */
import { envVersion } from '../../core/env'
import { clock, storage } from '../../core/http'
import { asFailure } from '../../core/problem'
import { type ClientConfig, config, keptConfig } from '../../services/config'
import { keptStations, refreshKept } from '../../services/offline'
import { me } from '../../services/people'
import { accountNo, asPerson, forgetOwn, isSignedIn, signOut } from '../../services/person'
import { outbox } from '../../services/waiting'
import { p, pwords } from '../../texts/people'
import { HOTLINES, t, words } from '../../texts/pages'
import { agoWords } from '../../utils/time'
import { linksFor } from './mine'

interface Who {
  name: string
  number: string
  closing: boolean
  hasRole: boolean
}

const WHO = 'me'

Page({
  data: {
    t: words,
    p: pwords,
    signedIn: false,
    who: null as Who | null,
    links: linksFor(false),
    /** how many notices nobody read yet; empty for none */
    unread: '',
    profilePage: '/packages/rider/pages/profile/profile',
    closingPage: '/packages/rider/pages/deletion/deletion',
    kept: '',
    hotlines: [] as ClientConfig['hotlines'],
    failed: '',
    whoFailed: '',
    busy: false,
    develop: false,
  },

  async onShow() {
    this.setData({ hotlines: keptConfig()?.hotlines ?? HOTLINES, develop: envVersion() === 'develop' })
    await Promise.all([this.showWho(), this.showKept(), this.showHotlines()])
  },

  /** The name the phone knows at once, then the service's. */
  async showWho() {
    const signedIn = isSignedIn()
    const last = storage.get<Who>(WHO)
    const kept = last?.number === p.number(accountNo() ?? '') ? last : null // never another's
    this.setData({ signedIn, who: kept, whoFailed: '', links: linksFor(kept?.hasRole === true) })
    if (!signedIn) return this.setData({ unread: '' })
    try {
      const { display_name, public_no, status, roles, unread_notices: unread } = await me()
      if (public_no !== accountNo()) return // another took the phone meanwhile, or nobody holds it
      const who: Who = { name: display_name, number: p.number(public_no), closing: status === 'closing', hasRole: roles.length > 0 }
      storage.set(WHO, who)
      this.setData({ who, links: linksFor(who.hasRole), unread: unread ? p.unread(unread) : '' })
    } catch (error) {
      if (isSignedIn()) return this.setData({ whoFailed: asFailure(error).title })
      forgetOwn() // erased meanwhile
      this.setData({ signedIn: false, who: null, links: linksFor(false) })
    }
  },

  async showHotlines() {
    try {
      this.setData({ hotlines: (await config()).hotlines })
    } catch {
      // the kept ones stand; a phone number does not go stale in a day
    }
  },

  async showKept() {
    const kept = await keptStations()
    const words = kept ? t.offlineKept(kept.stations.length, agoWords(kept.seenAt, clock.now())) : t.offlineNone
    this.setData({ kept: words })
  },

  async signIn() {
    const done = await asPerson({ why: p.whySignIn, anyAge: true }, () => Promise.resolve(true))
    if (done) await this.showWho()
  },

  /** A full queue asks: it would wait until the same person signs in again. */
  signOut() {
    const waiting = outbox.waiting(accountNo() ?? '')
    if (waiting === 0) return this.signOutNow()
    wx.showModal({
      title: p.leaveWaiting(waiting),
      content: p.leaveWaitingText,
      confirmText: p.leaveAnyway,
      cancelText: p.stay,
      success: ({ confirm }) => {
        if (confirm) this.signOutNow()
      },
    })
  },

  signOutNow() {
    signOut()
    void this.showWho()
    wx.showToast({ title: p.signedOut, icon: 'success' })
  },

  openLink(event: WechatMiniprogram.TouchEvent) {
    const { url } = event.currentTarget.dataset as { url: string }
    wx.navigateTo({ url })
  },

  async renew() {
    if (this.data.busy) return
    this.setData({ busy: true, failed: '' })
    try {
      await refreshKept(true)
      await this.showKept()
      wx.showToast({ title: t.refreshed, icon: 'success' })
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
    this.setData({ busy: false })
  },

  choosePerson() {
    wx.navigateTo({ url: '/packages/dev/pages/people/people' })
  },

  dial(event: WechatMiniprogram.TouchEvent) {
    const { number } = event.currentTarget.dataset as { number: string }
    wx.makePhoneCall({ phoneNumber: number, fail: () => undefined })
  },
})
