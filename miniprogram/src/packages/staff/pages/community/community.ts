/**
 * 我的社区: what its staff do for a community. News is written, changed and taken away; who reported in and who holds a
 * volunteer role is looked at by a tap only, for each look leaves a line with everybody on the list.
 */
import { clock, storage } from '../../../../core/http'
import { asFailure, type Failure } from '../../../../core/problem'
import { community, type Community } from '../../../../services/communities'
import { allNews, dropNews, myCommunities, type News, type Place } from '../../../../services/community-work'
import { drafts } from '../../../../services/drafts'
import { accountNo } from '../../../../services/person'
import { words } from '../../../../texts/pages'
import { c, cwords, ROLES, TERMS } from '../../../../texts/staff-community'
import { behind, refreshed } from '../../../../utils/paging'
import { once } from '../../deciding'
import { faultsOf } from '../../faults'
import { endWork, keepScope, leftWork, leftWorkOrGone, SCOPE } from '../../leaving'
import { createWorkLooking } from '../../looking'
import { actFailed } from '../../once'
import { draftName, emptyForm, type Form, formOf, formWords, type FormWords, isAsWritten, isNew, lacking, standsNow, stepped } from './form'
import { begin as beginPeople, goneIsDone, invite, NO_PEOPLE, offer, revoke, roleOf, seeMembers, seeRoles } from './holding'
import { type Invitation, nameOf } from './people'
import { sendForm } from './sending'
import { type View, viewOf } from './viewing'

interface Found {
  /** whoever holds no role here */
  nobody: boolean
  places: Place[]
  card: Community | null
  news: News[]
  cursor: string | null
}

/** Which community was looked at last, and by whom; its name begins with `staff-`, so it goes when the work ends. */
const LAST = 'staff-community'

const inner = { code: '', form: null as Form | null, current: null as News | null }
/** The page that stands now: what one left before it sent is answered here. */
let standing: { taken(made: News, sent: Form): void; refused(failure: Failure, sent: Form): Promise<void> } | null = null
const looking = createWorkLooking<Found>({ view: null }, theWork, { why: c.why, gone: c.gone })

Page({
  data: {
    w: words,
    t: cwords,
    kinds: ROLES,
    terms: TERMS,
    guest: false,
    loading: true,
    failed: '',
    age: '',
    notStaff: false,
    choosing: false,
    places: [] as Place[],
    view: null as View | null,
    said: '',
    problem: '',
    busy: '',
    // the form of news
    form: null as FormWords | null,
    texts: { title: '', body: '' },
    room: true,
    faults: [] as string[],
    clash: [] as string[],
    // people
    ...NO_PEOPLE,
  },

  onLoad({ code }: { code?: string }) {
    Object.assign(inner, { code: code ?? '', form: null, current: null })
    beginPeople(inner.code)
    looking.begin()
    standing = this
  },

  onShow(): Promise<void> {
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
    if (found.nobody && storage.get<string>(SCOPE) !== null) return endWork()
    const { nobody: notStaff, places, card } = found
    this.setData({ notStaff, places, choosing: !card, view: card && viewOf(card, found, unsent(), clock.now()) })
  },

  // --- which community

  chooseOther() {
    inner.code = ''
    beginPeople('')
    storage.remove(LAST)
    looking.begin() // what is on its way is of the one that is left
    this.setData({ choosing: true, view: null, said: '', problem: '' })
    void this.refresh(false)
  },

  choose(event: WechatMiniprogram.TouchEvent) {
    const { code } = event.currentTarget.dataset as { code: string }
    inner.code = code
    beginPeople(code)
    storage.set(LAST, { account: accountNo(), code })
    looking.begin() // what is on its way is of another
    this.setData({ ...NO_PEOPLE, choosing: false, loading: true, view: null })
    void this.refresh(false)
  },

  // --- news

  async moreNews() {
    const { found } = looking
    if (!found?.cursor) return
    const { code } = inner
    await this.run('more', async () => {
      const part = await allNews(code, found.cursor, false)
      if (code !== inner.code) return // another community stands there now
      if (looking.found) Object.assign(looking.found, { news: behind(looking.found.news, part.items, ({ id }) => id), cursor: part.next_cursor })
      this.render()
    })
  },

  write() {
    this.begin(drafts.read<Form>(draftName(inner.code, null)) ?? emptyForm(inner.code, clock.now()))
  },

  change(event: WechatMiniprogram.TouchEvent) {
    const there = newsOf(event)
    if (!there) return
    const form = drafts.read<Form>(draftName(inner.code, there.id)) ?? formOf(inner.code, there)
    this.begin(form)
    if (form.version !== there.version) this.overtaken(there)
  },

  goOn(event: WechatMiniprogram.TouchEvent) {
    const { name } = event.currentTarget.dataset as { name: string }
    const form = drafts.read<Form>(name)
    const there = looking.found?.news.find(({ id }) => id === form?.id)
    if (form) this.begin(form)
    if (form && there && form.version !== there.version) this.overtaken(there)
  },

  begin(form: Form) {
    Object.assign(inner, { form, current: null })
    const { title, body } = form
    this.setData({ texts: { title, body }, faults: [], clash: [], said: '', problem: '', room: true, form: formWords(form, clock.now()) })
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
  },

  /** Each change is on the phone before anything else. */
  keep(form: Form) {
    inner.form = form
    this.setData({ room: drafts.keep(draftName(form.code, form.id), form), faults: [], form: formWords(form, clock.now()) })
  },

  type(event: WechatMiniprogram.Input) {
    const { field } = event.currentTarget.dataset as { field: 'title' | 'body' }
    if (inner.form) this.keep({ ...inner.form, [field]: event.detail.value })
  },

  step(event: WechatMiniprogram.TouchEvent) {
    const { side, days } = event.currentTarget.dataset as { side: 'from' | 'to'; days: number }
    if (inner.form) this.keep(stepped(inner.form, side, days))
  },

  async send() {
    const { form } = inner
    if (!form || this.data.busy) return
    const faults = lacking(form)
    this.setData({ faults })
    if (faults.length) return
    this.setData({ busy: 'send', clash: [] })
    const sent = { form }
    try {
      const made = await sendForm(form, (noted) => this.keep((sent.form = noted)))
      standing!.taken(made, sent.form)
    } catch (error) {
      await standing!.refused(asFailure(error), sent.form)
    } finally {
      this.setData({ busy: '' })
    }
  },

  /** It is there. Whoever wrote on while it was on its way goes on with that. */
  taken(made: News, sent: Form) {
    drafts.drop(draftName(sent.code, sent.id))
    const { form } = inner
    const found = looking.found
    if (sent.code !== inner.code) return
    if (found) found.news = isNew(sent) ? behind([made], found.news, ({ id }) => id) : found.news.map((one) => (one.id === made.id ? made : one))
    if (form && !isSame(form, sent)) return this.render()
    if (form && form !== sent && !isAsWritten(form, made)) {
      this.keep({ ...form, id: made.id, anew: false, version: made.version, sent: null })
      return this.setData({ faults: [c.writtenOn] })
    }
    this.close(isNew(sent) ? c.published : c.saved)
    wx.vibrateShort({ type: 'medium' })
    void this.refresh(true)
  },

  async refused(failure: Failure, sent: Form) {
    const current = failure.body?.['current'] as News | undefined
    const written = (): Form | null => (inner.form && isSame(inner.form, sent) ? inner.form : null)
    if (failure.status === 412 && current) return written() ? this.overtaken(current) : undefined
    if (await leftWorkOrGone(failure)) return
    const form = written()
    if (!form) return // it lies on the phone, and is sent from there
    if (failure.status === 404 && !isNew(form)) return this.isGone(form)
    this.setData({ faults: failure.kind === 'problem' ? faultsOf(failure) : [actFailed(failure)] })
  },

  /** Somebody took it away: what was written can go out anew. */
  isGone(form: Form) {
    this.keep({ ...form, anew: true, version: 0, sent: null })
    this.setData({ faults: [c.newsGone] })
  },

  /** Somebody else was first, unless what stands there is what was written here: an answer that was lost on its way. */
  overtaken(current: News) {
    const { form } = inner
    if (!form) return
    if (isAsWritten(form, current)) return this.taken(current, form)
    inner.current = current
    drafts.keep(draftName(form.code, form.id), form)
    this.setData({ clash: standsNow(current, clock.now()) })
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
  },

  takeMine() {
    if (!inner.form || !inner.current) return
    this.keep({ ...inner.form, version: inner.current.version })
    void this.send()
  },

  takeTheirs() {
    if (!inner.form || !inner.current) return
    drafts.drop(draftName(inner.form.code, inner.form.id))
    this.begin(formOf(inner.form.code, inner.current))
  },

  giveUp() {
    if (!inner.form || this.data.busy) return
    this.sure(c.giveUpAsk, c.giveUpText, c.giveUpYes, () => {
      if (inner.form) drafts.drop(draftName(inner.form.code, inner.form.id))
      this.close('')
    })
  },

  later() {
    if (!this.data.busy) this.close('')
  },

  close(said: string) {
    Object.assign(inner, { form: null, current: null })
    this.setData({ form: null, said, problem: '' })
    this.render()
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
  },

  drop(event: WechatMiniprogram.TouchEvent) {
    const there = newsOf(event)
    if (!there || this.data.busy) return
    this.sure(c.dropAsk, c.dropText(there.title), c.drop, () => void this.dropNow(there))
  },

  async dropNow({ id }: News) {
    const { code } = inner
    await this.run('drop', async () => {
      await once(`drop-news:${id}`, (key) => dropNews(id, key)).catch(goneIsDone)
      drafts.drop(draftName(code, id))
      if (code !== inner.code) return
      if (looking.found) looking.found.news = looking.found.news.filter((one) => one.id !== id)
      this.tell(c.dropped)
    })
  },

  // --- who reported in, and volunteer roles

  seeMembers(): Promise<void> {
    return this.run('members', () => seeMembers(this, inner.code))
  },

  seeRoles(): Promise<void> {
    return this.run('roles', () => seeRoles(this, inner.code))
  },

  turnInviting() {
    this.setData({ inviting: !this.data.inviting, said: '', problem: '' })
  },

  invite(event: WechatMiniprogram.Input) {
    const { field, value = event.detail.value } = event.currentTarget.dataset as { field: keyof Invitation; value?: string | number }
    invite(this, field, value)
  },

  offer(): Promise<void> {
    return this.run('offer', () => offer(this, inner.code))
  },

  revoke(event: WechatMiniprogram.TouchEvent) {
    const role = roleOf((event.currentTarget.dataset as { id: number }).id)
    if (!role || this.data.busy) return
    const [ask, yes] = role.state === 'offered' ? [c.takeBackAsk, c.takeBack] : [c.endAsk, c.endShort]
    this.sure(ask, c.revokeText(nameOf(role), role.name), yes, () => void this.run('revoke', () => revoke(this, role)))
  },

  // --- what acts share

  /** One at a time; what would not do is said on top, unless another community stands there by then. */
  async run(busy: string, act: () => Promise<void>) {
    if (this.data.busy) return
    const { code } = inner
    this.setData({ busy, said: '', problem: '' })
    try {
      await act()
    } catch (error) {
      const failure = asFailure(error)
      if (!leftWork(failure) && code === inner.code) this.tell('', failure.kind === 'problem' ? faultsOf(failure).join(' ') : actFailed(failure))
    } finally {
      this.setData({ busy: '' })
    }
  },

  tell(said: string, problem = '') {
    this.setData({ said, problem })
    this.render()
    wx.pageScrollTo({ scrollTop: 0, duration: 0 })
  },

  sure(title: string, content: string, yes: string, act: () => void) {
    wx.showModal({ title, content, confirmText: yes.slice(0, 4), cancelText: c.keepIt, success: ({ confirm }) => (confirm ? act() : undefined) })
  },

  signIn(): Promise<void> {
    return looking.signIn(this)
  },

  again() {
    looking.again(this)
  },

  home() {
    wx.switchTab({ url: '/pages/nearest/nearest' })
  },
})

async function theWork(fresh: boolean): Promise<Found> {
  const { roles, places } = await myCommunities()
  if (roles[0]) keepScope(roles[0].scope_name)
  const found: Found = { nobody: roles.length === 0, places, card: null, news: [], cursor: null }
  if (!inner.code) beginPeople((inner.code = kept(places)))
  const { code } = inner
  if (!code || found.nobody) return found
  const [card, { items, next_cursor }] = await Promise.all([community(code, fresh), allNews(code, null, fresh)])
  const before = looking.found
  const { items: news, cursor } = refreshed(items, next_cursor, before?.news ?? [], before?.cursor ?? null)
  return { ...found, card, news, cursor }
}

/** The only one, or the one looked at last; empty: to be chosen. */
function kept(places: readonly Place[]): string {
  if (places.length === 1) return places[0]!.code
  const last = storage.get<{ account: string | null; code: string }>(LAST)
  return last?.account === accountNo() && places.some(({ code }) => code === last.code) ? last.code : ''
}

/** What was begun here and not sent. */
function unsent(): { name: string; title: string }[] {
  return drafts.names(draftName(inner.code, null).replace(/new$/, '')).map((name) => ({ name, title: drafts.read<Form>(name)?.title ?? '' }))
}

/** The same news, whatever was written on it since. */
function isSame(one: Form, other: Form): boolean {
  return draftName(one.code, one.id) === draftName(other.code, other.id)
}

function newsOf(event: WechatMiniprogram.TouchEvent): News | undefined {
  const { id } = event.currentTarget.dataset as { id: number }
  return looking.found?.news.find((one) => one.id === id)
}
