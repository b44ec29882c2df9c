/** 每月核对: what riders read of the station, line by line; one tap says that a line is right. Ticks are a draft at once. */
import { newKey } from '../../../../core/calling'
import { clock } from '../../../../core/http'
import { asFailure } from '../../../../core/problem'
import { drafts } from '../../../../services/drafts'
import { verify } from '../../../../services/keeping'
import { asPerson, isSignedIn } from '../../../../services/person'
import { station, type StationDetail } from '../../../../services/station'
import { keepingTexts, keepingWords } from '../../../../texts/keeping'
import { keepingFiles as f, keepingFilesWords } from '../../../../texts/keeping-files'
import { words } from '../../../../texts/pages'
import { type Line, linesOf } from './lines'

/** `key`: of a sending that got no answer; the same lines go out again under it. */
const inners = new WeakMap<object, { detail: StationDetail | null; key: string }>()

Page({
  data: {
    t: { ...words, ...keepingWords },
    f: keepingFilesWords,
    code: '',
    name: '',
    lines: [] as Line[],
    checked: [] as string[],
    send: '',
    drafted: false,
    problem: '',
    said: '',
    busy: false,
    guest: false,
    loading: true,
    failed: '',
  },

  onLoad(options: { code?: string }) {
    inners.set(this, { detail: null, key: '' })
    this.setData({ code: (options.code ?? '').toUpperCase() })
  },

  /** Also on return from the page where a line was put right. */
  async onShow() {
    await this.load(false)
  },

  draftName(): string {
    return `verify-${this.data.code}`
  },

  async load(fresh: boolean) {
    if (!isSignedIn()) return this.setData({ guest: true, loading: false })
    try {
      const detail = await station(this.data.code, fresh)
      if (!detail.actions.includes('verify')) return this.setData({ failed: keepingTexts.notAllowed, loading: false })
      const draft = drafts.read<string[]>(this.draftName())
      this.setData({ drafted: draft !== null && !this.data.name, guest: false, failed: '' })
      this.show(detail, draft ?? [])
    } catch (error) {
      const failure = asFailure(error)
      this.setData({ failed: failure.status === 404 ? keepingTexts.notAllowed : failure.title, guest: false, loading: false })
    }
  },

  show(detail: StationDetail, checked: string[]) {
    inners.get(this)!.detail = detail
    this.setData({
      name: detail.name,
      checked,
      lines: linesOf(detail, checked, clock.now()),
      send: checked.length ? f.send(checked.length) : '',
      loading: false,
    })
  },

  turn(event: WechatMiniprogram.TouchEvent) {
    const { fact } = event.currentTarget.dataset as { fact: string }
    const inner = inners.get(this)!
    const { detail } = inner
    inner.key = ''
    const checked = this.data.checked.includes(fact) ? this.data.checked.filter((one) => one !== fact) : [...this.data.checked, fact]
    if (checked.length) drafts.keep(this.draftName(), checked)
    else drafts.drop(this.draftName())
    this.setData({ problem: '', said: '', drafted: false })
    if (detail) this.show(detail, checked)
  },

  async sendAll() {
    const inner = inners.get(this)!
    const { detail } = inner
    if (!detail || this.data.busy) return
    if (!this.data.checked.length) return this.setData({ problem: f.nothing })
    this.setData({ busy: true, problem: '', said: '' })
    try {
      inner.key ||= newKey()
      const after = await verify(this.data.code, this.data.checked, detail.version, inner.key)
      inner.key = ''
      drafts.drop(this.draftName())
      this.setData({ said: f.sent, drafted: false })
      this.show(after, [])
    } catch (error) {
      const failure = asFailure(error)
      if (failure.kind === 'problem') inner.key = ''
      const current = failure.body?.['current'] as StationDetail | undefined
      this.setData({ problem: current ? f.changed : failure.title })
      if (current) this.show(current, this.data.checked)
    }
    this.setData({ busy: false })
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
  },

  mend(event: WechatMiniprogram.TouchEvent) {
    const { page } = event.currentTarget.dataset as { page: string }
    wx.navigateTo({ url: `/packages/keeper/pages/${page}/${page}?code=${this.data.code}` })
  },

  async signIn() {
    const done = await asPerson({ why: f.whySignIn }, async () => true).catch(() => null)
    if (done) await this.load(false)
  },

  again() {
    void this.load(true)
  },
})
