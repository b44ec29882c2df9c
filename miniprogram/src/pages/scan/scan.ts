/**
 * 扫码: the page opens the camera only by its button. A scan is in the outbox before it is sent; the service's final word
 * fills the screen. A position is asked for only when the service says that this code needs one, and is kept nowhere.
 */
import { clock } from '../../core/http'
import { createLocator, type Locating, PRECISION } from '../../core/location'
import type { Item } from '../../core/outbox'
import { asFailure, Failure } from '../../core/problem'
import { answerPosition, type Checkin, myCheckins, undoCheckin } from '../../services/checkins'
import { accountNo, asPerson, isSignedIn, noticesKnown, noticeTitle, noticeVersion, offPerson, onPerson } from '../../services/person'
import { meant } from '../../services/scenes'
import { keep, offOutbox, onOutbox, outbox, wake } from '../../services/waiting'
import { p, pwords } from '../../texts/people'
import { answer as words } from '../../texts/answers'
import { wait } from '../../texts/waiting'
import type { Hint } from '../../utils/code'
import { checkinWord, type Word, wordOf } from '../../utils/final-word'
import { look, pageOf, type Seen } from './camera'
import { taken } from './handing'

const RECENT = 5
/** So long a scan is on its way before it is said to wait. */
const PATIENCE_MS = 3_000
/** So long a fix is waited for, from when WeChat's questions are answered. */
const POSITION_WITHIN_MS = 60_000
const LOCATION = 'location_once'
const TOO_YOUNG = 'age-unconfirmed'
/** A word that stands so short was not what the finger aimed at. */
const SEEN_MS = 300
const ASK = { why: p.whyCheckIn, purpose: LOCATION }

/** What fills the screen. `checkin`: of the service, 0 for none; `community`: code of the community it was at. */
interface Full extends Word {
  checkin: number
  community: string
  undo: boolean
  /** refused for want of an answer that can be given here */
  again: boolean
  failed: string
}

const locator = createLocator(wx as unknown as Locating, PRECISION, Date.now, POSITION_WITHIN_MS)

const inner = {
  tell: () => undefined as void,
  /** item of the outbox that fills the screen */
  following: '',
  timer: 0,
  /** told to the hand already */
  felt: '',
  /** phone ms when the final word came onto the screen */
  finalAt: 0,
  recent: [] as Checkin[],
}

Page({
  data: {
    t: pwords,
    signedIn: false,
    elsewhere: '',
    full: null as Full | null,
    positionWords: '',
    locating: false,
    queue: [] as Word[],
    recent: [] as Word[],
    recentFailed: '',
  },

  onLoad() {
    inner.tell = () => this.render()
    onOutbox(inner.tell)
    onPerson(inner.tell)
  },

  onUnload() {
    offOutbox(inner.tell)
    offPerson(inner.tell)
  },

  async onShow() {
    this.render()
    void noticesKnown().then(() => this.render())
    const handed = taken()
    if (handed) await this.checkIn(handed.text, handed.hint)
    else await this.readRecent()
  },

  render() {
    const now = clock.now()
    const account = accountNo()
    const mine = account === null ? [] : outbox.items(account)
    const others = account === null ? outbox.items().filter(({ state }) => state === 'waiting').length : 0
    this.setData({
      elsewhere: others ? wait.waitingElse(others) : '',
      signedIn: isSignedIn(),
      positionWords: p.usePosition(noticeTitle(LOCATION)),
      queue: mine.map((item) => wordOf(item, now, outbox.kept())).reverse(),
      ...(account === null ? { recent: [] } : {}),
    })
    if (inner.following) this.showItem()
  },

  async readRecent() {
    if (!isSignedIn()) return
    try {
      inner.recent = await myCheckins(RECENT)
      const now = clock.now()
      this.setData({ recent: inner.recent.map((one) => checkinWord(one, now)), recentFailed: '' })
    } catch (error) {
      this.setData({ recentFailed: asFailure(error).title })
    }
  },

  async scan() {
    if ((await asPerson(ASK, () => Promise.resolve(true))) === null) return
    const seen = await look()
    if (typeof seen === 'string') return this.tellSeen(seen)
    const { kind, text } = seen.code
    if (kind === 'pointer') return this.openPointer(text)
    if (kind === 'member') return this.say(p.membersOwn, p.membersOwnTodo)
    await this.checkIn(text, 'camera')
  },

  tellSeen(seen: Seen) {
    if (seen === 'foreign') this.say(p.notOurs, p.notOursTodo)
    if (seen === 'failed') this.say(p.scanFailed, p.scanFailedTodo)
  },

  say(word: string, todo: string) {
    inner.following = ''
    this.setData({ full: { ...blank(), tone: 'off', word, todo } })
    feel()
  },

  /** A code that only opens a page. */
  async openPointer(text: string) {
    try {
      const { kind, code } = await meant(text)
      const url = pageOf(kind, code)
      if (url === null) return this.say(p.notOurs, p.notOursTodo)
      wx.navigateTo({ url })
    } catch (error) {
      this.say(asFailure(error).title, words.again)
    }
  },

  async checkIn(text: string, hint: Hint) {
    if ((await asPerson(ASK, () => Promise.resolve(true))) === null) return
    const id = keep({ what: 'checkin', path: '/checkins', body: { code: text, onsite_hint: hint } })
    await this.deliver(id)
  },

  /** Refused for want of an answer while nobody looked: asked now, then it goes again. */
  async sendAgain() {
    const { id } = this.data.full ?? {}
    if (id) await this.deliver(id)
  },

  async deliver(id: string) {
    this.follow(id)
    await asPerson(ASK, () => this.send(id))
    this.showItem()
    await this.readRecent()
  },

  follow(id: string) {
    inner.following = id
    clearTimeout(inner.timer)
    this.setData({ full: { ...blank(), id, tone: 'wait', word: words.sending } })
    inner.timer = setTimeout(() => this.showItem(true), PATIENCE_MS)
  },

  /** Whether somebody is old enough is asked here; every other refusal is a final word of the item. */
  async send(id: string) {
    if (asksAge(outbox.find(id))) outbox.again(id)
    await wake()
    const item = outbox.find(id)
    const { status = 0, slug = '', title = '' } = item?.problem ?? {}
    if (asksAge(item)) throw new Failure('problem', status, slug, title, null)
    if (item?.state === 'waiting') this.showItem(true)
    return true
  },

  /** The item that fills the screen, as it stands; one that still waits only when `patient` is over. */
  showItem(late = false) {
    const item = outbox.find(inner.following)
    if (item === null) return
    const isWaiting = item.state === 'waiting'
    if (isWaiting && !late) return
    const checkin = item.state === 'answered' ? (item.answer as Checkin) : null
    const word = wordOf(item, clock.now(), outbox.kept())
    this.setData({ full: { ...blank(), ...word, ...detailOf(checkin), again: asksAge(item) } })
    if (isWaiting || inner.felt === item.id) return
    inner.felt = item.id
    inner.finalAt = Date.now()
    clearTimeout(inner.timer)
    feel()
  },

  /** 知道了. A final word that came only as the finger did was not read: it stays in the list. */
  close() {
    this.leave(Date.now() - inner.finalAt >= SEEN_MS)
  },

  leave(wasRead: boolean) {
    const { id } = this.data.full ?? {}
    inner.following = ''
    clearTimeout(inner.timer)
    this.setData({ full: null, locating: false })
    if (id && wasRead) outbox.dismiss(id)
    void this.readRecent()
  },

  /** From the list: the same words on the whole screen, with what can be done. */
  open(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: string }
    Object.assign(inner, { following: id, felt: id, finalAt: 0 })
    this.showItem(true)
  },

  /** One that may still get its position. */
  openRecent(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: string }
    const found = inner.recent.find((one) => String(one.id) === id)
    if (!found) return
    inner.following = ''
    this.setData({ full: { ...blank(), ...checkinWord(found, clock.now()), ...detailOf(found) } })
  },

  async usePosition() {
    const { full } = this.data
    if (!full || this.data.locating) return
    this.setData({ locating: true, 'full.failed': '' })
    const located = await locator.locate()
    if (this.data.full?.checkin !== full.checkin) return // 不给位置 meanwhile
    if (!('fix' in located)) {
      const failed = 'refused' in located ? p.positionRefused : p.positionFailed
      this.setData({ locating: false, 'full.failed': failed })
      return
    }
    try {
      const answer = await asPerson(ASK, () => answerPosition(full.checkin, located.fix, noticeVersion(LOCATION)))
      inner.felt = ''
      if (answer) this.settled(full, answer)
    } catch (error) {
      const settled = asFailure(error).slug === 'position-not-asked' ? await this.asItStands(full.checkin) : null
      if (settled) this.settled(full, settled)
      else this.failedAt(full.checkin, error)
    }
    this.setData({ locating: false })
  },

  /** The position was taken and its answer lost: what the service made of it. */
  async asItStands(checkin: number): Promise<Checkin | null> {
    const recent = await myCheckins(RECENT).catch((): Checkin[] => [])
    return recent.find(({ id }) => id === checkin) ?? null
  },

  settled(full: Full, answer: Checkin) {
    if (outbox.find(full.id)) return outbox.amend(full.id, answer)
    this.setData({ full: { ...full, ...checkinWord(answer, clock.now()), ...detailOf(answer) } })
    feel()
  },

  async undo() {
    const { full } = this.data
    if (!full) return
    try {
      await undoCheckin(full.checkin)
    } catch (error) {
      // gone already: a second tap, or the first one's answer was lost
      if (asFailure(error).status !== 404) return this.failedAt(full.checkin, error)
    }
    if (this.data.full?.checkin === full.checkin) this.leave(true)
    wx.showToast({ title: p.undone, icon: 'success' })
  },

  /** Said on the screen it belongs to, unless that was closed meanwhile. */
  failedAt(checkin: number, error: unknown) {
    if (this.data.full?.checkin === checkin) this.setData({ 'full.failed': asFailure(error).title })
  },

  openCommunity() {
    const url = pageOf('community', this.data.full?.community ?? '')
    this.close()
    if (url) wx.navigateTo({ url })
  },

  openMemberCode() {
    wx.navigateTo({ url: '/packages/rider/pages/member-code/member-code' })
  },
})

function feel(): void {
  wx.vibrateShort({ type: 'medium', fail: () => undefined })
}

function blank(): Full {
  return { id: '', tone: 'wait', word: '', about: '', todo: '', asks: false, checkin: 0, community: '', undo: false, again: false, failed: '' }
}

function asksAge(item: Item | null): boolean {
  return item?.state === 'refused' && item.problem?.slug === TOO_YOUNG
}

function detailOf(checkin: Checkin | null): Partial<Full> {
  if (checkin === null) return {}
  const community = checkin.target?.kind === 'community' ? checkin.target.code : ''
  return { checkin: checkin.id, community, undo: checkin.actions.includes('undo') && ['accepted', 'pending'].includes(checkin.state) }
}
