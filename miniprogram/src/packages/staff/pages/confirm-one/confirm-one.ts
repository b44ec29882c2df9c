/**
 * 要看一下: one row a screen with the reason in words; confirm it, change it by fives, or refuse it with a reason. Also the
 * second word over a cap, what was drawn for a second look, and one row that is to be corrected (`id`).
 */
import { newKey } from '../../../../core/calling'
import { clock } from '../../../../core/http'
import { asFailure, type Failure } from '../../../../core/problem'
import {
  confirmHours, correctHours, type Decided, hoursOf, type Queued, type QueueState, readAgain, rejectHours, waitingHours, type Wish,
} from '../../../../services/confirming'
import { drafts } from '../../../../services/drafts'
import { asPerson, isSignedIn } from '../../../../services/person'
import { words } from '../../../../texts/pages'
import { h, hwords } from '../../../../texts/staff-hours'
import { createRefreshing } from '../../../../utils/refreshing'
import { minutesWords } from '../../../../utils/time'
import { nameOf, pilesOf, settles, shownOf, STEP } from '../../confirming'
import { answerLost, decide, dropLost, isLost, once, recent, remember, takeBack } from '../../deciding'
import { leftWork } from '../../leaving'
import { actFailed } from '../../once'
import { type DoneLine, outcomeOf } from '../../undoing'
import { ageOf } from '../../waiting'
import { draftName, type Form, formOf, lacking, type Shown, shownForm, steppedForm, toShow, withReason } from './forming'

interface Inner {
  /** the page on the screen: what comes for one that was left says nothing of the row that is shown */
  page: object | null
  asking: Promise<void> | null
  state: QueueState
  /** one row only, 0 for the queue */
  only: number
  items: Queued[]
  row: Queued | null
  /** where the row stands among them */
  at: number
  form: Form
  /** this phone's own decision: the row is gone because of it, since that server ms */
  decided: number
  decidedAt: number
  seenAt: number
}

const FIRST: Form = { face: 'look', minutes: 0, reason: '' }
const inner: Inner = { page: null, asking: null, state: 'pending', only: 0, items: [], row: null, at: 0, form: FIRST, decided: 0, decidedAt: 0, seenAt: 0 }
const refreshing = createRefreshing()
const SHAKY_MS = 500
const NO_ROW = { row: null as Shown['row'] | null, face: 'look', reason: '', reasons: [] as readonly string[], counted: '', confirmWords: '', changeWords: '' }

/**
 * A finger that tapped twice must not decide on the next row, which came under it meanwhile. By the phone's own clock,
 * of which only the difference counts: the server's is set right now and then, and may fall back.
 */
function shaky(): boolean {
  const since = Date.now() - inner.decidedAt
  return since >= 0 && since < SHAKY_MS
}

Page({
  data: {
    w: words,
    t: hwords,
    ...NO_ROW,
    guest: false,
    loading: true,
    failed: '',
    age: '',
    empty: false,
    place: '',
    count: 0,
    done: [] as DoneLine[],
    said: '',
    problem: '',
    busy: false,
  },

  onLoad({ state, id }: { state?: string; id?: string }) {
    const first = { page: this, asking: null, items: [], row: null, at: 0, form: FIRST, decided: 0, decidedAt: 0, seenAt: 0 }
    Object.assign(inner, first, { state: state ?? 'pending', only: Number(id ?? 0) })
  },

  async onShow() {
    refreshing.start(() => void this.refresh(false))
    this.setData({ done: recent().slice(0, 1) }) // at once, so that nothing moves under the finger later
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
    const guest = !isSignedIn()
    this.setData({ guest, ...(guest ? { loading: false, row: null, empty: false } : {}) })
    if (guest) return
    if (inner.asking) await inner.asking
    if (inner.page !== this) return
    inner.asking ??= this.ask(fresh).finally(() => {
      if (inner.page === this) inner.asking = null
    })
    return inner.asking
  },

  async ask(fresh: boolean) {
    try {
      this.late(await answerLost())
      const found = inner.only ? [await hoursOf(inner.only, fresh)] : await waitingHours(inner.state, fresh)
      if (inner.page !== this) return
      inner.seenAt = clock.now()
      this.setData({ failed: '', age: '', loading: false })
      this.take(inner.only ? found : toShow(inner.state, found, pilesOf(found).look))
    } catch (error) {
      const failure = asFailure(error)
      if (leftWork(failure)) return
      const title = failure.status === 404 ? h.gone : failure.title
      this.setData({ failed: title, age: ageOf(failure, inner.seenAt), loading: false })
    }
  },

  /** Decided after all, though the answer was lost: the row goes because of it. */
  late(chains: readonly number[]) {
    for (const id of chains) drafts.drop(draftName(id))
    if (inner.page !== this || !chains.length) return
    this.setData({ problem: '' })
    if (inner.row && chains.includes(inner.row.id)) Object.assign(inner, { decided: inner.row.id, decidedAt: Date.now() })
  },

  /** The row under the finger stays; where others changed it that is said, and what was begun stays. */
  take(items: Queued[]) {
    const before = inner.row
    const row = shownOf(items, before?.id ?? 0, inner.at, (id) => drafts.read(draftName(id)) !== null)
    inner.items = items
    if (before && before.id !== row?.id && before.id !== inner.decided && !isLost(before.id)) this.setData({ said: h.goneOn })
    if (before && before.id === row?.id && before.version !== row.version) this.setData({ problem: h.overtaken })
    this.show(row)
  },

  show(row: Queued | null) {
    inner.row = row
    inner.at = row ? inner.items.indexOf(row) : 0
    const done = recent().slice(0, 1)
    if (!row) return this.setData({ ...NO_ROW, empty: true, count: 0, done })
    const count = inner.items.length
    this.setData({ empty: false, count, place: inner.only ? '' : h.place(inner.at + 1, count), done })
    inner.form = formOf(row, drafts.read<Form>(draftName(row.id)))
    this.setData(shownForm(row, inner.form))
  },

  /** Each change is kept at once. */
  write(form: Form) {
    if (!inner.row) return
    dropLost(inner.row.id)
    inner.form = form
    if (form.face === 'look') drafts.drop(draftName(inner.row.id))
    else drafts.keep(draftName(inner.row.id), form)
    this.setData({ ...shownForm(inner.row, form), said: '', problem: '' })
  },

  openChange() {
    this.write({ ...inner.form, face: 'change' })
  },

  openRefuse() {
    this.write({ ...inner.form, face: 'refuse' })
  },

  stop() {
    if (inner.row) this.write({ ...formOf(inner.row, null) })
  },

  less() {
    if (inner.row) this.write(steppedForm(inner.row, inner.form, -STEP))
  },

  more() {
    if (inner.row) this.write(steppedForm(inner.row, inner.form, STEP))
  },

  pickReason(event: WechatMiniprogram.TouchEvent) {
    const { reason } = event.currentTarget.dataset as { reason: string }
    this.write(withReason(inner.form, reason))
  },

  skip() {
    const { items, at } = inner
    this.setData({ said: at === items.length - 1 ? h.last : '', problem: '' })
    toTop()
    this.show(items[(at + 1) % items.length] ?? null)
  },

  confirm() {
    const { row } = inner
    // with the minutes that stand on the button: whoever looked at the row may pass it while a check-in waits
    if (row && !shaky()) void this.decide({ id: row.id, version: row.version, minutes: settles(row) }, row)
  },

  confirmChange() {
    const { row, form } = inner
    if (!row || shaky()) return
    const problem = lacking(row, form)
    if (problem) {
      toTop()
      return this.setData({ problem })
    }
    if (this.data.row?.may.correct) return void this.correct(row, form)
    const reason = form.reason ? { reason: form.reason } : {}
    void this.decide({ id: row.id, version: row.version, minutes: form.minutes, ...reason }, row)
  },

  refuse(event: WechatMiniprogram.TouchEvent) {
    const { reason } = event.currentTarget.dataset as { reason: string }
    const { row } = inner
    if (!row || shaky()) return
    const name = `refuse:${row.id}:${row.version}:${reason}`
    const words = (): string => h.didRefuse(nameOf(row), reason)
    void this.act(row, () => decide([row], name, (key) => rejectHours(row, reason, key), words), words)
  },

  async decide(wish: Wish, row: Queued) {
    const words = ({ items: [one] }: Decided): string => {
      if (one?.state === 'awaiting_second') return h.didSecond(nameOf(row))
      return h.didOne(nameOf(row), minutesWords(one?.minutes ?? 0))
    }
    await this.act(row, () => decide([wish], JSON.stringify(wish), (key) => confirmHours([wish], key), words), words)
  },

  async correct(row: Queued, { minutes, reason }: Form) {
    const run = async (): Promise<null> => {
      await once(`correct:${row.id}:${row.version}:${minutes}:${reason}`, (key) => correctHours(row, minutes, reason, key))
      return null
    }
    await this.act(row, run, () => '', h.didCorrect(nameOf(row), minutesWords(minutes)))
  },

  read() {
    const { row } = inner
    if (!row || shaky()) return
    void this.act(row, () => readAgain(row.id, newKey()).then(() => null), () => '', h.didRead(nameOf(row)))
  },

  /** `run`: null where nothing takes it back. Then the next row stands here. */
  async act(row: Queued, run: () => Promise<Decided | null>, words: (decided: Decided) => string, said = '') {
    if (this.data.busy) return
    this.setData({ busy: true, said: '', problem: '' })
    try {
      const decided = await run()
      const outcome = decided ? outcomeOf([decided]) : null
      if (decided && outcome?.failed) this.refused(outcome.stale ? h.overtaken : outcome.title)
      else this.settled(row, decided ? [decided] : [], decided ? words(decided) : '', said)
    } catch (error) {
      const failure = asFailure(error)
      if (leftWork(failure)) return
      this.refused(said412(failure))
    } finally {
      this.setData({ busy: false })
    }
    toTop()
    await this.refresh(true)
  },

  settled(row: Queued, decided: Decided[], words: string, said: string) {
    drafts.drop(draftName(row.id))
    if (words) remember(decided, words)
    if (inner.page !== this) return
    Object.assign(inner, { decided: row.id, decidedAt: Date.now() })
    wx.vibrateShort({ type: 'light' })
    this.setData({ said })
    this.take(inner.items.filter(({ id }) => id !== row.id))
  },

  /** What was begun stays; the row shows how it stands once it is asked for again. */
  refused(problem: string) {
    this.setData({ problem })
  },

  async undo(event: WechatMiniprogram.TouchEvent) {
    if (this.data.busy) return
    const { key } = event.currentTarget.dataset as { key: string }
    this.setData({ busy: true, said: '', problem: '' })
    toTop()
    try {
      const { said, problem, back } = await takeBack(key)
      if (inner.page !== this) return
      inner.decided = back?.includes(inner.decided) ? 0 : inner.decided
      this.setData({ said, problem, done: recent().slice(0, 1) })
      await this.showAgain(back?.[0] ?? 0)
    } catch (error) {
      const failure = asFailure(error)
      if (!leftWork(failure)) this.setData({ problem: actFailed(failure) })
    } finally {
      this.setData({ busy: false })
    }
  },

  /** The row that waits again stands here. */
  async showAgain(id: number) {
    await this.refresh(true)
    const row = inner.items.find((one) => one.id === id)
    if (row) this.show(row)
  },

  leave() {
    wx.navigateBack({ fail: () => wx.redirectTo({ url: '/packages/staff/pages/today/today' }) })
  },

  async signIn() {
    try {
      await asPerson({ why: h.why }, () => this.refresh(false))
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  again() {
    this.setData({ loading: !inner.row && !this.data.empty })
    void this.refresh(true)
  },
})

function said412(failure: Failure): string {
  return failure.status === 412 ? h.overtaken : actFailed(failure)
}

/** What was done, and the next row, stand above what was tapped. */
function toTop(): void {
  wx.pageScrollTo({ scrollTop: 0, duration: 0 })
}
