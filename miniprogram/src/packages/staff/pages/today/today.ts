/** 今天的工作: what waits for whoever holds a role, the normal hours at one tap, today's shifts. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { openObjections, type Queued, waitingHours } from '../../../../services/confirming'
import { me } from '../../../../services/people'
import { asPerson, isSignedIn } from '../../../../services/person'
import { type Work, workToday } from '../../../../services/work'
import { words } from '../../../../texts/pages'
import { h, hwords } from '../../../../texts/staff-hours'
import { createRefreshing } from '../../../../utils/refreshing'
import { dayOf as dayWords } from '../../../../utils/shift-words'
import { localDate } from '../../../../utils/time'
import { act } from '../../acting'
import { pilesOf } from '../../confirming'
import { confirmAll, recent, takeBack } from '../../deciding'
import { keepScope, leftWork } from '../../leaving'
import type { DoneLine } from '../../undoing'
import { ageOf } from '../../waiting'
import { type Beside, type Day, dayOf } from './listing'

interface Inner {
  asking: Promise<void> | null
  work: Work | null
  beside: Beside
  seenAt: number
}

const NOTHING: Beside = { pending: [], seconds: 0, objections: null }
const inner: Inner = { asking: null, work: null, beside: NOTHING, seenAt: 0 }
const refreshing = createRefreshing()

Page({
  data: {
    w: words,
    t: hwords,
    guest: false,
    loading: true,
    failed: '',
    age: '',
    date: '',
    day: null as Day | null,
    done: [] as DoneLine[],
    said: '',
    problem: '',
    busy: false,
  },

  onLoad() {
    Object.assign(inner, { asking: null, work: null, beside: NOTHING, seenAt: 0 })
  },

  async onShow() {
    refreshing.start(() => void this.refresh(false))
    this.setData({ done: recent() }) // at once, so that nothing moves under the finger later
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
    this.setData({ guest, ...(guest ? { loading: false, day: null } : {}) })
    if (guest) return
    if (inner.asking) await inner.asking
    inner.asking ??= this.ask(fresh).finally(() => {
      inner.asking = null
    })
    return inner.asking
  },

  async ask(fresh: boolean) {
    try {
      const work = await workToday(fresh)
      if (inner.work === null) void keepWhere()
      const beside = await asked(work, fresh)
      Object.assign(inner, { work, beside, seenAt: clock.now() })
      this.setData({ failed: '', age: '' })
      this.render()
    } catch (error) {
      const failure = asFailure(error)
      if (leftWork(failure)) return
      this.setData({ failed: failure.title, age: ageOf(failure, inner.seenAt), loading: false })
    }
  },

  render() {
    if (!inner.work) return
    const now = clock.now()
    this.setData({ date: dayWords(localDate(now), now), day: dayOf(inner.work, inner.beside), done: recent(), loading: false })
  },

  confirmAll() {
    void act(this, () => confirmAll(pilesOf(inner.beside.pending).normal))
  },

  undo(event: WechatMiniprogram.TouchEvent) {
    const { key } = event.currentTarget.dataset as { key: string }
    void act(this, () => takeBack(key))
  },

  async signIn() {
    try {
      await asPerson({ why: h.why }, () => this.refresh(false))
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  again() {
    this.setData({ loading: !this.data.day })
    void this.refresh(true)
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { url } = event.currentTarget.dataset as { url: string }
    wx.navigateTo({ url })
  },
})

/** Hours and objections, where they may be this person's: the day's work counts them only together. */
async function asked(work: Work, fresh: boolean): Promise<Beside> {
  const objections = await openObjections(fresh).then((found) => found.length, notTheirs)
  if (objections === null || work.hours_pending === 0) return { ...NOTHING, objections }
  const [pending, seconds] = await Promise.all([waitingHours('pending', fresh), waitingHours('awaiting_second', fresh)])
  return { pending, seconds: seconds.filter(mine).length, objections }
}

/** A keeper's day has no hours: that refusal is no failure. */
function notTheirs(error: unknown): null {
  if (asFailure(error).status === 403) return null
  throw error
}

function mine({ actions }: Queued): boolean {
  return actions.includes('confirm')
}

async function keepWhere(): Promise<void> {
  const found = await me().catch(() => null)
  const role = found?.roles[0]
  if (role) keepScope(role.scope_name)
}
