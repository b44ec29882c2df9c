/** 今天的工作: what waits for whoever holds a role, the normal hours at one tap, today's shifts. */
import { clock } from '../../../../core/http'
import { type Queued, waitingHours } from '../../../../services/confirming'
import { myReach } from '../../../../services/leading'
import { type Work, workToday } from '../../../../services/work'
import { words } from '../../../../texts/pages'
import { cwords } from '../../../../texts/staff-community'
import { hwords } from '../../../../texts/staff-hours'
import { dayOf as dayWords } from '../../../../utils/shift-words'
import { localDate } from '../../../../utils/time'
import { act } from '../../acting'
import { pilesOf } from '../../confirming'
import { answerLost, confirmAll, recent, takeBack } from '../../deciding'
import { keepScope } from '../../leaving'
import { createWorkLooking } from '../../looking'
import type { DoneLine } from '../../undoing'
import { type Beside, type Day, dayOf } from './listing'

const NOTHING: Beside = { pending: [], seconds: 0, leads: null }
const looking = createWorkLooking({ day: null }, theDay)

Page({
  data: {
    w: words,
    t: hwords,
    c: cwords,
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
    looking.begin()
  },

  onShow(): Promise<void> {
    this.setData({ done: recent() }) // at once, so that nothing moves under the finger later
    return looking.show(this)
  },

  onHide() {
    looking.stop()
  },

  onUnload() {
    looking.stop()
  },

  async onPullDownRefresh() {
    await this.refresh(true)
    wx.stopPullDownRefresh()
  },

  refresh(fresh: boolean): Promise<void> {
    return looking.look(this, fresh)
  },

  render() {
    const { found } = looking
    if (!found) return
    const now = clock.now()
    this.setData({ date: dayWords(localDate(now), now), day: dayOf(found.work, found.beside), done: recent() })
  },

  confirmAll() {
    const { found } = looking
    if (found) void act(this, () => confirmAll(pilesOf(found.beside.pending).normal))
  },

  undo(event: WechatMiniprogram.TouchEvent) {
    const { key } = event.currentTarget.dataset as { key: string }
    void act(this, () => takeBack(key))
  },

  signIn(): Promise<void> {
    return looking.signIn(this)
  },

  again() {
    looking.again(this)
  },

  open(event: WechatMiniprogram.TouchEvent) {
    const { url } = event.currentTarget.dataset as { url: string }
    wx.navigateTo({ url })
  },
})

async function theDay(fresh: boolean): Promise<{ work: Work; beside: Beside }> {
  await answerLost()
  const known = looking.found?.beside
  const [work, { leads, communities }] = await Promise.all([workToday(fresh), known && known.leads !== null ? known : leadsOf()])
  return { work, beside: { ...(await hoursBeside(work, fresh)), leads, communities } }
}

async function hoursBeside(work: Work, fresh: boolean): Promise<Beside> {
  if (work.hours_pending === 0) return NOTHING
  const [pending, seconds] = await Promise.all([waitingHours('pending', fresh), waitingHours('awaiting_second', fresh)])
  return { pending, seconds: seconds.filter(mine).length, leads: null }
}

function mine({ actions }: Queued): boolean {
  return actions.includes('confirm')
}

/** Whether they have shifts to manage, and communities, kept with where they work. Null: it did not come. */
async function leadsOf(): Promise<Pick<Beside, 'leads' | 'communities'>> {
  const found = await myReach().catch(() => null)
  if (!found) return { leads: null }
  const [role] = found.roles
  if (role) keepScope(role.scope_name)
  return { leads: found.reach.length > 0, communities: found.reach.some(({ query }) => 'area' in query) }
}
