/** 异议: what riders say against a decision on their hours; checked, put right where it was wrong, and answered in words. */
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { answerObjection, type ObjectionInQueue, openObjections } from '../../../../services/confirming'
import { drafts } from '../../../../services/drafts'
import { asPerson, isSignedIn } from '../../../../services/person'
import { words } from '../../../../texts/pages'
import { h, hwords } from '../../../../texts/staff-hours'
import { createRefreshing } from '../../../../utils/refreshing'
import { once } from '../../deciding'
import { leftWork } from '../../leaving'
import { actFailed } from '../../once'
import { ageOf } from '../../waiting'
import { draftName, type ObjectionRow, objectionRows } from './answering'

interface Inner {
  asking: Promise<void> | null
  items: ObjectionInQueue[] | null
  seenAt: number
}

const inner: Inner = { asking: null, items: null, seenAt: 0 }
const refreshing = createRefreshing()

Page({
  data: {
    w: words,
    t: hwords,
    guest: false,
    loading: true,
    failed: '',
    age: '',
    known: false,
    rows: [] as ObjectionRow[],
    said: '',
    problem: '',
    busy: false,
  },

  onLoad() {
    Object.assign(inner, { asking: null, items: null, seenAt: 0 })
  },

  async onShow() {
    refreshing.start(() => void this.refresh(false))
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
    this.setData({ guest, ...(guest ? { loading: false, known: false } : {}) })
    if (guest) return
    if (inner.asking) await inner.asking
    inner.asking ??= this.ask(fresh).finally(() => {
      inner.asking = null
    })
    return inner.asking
  },

  async ask(fresh: boolean) {
    try {
      Object.assign(inner, { items: await openObjections(fresh), seenAt: clock.now() })
      this.setData({ failed: '', age: '' })
      this.render()
    } catch (error) {
      const failure = asFailure(error)
      if (leftWork(failure)) return
      this.setData({ failed: failure.title, age: ageOf(failure, inner.seenAt), loading: false })
    }
  },

  render() {
    if (!inner.items) return
    this.setData({ rows: objectionRows(inner.items, begun, clock.now()), known: true, loading: false })
  },

  /** Kept at once; the field shows what is typed by itself. */
  type(event: WechatMiniprogram.Input) {
    const { id } = event.currentTarget.dataset as { id: number }
    drafts.keep(draftName(id), event.detail.value)
  },

  async send(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    const text = begun(id).trim()
    if (this.data.busy) return
    if (!text) {
      wx.pageScrollTo({ scrollTop: 0, duration: 0 })
      return this.setData({ said: '', problem: h.writeFirst })
    }
    this.setData({ busy: true, said: '', problem: '' })
    try {
      await once(`objection:${id}:${text}`, (key) => answerObjection(id, text, key))
      drafts.drop(draftName(id))
      inner.items = inner.items?.filter((one) => one.id !== id) ?? null
      this.setData({ said: h.answered })
      wx.pageScrollTo({ scrollTop: 0, duration: 0 })
      this.render()
    } catch (error) {
      const failure = asFailure(error)
      if (leftWork(failure)) return
      this.setData({ problem: actFailed(failure) })
      wx.pageScrollTo({ scrollTop: 0, duration: 0 }) // where it is said
    } finally {
      this.setData({ busy: false })
    }
    await this.refresh(true)
  },

  fix(event: WechatMiniprogram.TouchEvent) {
    const { id } = event.currentTarget.dataset as { id: number }
    wx.navigateTo({ url: `/packages/staff/pages/confirm-one/confirm-one?id=${id}` })
  },

  async signIn() {
    try {
      await asPerson({ why: h.why }, () => this.refresh(false))
    } catch (error) {
      this.setData({ failed: asFailure(error).title })
    }
  },

  again() {
    this.setData({ loading: !this.data.known })
    void this.refresh(true)
  },
})

function begun(id: number): string {
  return drafts.read<string>(draftName(id)) ?? ''
}
