/** 志愿: my next shift on top, then all shifts by day. Looking needs nobody; the kept list shows at once. */
import { clock } from '../../core/http'
import { asFailure } from '../../core/problem'
import { accountNo, isSignedIn } from '../../services/person'
import { keptShifts, type ShiftCard, shifts } from '../../services/shifts'
import { keptSignUps, type MySignUp, mySignUps } from '../../services/signups'
import { t, words } from '../../texts/pages'
import { vwords } from '../../texts/volunteering'
import { behind, refreshed } from '../../utils/paging'
import { createRefreshing } from '../../utils/refreshing'
import { type DayGroup, dayGroups, ownLine, type ShiftLine, stands, stateAt } from '../../utils/shift-words'
import { agoWords } from '../../utils/time'
import { lastPoint } from '../nearest/where'

interface Inner {
  asking: Promise<void> | null
  cards: ShiftCard[]
  cursor: string | null
  mine: MySignUp[]
  seenAt: number
}

const refreshing = createRefreshing()
const inner: Inner = { asking: null, cards: [], cursor: null, mine: [], seenAt: 0 }

/** Whoever is no longer known by the service looks as a guest does. */
function unlessPassing(error: unknown): MySignUp[] {
  if (asFailure(error).passing) throw error
  return []
}

Page({
  data: {
    t: words,
    v: vwords,
    next: null as ShiftLine | null,
    groups: [] as DayGroup[],
    free: false,
    loading: true,
    more: false,
    failed: '',
    age: '',
  },

  async onShow() {
    refreshing.start(() => void this.refresh(false))
    this.readKept()
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

  /** What the phone knows, before anything is asked. */
  readKept() {
    inner.mine = keptSignUps()?.items ?? []
    const kept = inner.cards.length ? null : keptShifts()
    if (kept) this.take(this.chosen(kept.items), null, kept.seenAt)
    if (inner.cards.length) this.render()
  },

  /** One look at a time; a pull and another choice wait for the one under way and then ask themselves. */
  async refresh(fresh: boolean, anew = fresh) {
    if (inner.asking) {
      await inner.asking
      if (!anew) return
    }
    inner.asking ??= this.ask(fresh).finally(() => {
      inner.asking = null
    })
    await inner.asking
  },

  async ask(fresh: boolean) {
    const { free } = this.data
    const account = accountNo()
    try {
      const [list, mine] = await Promise.all([shifts(free, null, fresh), isSignedIn() ? mySignUps(fresh).catch(unlessPassing) : []])
      inner.mine = account === accountNo() ? mine : [] // another holds the phone
      if (free === this.data.free) {
        const { items, cursor } = refreshed(list.items, list.next_cursor, inner.cards, inner.cursor)
        this.take(items, cursor, clock.now())
      }
      this.setData({ failed: '', age: '' })
    } catch (error) {
      const failure = asFailure(error)
      const age = agoWords(inner.seenAt, clock.now())
      this.setData({ failed: failure.title, age: failure.kind === 'problem' ? t.asOf(age) : t.offline(age), loading: false })
    }
    this.render()
  },

  take(cards: ShiftCard[], cursor: string | null, seenAt: number) {
    Object.assign(inner, { cards, cursor, seenAt })
    this.setData({ loading: false })
  },

  render() {
    const now = clock.now()
    const point = lastPoint()
    const ahead = inner.mine.filter((one) => stands(one) && Date.parse(one.shift.ends_at) > now)
    const mine = new Map(inner.mine.map((one) => [one.shift_id, one]))
    this.setData({
      next: ahead[0] ? ownLine(ahead[0], now, point) : null,
      groups: dayGroups(inner.cards, mine, now, point),
      more: inner.cursor !== null,
    })
  },

  async onReachBottom() {
    await inner.asking
    if (inner.cursor === null) return
    try {
      const list = await shifts(this.data.free, inner.cursor, false)
      inner.cards = behind(inner.cards, list.items, ({ id }) => id)
      inner.cursor = list.next_cursor
      this.render()
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  /** Of what the phone knows, what the switch leaves. */
  chosen(cards: ShiftCard[]): ShiftCard[] {
    return this.data.free ? cards.filter((card) => stateAt(card, clock.now()) === 'open') : cards
  },

  /** What is known already answers at once; the service corrects it. */
  turnFree() {
    this.setData({ free: !this.data.free })
    const kept = keptShifts()
    if (kept) this.take(this.chosen(kept.items), null, kept.seenAt)
    this.render()
    void this.refresh(false, true)
  },

  again() {
    this.setData({ loading: !this.data.groups.length })
    void this.refresh(true)
  },

  openShift(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    wx.navigateTo({ url: `/pages/shift/shift?id=${id}` })
  },

  openMine() {
    wx.navigateTo({ url: '/packages/rider/pages/my-shifts/my-shifts' })
  },

  openHours() {
    wx.navigateTo({ url: '/pages/hours/hours' })
  },
})
