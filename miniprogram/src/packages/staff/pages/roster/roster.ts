/**
 * 名单: who comes, who waits, who was there; times by hand, a way out, a phone for a reason, somebody without an account,
 * an extra. Names and phones stay in the page: on the phone lies only what is being written, until it is sent.
 */
import { newKey } from '../../../../core/calling'
import { clock } from '../../../../core/http'
import { asFailure, type Failure } from '../../../../core/problem'
import { drafts } from '../../../../services/drafts'
import { admit, excuse, ledShift, noteWalkIn, type PendingCheckin, revealPhone, roster, type RosterRow, strangers } from '../../../../services/leading'
import type { ShiftDetail } from '../../../../services/shifts'
import { words } from '../../../../texts/pages'
import { s, swords } from '../../../../texts/staff-shifts'
import type { Looking } from '../../../../utils/looking'
import { scansNow } from '../../../../utils/shift-words'
import { faultsOf } from '../../faults'
import { leftWorkOrGone, worksHere } from '../../leaving'
import { createWorkLooking } from '../../looking'
import { actOf } from './acts'
import { type ClaimLine, claimLine, type HeadWords, headWords, nameOf, type RosterWords, rosterWords, type StrangerLine, strangerLine } from './rows'
import {
  type Begun, isNothing, lacking, moved, NOTHING, openWords, type OpenWords, type Side, tapped, turned, type What,
} from './writing'

interface Found {
  detail: ShiftDetail
  rows: RosterRow[]
  strangers: PendingCheckin[]
}

interface Inner {
  looking: Looking<Found>
  /** null until it is known whose phone this is */
  begun: Begun | null
  numberKey: string
}

/** In this order; the first stands under the count. */
const GROUPS = [{ key: 'coming', title: '' }, { key: 'queue', title: s.queue }, { key: 'others', title: s.others }]

const inners = new WeakMap<object, Inner>()

Page({
  data: {
    t: words,
    s: swords,
    id: 0,
    head: null as HeadWords | null,
    groups: GROUPS,
    scans: false,
    list: null as RosterWords | null,
    strangers: [] as StrangerLine[],
    open: null as OpenWords | null,
    phone: '',
    claim: null as ClaimLine | null,
    walkInBegun: false,
    number: '',
    said: '',
    problem: '',
    /** below what it stands: a row, the field of an extra; empty: on top */
    problemAt: '',
    busy: false,
    guest: false,
    loading: true,
    failed: '',
  },

  onLoad({ shift }: { shift?: string }) {
    const id = Number(shift ?? 0)
    const looking = createWorkLooking({ list: null }, (fresh) => lookAt(id, fresh), { why: s.whySignIn, gone: s.rosterGone })
    inners.set(this, { looking, begun: null, numberKey: '' })
    this.setData({ id })
  },

  onShow(): Promise<void> {
    return this.inner().looking.show(this)
  },

  onHide() {
    this.inner().looking.stop()
    this.setData({ phone: '' }) // nobody else reads it later
  },

  onUnload() {
    this.inner().looking.stop()
  },

  async onPullDownRefresh() {
    await this.inner().looking.look(this, true)
    wx.stopPullDownRefresh()
  },

  inner(): Inner {
    return inners.get(this)!
  },

  draft(): string {
    return `roster:${this.data.id}`
  },

  /** What was left here. */
  begun(): Begun {
    const inner = this.inner()
    if (inner.begun === null) {
      inner.begun = drafts.read<Begun>(this.draft()) ?? NOTHING
      this.setData({ number: inner.begun.number })
    }
    return inner.begun
  },

  /** Each change of what is being written is on the phone. */
  begin(change: Partial<Begun>): void {
    const begun = { ...this.begun(), ...change }
    this.inner().begun = begun
    if (isNothing(begun)) drafts.drop(this.draft())
    else drafts.keep(this.draft(), begun)
    this.render()
  },

  render(): void {
    const { found } = this.inner().looking
    if (!found) return
    const { detail, rows } = found
    const begun = this.begun()
    const now = clock.now()
    this.setData({
      head: headWords(detail, now),
      scans: detail.status !== 'draft' && scansNow(detail, now),
      list: rosterWords(rows, detail.roles),
      strangers: found.strangers.map((one) => strangerLine(one, now)),
      open: openWords(begun.open, rows, detail.roles),
      walkInBegun: begun.walkIn !== '',
    })
  },

  rowAt(event: WechatMiniprogram.TouchEvent): RosterRow | null {
    const { id } = event.currentTarget.dataset as { id: number }
    return this.inner().looking.found?.rows.find((row) => row.id === id) ?? null
  },

  /** A button of a row: most open what is to be written, two act at once. */
  act(event: WechatMiniprogram.TouchEvent): void {
    const { what } = event.currentTarget.dataset as { what: string }
    const row = this.rowAt(event)
    const { found } = this.inner().looking
    if (!row || !found || this.data.busy) return
    if (what === 'excuse') return this.askExcuse(row)
    if (what === 'admit') {
      return void this.perform(() => admit(this.data.id, { account: row.account! }, newKey()), () => s.added(nameOf(row)), ofRow(row.id))
    }
    this.setData({ said: '', problem: '', phone: '' })
    this.begin({ open: tapped(this.begun().open, row, what as What, found.detail, newKey(), clock.now()) })
  },

  moveTime(event: WechatMiniprogram.TouchEvent) {
    const { side, by } = event.currentTarget.dataset as { side: Side; by: number }
    const { open } = this.begun()
    if (open) this.begin({ open: moved(open, side, by) })
  },

  turnTime(event: WechatMiniprogram.TouchEvent) {
    const { side } = event.currentTarget.dataset as { side: Side }
    const { found } = this.inner().looking
    const { open } = this.begun()
    if (open && found) this.begin({ open: turned(open, side, found.detail, clock.now()) })
  },

  pickReason(event: WechatMiniprogram.TouchEvent) {
    const { reason } = event.currentTarget.dataset as { reason: string }
    const { open } = this.begun()
    this.setData({ problem: '' })
    if (open) this.begin({ open: { ...open, reason } })
  },

  shut() {
    this.setData({ phone: '', problem: '' })
    this.begin({ open: null })
  },

  /** What is open is done: its reason first. */
  async confirm(): Promise<void> {
    const { found } = this.inner().looking
    const { open } = this.begun()
    const row = found?.rows.find(({ id }) => id === open?.row)
    if (!open || !row || this.data.busy) return
    const problem = lacking(open)
    if (problem) return this.setData({ problem, problemAt: ofRow(row.id) })
    if (open.what === 'reveal_phone') return this.reveal(row, open.reason)
    const { run, said } = actOf(row, open, found!.detail.roles)
    await this.perform(run, () => {
      this.begin({ open: null })
      return said
    }, ofRow(row.id))
  },

  async reveal(row: RosterRow, reason: string): Promise<void> {
    await this.perform(() => revealPhone(row.id, reason), (phone) => {
      this.setData({ phone })
      return ''
    }, ofRow(row.id))
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
        if (confirm) void this.perform(() => excuse(row.id, newKey()), () => s.excused(nameOf(row)), ofRow(row.id))
      },
    })
  },

  typeNumber(event: WechatMiniprogram.Input) {
    this.inner().numberKey = ''
    if (this.data.problemAt === EXTRA) this.setData({ problem: '' })
    this.begin({ number: event.detail.value })
  },

  async addExtra() {
    const inner = this.inner()
    const account = this.begun().number.trim().toUpperCase()
    if (!account) return this.setData({ said: '', problem: s.noNumber, problemAt: EXTRA })
    inner.numberKey = inner.numberKey || newKey()
    const run = (): Promise<RosterRow> => admit(this.data.id, { account }, inner.numberKey)
    await this.perform(run, (row) => {
      this.setData({ number: '' })
      this.begin({ number: '' })
      return s.added(nameOf(row))
    }, EXTRA)
  },

  letIn(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    void this.perform(() => admit(this.data.id, { checkin_id: id }, newKey()), (row) => s.added(nameOf(row)))
  },

  /** The nonce is on the phone before it is sent: asked again, the same person has the same code. */
  async walkIn() {
    if (this.data.busy) return
    const nonce = this.begun().walkIn || newKey()
    this.begin({ walkIn: nonce })
    await this.perform(
      async () => {
        this.setData({ claim: claimLine(await noteWalkIn(this.data.id, nonce)) })
      },
      () => '',
    )
  },

  claimCopied() {
    this.setData({ claim: null })
    this.begin({ walkIn: '' })
  },

  /** Runs an act, then looks at the roster anew, during which others may be begun. Not done: it is said why, `at` what was tapped. */
  async perform<T>(run: () => Promise<T>, done: (made: T) => string, at = ''): Promise<void> {
    if (this.data.busy) return
    this.setData({ busy: true, said: '', problem: '', problemAt: at })
    try {
      this.setData({ said: done(await run()) })
      wx.vibrateShort({ type: 'light' }) // the word may stand above the screen
    } catch (error) {
      return await this.refused(asFailure(error))
    } finally {
      this.setData({ busy: false })
    }
    await this.inner().looking.look(this, true)
  },

  async refused(failure: Failure): Promise<void> {
    if (await leftWorkOrGone(failure)) return
    const problem = failure.kind === 'unknown' ? s.actUnanswered : failure.kind === 'offline' ? s.actOffline : faultsOf(failure).join('；')
    this.setData({ problem })
  },

  showCode() {
    wx.navigateTo({ url: `/packages/staff/pages/screen-code/screen-code?shift=${this.data.id}` })
  },

  edit() {
    wx.navigateTo({ url: `/packages/staff/pages/draft/draft?id=${this.data.id}` })
  },

  scanMember() {
    wx.navigateTo({ url: `/packages/staff/pages/scan-member/scan-member?shift=${this.data.id}` })
  },

  signIn(): Promise<void> {
    return this.inner().looking.signIn(this)
  },

  again() {
    this.inner().looking.again(this)
  },
})

async function lookAt(id: number, fresh: boolean): Promise<Found> {
  const [detail, rows, waiting] = await Promise.all([ledShift(id, fresh), roster(id, fresh), strangers(id).catch(none)])
  worksHere()
  return { detail, rows, strangers: waiting }
}

/** Where a problem stands: below the field of an extra, or in a row. */
const EXTRA = 'extra'
const ofRow = (id: number): string => `row${id}`

/** Whoever may not settle check-ins sees the roster without them. */
const none = (): PendingCheckin[] => []
