/**
 * 扫会员码: whoever leads a shift scans the code on somebody's phone, in or out. A scan is in the outbox before it is sent,
 * so that it also works without network; what the service made of it stays until it is put away.
 */
import { clock } from '../../../../core/http'
import { asFailure, Failure } from '../../../../core/problem'
import { drafts } from '../../../../services/drafts'
import { ledShift } from '../../../../services/leading'
import { accountNo, asPerson, isSignedIn } from '../../../../services/person'
import { keep, offOutbox, onOutbox, outbox, wake } from '../../../../services/waiting'
import { words } from '../../../../texts/pages'
import { s, swords } from '../../../../texts/staff-shifts'
import { scansNow, spanWords } from '../../../../utils/shift-words'
import { look } from '../../../../pages/scan/camera'
import { leftWork, leftWorkOrGone } from '../../leaving'
import { type ScanLine, scanLines } from './saying'

type Direction = 'in' | 'out'

const inner = { tell: () => undefined as void, felt: '' }

Page({
  data: {
    t: words,
    s: swords,
    shift: 0,
    head: null as { title: string; time: string } | null,
    direction: 'in' as Direction,
    lines: [] as ScanLine[],
    told: '',
    todo: '',
    guest: false,
    loading: true,
    failed: '',
  },

  onLoad({ shift }: { shift?: string }) {
    this.setData({ shift: Number(shift ?? 0) })
    inner.tell = () => this.render()
    onOutbox(inner.tell)
  },

  onUnload() {
    offOutbox(inner.tell)
  },

  async onShow(): Promise<void> {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    this.setData({ guest: false, direction: drafts.read<Direction>(this.draft()) ?? 'in' })
    this.render()
    await this.load()
  },

  draft(): string {
    return `scan:${this.data.shift}`
  },

  path(): string {
    return `/shifts/${this.data.shift}/scans`
  },

  /** Which shift it is; scanning does not wait for it. */
  async load(): Promise<void> {
    try {
      const { title, starts_at, ends_at, status } = await ledShift(this.data.shift)
      const over = status === 'draft' || !scansNow({ starts_at, ends_at }, clock.now())
      this.setData({ head: { title, time: spanWords(starts_at, ends_at) }, failed: '', loading: false, told: over ? s.scanClosed : '' })
    } catch (error) {
      const failure = asFailure(error)
      if (await leftWorkOrGone(failure)) return
      this.setData({ failed: failure.status === 404 ? s.rosterGone : failure.title, loading: false })
    }
  },

  render(): void {
    const lines = scanLines(outbox.items(accountNo() ?? ''), this.path(), clock.now(), outbox.kept())
    this.setData({ lines })
    const [newest] = lines
    if (!newest || newest.id !== inner.felt || newest.tone === 'wait') return
    inner.felt = ''
    wx.vibrateShort({ type: newest.tone === 'good' ? 'medium' : 'heavy' })
  },

  turn(event: WechatMiniprogram.TouchEvent) {
    const { direction } = event.currentTarget.dataset as { direction: Direction }
    drafts.keep(this.draft(), direction)
    this.setData({ direction })
  },

  async scan(): Promise<void> {
    this.setData({ told: '', todo: '' })
    const seen = await look()
    if (seen === 'cancelled') return
    if (seen === 'failed') return this.setData({ told: s.scanFailed })
    if (seen === 'foreign' || seen.code.kind !== 'member') return this.setData({ told: s.notMember, todo: s.notMemberHint })
    const body = { member_code: seen.code.text, direction: this.data.direction }
    const id = keep({ what: 'scan', path: this.path(), body, label: this.data.head ? this.data.head.title : '' })
    inner.felt = id
    await wake()
    const problem = outbox.find(id)?.problem
    if (problem) leftWork(new Failure('problem', problem.status, problem.slug, problem.title, null))
  },

  dismiss(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: string }
    outbox.dismiss(id)
  },

  async signIn() {
    const done = await asPerson({ why: s.whySignIn }, async () => true).catch(() => null)
    if (done === null) return
    this.setData({ loading: true })
    await this.onShow()
  },

  again() {
    void this.load()
  },
})
