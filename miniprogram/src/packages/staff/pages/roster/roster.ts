/**
 * 名单: who comes, who waits, who was there; times by hand, a way out, a phone for a reason, somebody without an account,
 * an extra. Names and phones stay in the page: on the phone lies only what is being written, until it is sent.
 */
import { newKey } from '../../../../core/calling'
import { clock } from '../../../../core/http'
import { asFailure, type Failure } from '../../../../core/problem'
import { drafts } from '../../../../services/drafts'
import {
  admit, excuse, ledShift, markBy, noteWalkIn, type PendingCheckin, removeFrom, revealPhone, roster, type RosterRow, strangers,
} from '../../../../services/leading'
import { asPerson, isSignedIn } from '../../../../services/person'
import type { ShiftDetail } from '../../../../services/shifts'
import { words } from '../../../../texts/pages'
import { s, swords } from '../../../../texts/staff-shifts'
import { createRefreshing } from '../../../../utils/refreshing'
import { dayOf, scansNow, spanWords } from '../../../../utils/shift-words'
import { dateWords, localDate, whenWords } from '../../../../utils/time'
import { faultsOf } from '../../faults'
import { leftWorkOrGone, worksHere } from '../../leaving'
import {
  claimWords, moved, nameOf, type Open, opened, openWords, type OpenWords, type RosterWords, rosterWords, type Side, timesOf, turned, type What,
} from './rows'

/** What was begun and not sent. `walkIn`: the nonce under which somebody was noted whose code was not copied yet. */
interface Begun {
  open: Open | null
  number: string
  walkIn: string
}

interface Inner {
  detail: ShiftDetail | null
  rows: RosterRow[]
  begun: Begun
  numberKey: string
}

interface Claim {
  title: string
  code: string
  hint: string
}

/** In this order; the first stands under the count. */
const GROUPS = [{ key: 'coming', title: '' }, { key: 'queue', title: s.queue }, { key: 'others', title: s.others }]

const refreshing = createRefreshing()
const inners = new WeakMap<object, Inner>()

Page({
  data: {
    t: words,
    s: swords,
    id: 0,
    head: null as { title: string; day: string; time: string; place: string } | null,
    groups: GROUPS,
    scans: false,
    list: null as RosterWords | null,
    strangers: [] as { id: number; name: string; when: string }[],
    open: null as OpenWords | null,
    phone: '',
    claim: null as Claim | null,
    walkInBegun: false,
    number: '',
    said: '',
    problem: '',
    busy: false,
    guest: false,
    loading: true,
    failed: '',
  },

  onLoad({ shift }: { shift?: string }) {
    inners.set(this, { detail: null, rows: [], begun: { open: null, number: '', walkIn: '' }, numberKey: '' })
    this.setData({ id: Number(shift ?? 0) })
  },

  async onShow(): Promise<void> {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    const begun = drafts.read<Begun>(this.draft())
    if (begun) this.inner().begun = begun
    refreshing.start(() => void this.load(false))
    this.setData({ guest: false, number: this.inner().begun.number })
    await this.load(false)
  },

  onHide() {
    refreshing.stop()
    this.setData({ phone: '' }) // nobody else reads it later
  },

  onUnload() {
    refreshing.stop()
  },

  async onPullDownRefresh() {
    await this.load(true)
    wx.stopPullDownRefresh()
  },

  inner(): Inner {
    return inners.get(this)!
  },

  draft(): string {
    return `roster:${this.data.id}`
  },

  /** Each change of what is being written is on the phone. */
  begin(change: Partial<Begun>): void {
    const inner = this.inner()
    inner.begun = { ...inner.begun, ...change }
    const { open, number, walkIn } = inner.begun
    if (open || number || walkIn) drafts.keep(this.draft(), inner.begun)
    else drafts.drop(this.draft())
    this.render()
  },

  async load(fresh: boolean): Promise<void> {
    const { id } = this.data
    try {
      const [detail, rows, waiting] = await Promise.all([ledShift(id, fresh), roster(id, fresh), strangers(id).catch(none)])
      Object.assign(this.inner(), { detail, rows })
      worksHere()
      this.setData({ strangers: waiting.map(strangerLine), failed: '', loading: false })
      this.render()
    } catch (error) {
      const failure = asFailure(error)
      if (await leftWorkOrGone(failure)) return
      this.setData({ failed: failure.status === 404 ? s.rosterGone : failure.title, loading: false })
    }
  },

  render(): void {
    const { detail, rows, begun } = this.inner()
    if (!detail) return
    const now = clock.now()
    const { open, walkIn } = begun
    const known = open !== null && rows.some(({ id, actions }) => id === open.row && actions.includes(open.what))
    this.setData({
      head: {
        title: detail.title,
        day: dayOf(localDate(Date.parse(detail.starts_at)), now),
        time: spanWords(detail.starts_at, detail.ends_at),
        place: detail.place,
      },
      scans: detail.status !== 'draft' && scansNow(detail, now),
      list: rosterWords(rows),
      open: known ? openWords(open) : null,
      walkInBegun: walkIn !== '',
    })
  },

  rowAt(event: WechatMiniprogram.TouchEvent): RosterRow | null {
    const { id } = event.currentTarget.dataset as { id: number }
    return this.inner().rows.find((row) => row.id === id) ?? null
  },

  /** A button of a row: most open what is to be written, two act at once. */
  act(event: WechatMiniprogram.TouchEvent): void {
    const { what } = event.currentTarget.dataset as { what: string }
    const row = this.rowAt(event)
    const { detail, begun } = this.inner()
    if (!row || !detail || this.data.busy) return
    if (what === 'excuse') return this.askExcuse(row)
    if (what === 'admit') return void this.perform(() => admit(this.data.id, { account: row.account! }, newKey()), () => s.added(nameOf(row)))
    const same = begun.open?.row === row.id && begun.open.what === what
    this.setData({ said: '', problem: '', phone: '' })
    this.begin({ open: same ? null : opened(row, what as What, detail, newKey(), clock.now()) })
  },

  moveTime(event: WechatMiniprogram.TouchEvent) {
    const { side, by } = event.currentTarget.dataset as { side: Side; by: number }
    const { open } = this.inner().begun
    if (open) this.begin({ open: moved(open, side, by) })
  },

  turnTime(event: WechatMiniprogram.TouchEvent) {
    const { side } = event.currentTarget.dataset as { side: Side }
    const { detail, begun } = this.inner()
    if (begun.open && detail) this.begin({ open: turned(begun.open, side, detail, clock.now()) })
  },

  pickReason(event: WechatMiniprogram.TouchEvent) {
    const { reason } = event.currentTarget.dataset as { reason: string }
    const { open } = this.inner().begun
    this.setData({ problem: '' })
    if (open) this.begin({ open: { ...open, reason } })
  },

  shut() {
    this.setData({ phone: '', problem: '' })
    this.begin({ open: null })
  },

  /** What is open is done: its reason first. */
  async confirm(): Promise<void> {
    const { begun, rows } = this.inner()
    const { open } = begun
    const row = rows.find(({ id }) => id === open?.row)
    if (!open || !row || this.data.busy) return
    if (!open.reason) return this.setData({ problem: s.pickWhy })
    const { reason, key } = open
    if (open.what === 'reveal_phone') return this.reveal(row, reason)
    const run = open.what === 'mark' ? () => markBy(row.id, timesOf(open), reason) : () => removeFrom(row.id, reason, key)
    const said = open.what === 'mark' ? s.marked(nameOf(row)) : s.removed(nameOf(row))
    await this.perform(run, () => {
      this.begin({ open: null })
      return said
    })
  },

  async reveal(row: RosterRow, reason: string): Promise<void> {
    await this.perform(() => revealPhone(row.id, reason), (phone) => {
      this.setData({ phone })
      return ''
    })
  },

  call() {
    wx.makePhoneCall({ phoneNumber: this.data.phone, fail: () => undefined })
  },

  askExcuse(row: RosterRow): void {
    wx.showModal({
      title: s.excuseTitle,
      content: s.excuseText(nameOf(row)),
      confirmText: s.acts['excuse']!,
      cancelText: s.keepIt,
      success: ({ confirm }) => {
        if (confirm) void this.perform(() => excuse(row.id, newKey()), () => s.excused(nameOf(row)))
      },
    })
  },

  typeNumber(event: WechatMiniprogram.Input) {
    this.inner().numberKey = ''
    this.begin({ number: event.detail.value })
  },

  async addExtra() {
    const inner = this.inner()
    const account = inner.begun.number.trim().toUpperCase()
    if (!account) return this.setData({ problem: s.noNumber })
    inner.numberKey = inner.numberKey || newKey()
    const run = (): Promise<RosterRow> => admit(this.data.id, { account }, inner.numberKey)
    await this.perform(run, (row) => {
      this.setData({ number: '' })
      this.begin({ number: '' })
      return s.added(nameOf(row))
    })
  },

  letIn(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    void this.perform(() => admit(this.data.id, { checkin_id: id }, newKey()), (row) => s.added(nameOf(row)))
  },

  /** The nonce is on the phone before it is sent: asked again, the same person has the same code. */
  async walkIn() {
    if (this.data.busy) return
    const nonce = this.inner().begun.walkIn || newKey()
    this.begin({ walkIn: nonce })
    await this.perform(
      async () => {
        const { label, claim_code, claim_until } = await noteWalkIn(this.data.id, nonce)
        const until = claim_until ? dateWords(localDate(Date.parse(claim_until))) : ''
        this.setData({ claim: { title: s.claimTitle(label), code: claimWords(claim_code), hint: s.claimHint(until) } })
      },
      () => '',
    )
  },

  claimCopied() {
    this.setData({ claim: null })
    this.begin({ walkIn: '' })
  },

  /** Runs an act, then looks at the roster anew, during which others may be begun. Not done: the page says why. */
  async perform<T>(run: () => Promise<T>, done: (made: T) => string): Promise<void> {
    if (this.data.busy) return
    this.setData({ busy: true, said: '', problem: '' })
    try {
      this.setData({ said: done(await run()) })
      wx.vibrateShort({ type: 'light' }) // the word may stand above the screen
    } catch (error) {
      return await this.refused(asFailure(error))
    } finally {
      this.setData({ busy: false })
    }
    await this.load(true)
  },

  async refused(failure: Failure): Promise<void> {
    if (await leftWorkOrGone(failure)) return
    const problem = failure.kind === 'unknown' ? s.actUnanswered : failure.kind === 'offline' ? s.actOffline : faultsOf(failure).join('；')
    this.setData({ problem })
  },

  showCode() {
    wx.navigateTo({ url: `/packages/staff/pages/screen-code/screen-code?shift=${this.data.id}` })
  },

  scanMember() {
    wx.navigateTo({ url: `/packages/staff/pages/scan-member/scan-member?shift=${this.data.id}` })
  },

  async signIn() {
    const done = await asPerson({ why: s.whySignIn }, async () => true).catch(() => null)
    if (done === null) return
    this.setData({ guest: false, loading: true })
    await this.onShow()
  },

  again() {
    this.setData({ loading: !this.data.list })
    void this.load(true)
  },
})

/** Whoever may not settle check-ins sees the roster without them. */
const none = (): PendingCheckin[] => []

function strangerLine({ id, display_name, occurred_at }: PendingCheckin): { id: number; name: string; when: string } {
  return { id, name: display_name || s.someone, when: s.scannedAt(whenWords(Date.parse(occurred_at), clock.now())) }
}
