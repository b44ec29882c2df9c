/** 我的社区: which community, news that is written, changed and taken away, who reported in, volunteer roles. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, test } from 'node:test'
import { bodyOf, emptyForm, formWords, newsLines, stepped } from '../../src/packages/staff/pages/community/form'
import { endsOn, memberLines } from '../../src/packages/staff/pages/community/people'
import { type Asked, asked, next as nextOf, pageOf, settle, type Shown } from './opened'
import { at } from './support'

const card = JSON.parse(readFileSync(new URL('./answers.people.json', import.meta.url), 'utf8'))['/communities/{area_code}']
const open = await pageOf(() => import('../../src/packages/staff/pages/community/community'))
const { drafts } = await import('../../src/services/drafts')
const { storage } = await import('../../src/core/http')

/** The next request that begins so, but for one that waits on. */
async function next(path: string, but?: Asked): Promise<Asked> {
  if (!but) return nextOf(path)
  await settle()
  return asked.find((one) => one !== but && one.path.startsWith(path))!
}

const NOW = at('2026-11-26T12:00:00')
const CODE = '652701001001'
const TOWN = { role: 'community_staff', scope_kind: 'area', scope_code: '652701001', scope_name: '青得里街道' }
const area = (code: string, level: string, more = {}) => ({ ...card.area, code, level, short_name: `社区${code.slice(-1)}`, in_programme: true, ...more })
const STAFF = ['announce', 'see_members', 'offer_role']
const NEWS = { id: 5, title: '停水', body: '明天停水', from: '2026-11-26T00:00:00+08:00', to: '2099-12-03T00:00:00+08:00', state: 'shown', version: 2 }
const GONE = { type: '/problems/not-found', title: '没有找到', status: 404 }

let question: { title: string; success(found: { confirm: boolean }): void } | null = null
Object.assign((globalThis as unknown as { wx: object }).wx, { showModal: (asks: typeof question) => (question = asks) })

beforeEach(() => {
  for (const name of drafts.names('')) drafts.drop(name)
  storage.remove('staff-community')
  question = null
})
afterEach(async () => {
  for (let one = asked[0]; one; one = asked[0]) await one.answer(GONE, 404)
})

/** The page on a community that its staff opened from a link. */
async function page(news: object[] = [NEWS], actions = STAFF): Promise<Shown> {
  const found = open({ code: CODE })
  void found['onShow']()
  await look(news, actions)
  return found
}

async function look(news: object[], actions = STAFF, cursor: string | null = null): Promise<void> {
  await (await next('/me')).answer({ roles: [TOWN] })
  await places()
  await (await next(`/communities/${CODE}?`).catch(() => next(`/communities/${CODE}`))).answer({ ...card, actions })
  await (await next(`/communities/${CODE}/announcements`)).answer({ items: news, next_cursor: cursor })
}

/** 换一个社区, and the other's page comes. */
async function change(on: Shown, code: string, news: object[]): Promise<void> {
  const come = async (path: string, body: object): Promise<void> => {
    await settle()
    for (const one of asked.filter((found) => found.method === 'GET' && found.path.startsWith(path))) await one.answer(body)
  }
  on['chooseOther']()
  tap(on, 'choose', { code })
  await come('/me', { roles: [TOWN] })
  await places()
  await come(`/communities/${code}/announcements`, { items: news, next_cursor: 'd' })
  await come(`/communities/${code}`, { ...card, actions: STAFF })
}

/** Asked once while the app is open. */
async function places(): Promise<void> {
  await settle()
  const own = asked.find(({ path }) => path === '/areas/652701001')
  if (!own) return
  await own.answer(area('652701001', 'township'))
  await (await next('/areas?')).answer({ items: [area(CODE, 'community'), area('652701001002', 'community'), area('652701001003', 'community', { in_programme: false })], next_cursor: null })
}

const tap = (on: Shown, name: string, dataset: object = {}) => on[name]({ currentTarget: { dataset } })
const type = (on: Shown, field: string, value: string) => on['type']({ currentTarget: { dataset: { field } }, detail: { value } })

test('news runs from this morning for a week; a later beginning moves the end, which stays behind it', () => {
  const form = emptyForm(CODE, NOW)
  assert.deepEqual(bodyOf(form), { title: '', body: '', from: '2026-11-25T16:00:00.000Z', to: '2026-12-02T16:00:00.000Z' })
  assert.match(formWords(form, NOW).to, /12月2日/, 'the last whole day, not the midnight after it')
  assert.equal(stepped(form, 'from', 1).to - form.to, 86_400_000)
  assert.equal(stepped(form, 'to', -7), form)
})

test('a line says whether it is shown, still to come or over, and until when', () => {
  const lines = newsLines([
    { ...NEWS, to: '2026-12-03T00:00:00+08:00' }, { ...NEWS, from: '2026-11-28T00:00:00+08:00', state: 'upcoming' }, { ...NEWS, to: '2026-11-20T18:00:00+08:00', state: 'past' },
  ] as Parameters<typeof newsLines>[0], NOW)
  assert.match(lines[0]!.when, /正在显示，到.*12月2日/)
  assert.match(lines[1]!.when, /还没开始.*11月28日.*起/)
  assert.match(lines[2]!.when, /已经结束.*11月20日 18:00/)
  assert.deepEqual(lines.map(({ tone }) => tone), ['good', 'warn', 'off'])
})

test('a term ends on the same day of a later month, on its last where that has none; the longest is left to the service', () => {
  assert.equal(endsOn(3, NOW), '2027-02-26')
  assert.equal(endsOn(3, at('2026-11-30T12:00:00')), '2027-02-28')
  assert.equal(endsOn(6, at('2026-08-31T00:30:00')), '2027-02-28', 'the day in Beijing')
  assert.equal(endsOn(12, NOW), null)
})

test('a member is a name, a kind and a day', () => {
  assert.deepEqual(memberLines([{ display_name: '小哥', kind: 'work', joined_on: '2026-11-20' }]), [{ key: 0, name: '小哥', about: '常在这里跑单，2026年11月20日报到' }])
})

test('of several communities one is chosen, remembered, and changed again; those outside the programme are not offered', async () => {
  const found = open({})
  void found['onShow']()
  await (await next('/me')).answer({ roles: [TOWN] })
  await places()
  assert.deepEqual([found.data['choosing'], found.data['places'].map(({ code }: { code: string }) => code)], [true, [CODE, '652701001002']])
  tap(found, 'choose', { code: CODE })
  await look([NEWS])
  assert.deepEqual([found.data['choosing'], found.data['view'].news.length], [false, 1])
  const again = open({})
  void again['onShow']()
  await look([NEWS])
  assert.equal(again.data['choosing'], false)
  again['chooseOther']()
  await (await next('/me')).answer({ roles: [TOWN] })
  assert.deepEqual([again.data['choosing'], again.data['view']], [true, null], 'a look does not choose again by itself')
})

test('whoever has no role, none here, or may only write, is shown just that', async () => {
  const rider = open({ code: CODE })
  void rider['onShow']()
  storage.remove('staff-scope')
  await (await next('/me')).answer({ roles: [] })
  assert.deepEqual([rider.data['notStaff'], rider.data['loading'], asked.length], [true, false, 0])
  const { view: town } = (await page([NEWS], ['announce'])).data
  assert.deepEqual([town.writes, town.sees, town.offers, town.nothing], [true, false, false, false])
  assert.equal((await page([NEWS], ['report_in'])).data['view'].nothing, true)
})

test('news left half written is on the phone, goes on where it was, and leaves once however often its answer is lost', async () => {
  const found = await page([])
  found['write']()
  await found['send']()
  assert.deepEqual([found.data['faults'].length, asked.length], [2, 0])
  type(found, 'title', '停水')
  const later = await page([])
  assert.equal(later.data['view'].unsent[0].title, '停水')
  tap(later, 'goOn', { name: later.data['view'].unsent[0].name })
  type(later, 'body', '明天停水')
  void later['send']()
  const first = await next(`/communities/${CODE}/announcements`)
  await first.lose()
  await (await next(`/communities/${CODE}/announcements`)).lose() // tried once more by itself
  assert.deepEqual([later.data['busy'], later.data['faults'].length], ['', 1])
  void later['send']()
  const again = await next(`/communities/${CODE}/announcements`)
  assert.deepEqual([again.method, again.key, again.body!['title']], ['POST', first.key, '停水'])
  await again.answer(NEWS, 201)
  assert.deepEqual([later.data['form'], drafts.names('news:'), later.data['view'].news[0].id], [null, [], 5])
  assert.notEqual(later.data['said'], '')
})

test('what is written on while news is on its way is not lost, and changes what is there now', async () => {
  const found = await page([])
  found['write']()
  type(found, 'title', '停水')
  type(found, 'body', '明天停水')
  void found['send']()
  const sending = await next(`/communities/${CODE}/announcements`)
  type(found, 'body', '明天停水，后天也停')
  await sending.answer(NEWS, 201)
  assert.notEqual(found.data['form'], null)
  assert.deepEqual(drafts.names('news:'), [`news:${CODE}:5`])
  void found['send']()
  const change = await next('/announcements/5')
  assert.deepEqual([change.method, change.version, change.body!['body']], ['PUT', '"2"', '明天停水，后天也停'])
})

test('what is answered after its page was left and opened again is answered there', async () => {
  const sent = async (): Promise<[Shown, Asked]> => {
    const left = await page([])
    left['write']()
    type(left, 'title', '停水')
    type(left, 'body', '明天停水')
    void left['send']()
    const sending = await next(`/communities/${CODE}/announcements`)
    left['onUnload']()
    const again = open({ code: CODE })
    void again['onShow']()
    await (await next('/me')).answer({ roles: [TOWN] })
    await (await next(`/communities/${CODE}`, sending)).answer({ ...card, actions: STAFF })
    await (await next(`/communities/${CODE}/announcements`, sending)).answer({ items: [], next_cursor: null })
    return [again, sending]
  }
  const name = `news:${CODE}:new`
  const [same, first] = await sent()
  tap(same, 'goOn', { name })
  await first.answer({ ...NEWS, ...first.body }, 201)
  assert.deepEqual([same.data['form'], same.data['said'] !== '', drafts.names('news:')], [null, true, []])
  const [on, second] = await sent()
  tap(on, 'goOn', { name })
  type(on, 'body', '明天停水，后天也停')
  await second.answer({ ...NEWS, ...second.body }, 201)
  assert.deepEqual([on.data['form'].isNew, on.data['faults'].length, drafts.names('news:')], [false, 1, [`news:${CODE}:5`]])
  on['later']()
  drafts.drop(`news:${CODE}:5`)
  const [refused, third] = await sent()
  tap(refused, 'goOn', { name })
  await third.answer({ type: '/problems/invalid', title: '这样不行', status: 422 }, 422)
  assert.deepEqual([refused.data['form'] !== null, refused.data['faults'].length], [true, 1])
})

test('a change that was overtaken keeps what was written and shows what stands; either is taken by a tap', async () => {
  const found = await page()
  tap(found, 'change', { id: 5 })
  type(found, 'title', '明天停水')
  void found['send']()
  const change = await next('/announcements/5')
  assert.equal(change.version, '"2"')
  const theirs = { ...NEWS, title: '后天停水', version: 3 }
  await change.answer({ type: '/problems/stale-version', title: '刚有变化', status: 412, current: theirs }, 412)
  assert.equal(found.data['clash'][0], '后天停水')
  assert.equal(drafts.read<{ title: string }>(`news:${CODE}:5`)?.title, '明天停水')
  void found['takeMine']()
  const mine = await next('/announcements/5')
  assert.deepEqual([mine.version, mine.body!['title']], ['"3"', '明天停水'])
  assert.notEqual(mine.key, change.key)
  await mine.answer({ type: '/problems/stale-version', title: '刚有变化', status: 412, current: { ...theirs, version: 4 } }, 412)
  found['takeTheirs']()
  assert.deepEqual([found.data['texts'].title, found.data['clash'], drafts.names('news:')], ['后天停水', [], []])
})

test('a change whose answer was lost is no clash with itself', async () => {
  const found = await page()
  tap(found, 'change', { id: 5 })
  type(found, 'title', '明天停水')
  void found['send']()
  const there = { ...NEWS, title: '明天停水', version: 3 }
  await (await next('/announcements/5')).answer({ type: '/problems/stale-version', title: '刚有变化', status: 412, current: there }, 412)
  assert.deepEqual([found.data['form'], found.data['clash'], drafts.names('news:')], [null, [], []])
})

test('what a colleague took away meanwhile goes out anew, if one wants, and takes no other unsent one with it', async () => {
  const found = await page()
  found['write']()
  type(found, 'title', '还没写完')
  found['later']()
  tap(found, 'change', { id: 5 })
  type(found, 'title', '明天停水')
  void found['send']()
  await (await next('/announcements/5')).answer(GONE, 404)
  await (await next('/me')).answer({ roles: [TOWN] })
  assert.equal(found.data['form'].isNew, true)
  const [lost, other] = [`news:${CODE}:5`, `news:${CODE}:new`]
  assert.deepEqual(drafts.names('news:').sort(), [lost, other])
  assert.equal(drafts.read<{ title: string }>(other)?.title, '还没写完')
  found['later']()
  tap(found, 'goOn', { name: lost })
  void found['send']()
  const anew = await next(`/communities/${CODE}/announcements`)
  assert.deepEqual([anew.method, anew.body!['title']], ['POST', '明天停水'])
  await anew.answer({ ...NEWS, id: 6, title: '明天停水', version: 1 }, 201)
  assert.deepEqual([found.data['form'], drafts.names('news:'), found.data['view'].news[0].id], [null, [other], 6])
})

test('news is taken away after a question, and is gone where a colleague was first', async () => {
  const found = await page()
  tap(found, 'drop', { id: 5 })
  await settle()
  assert.equal(asked.length, 0, 'nothing goes before the yes')
  question!.success({ confirm: true })
  const drop = await next('/announcements/5')
  assert.equal(drop.method, 'DELETE')
  await drop.answer(GONE, 404)
  assert.deepEqual([found.data['view'].news, found.data['problem']], [[], ''])
})

test('what was asked of one community does not land in the one chosen since', async () => {
  const other = '652701001002'
  const shown = ({ data }: Shown) => [data['view'].news.map(({ id }: { id: number }) => id), data['view'].more, data['roles'], data['said'], data['problem'], data['busy']]
  const untouched = [[8], true, null, '', '', '']
  const found = open({ code: CODE })
  void found['onShow']()
  await look([NEWS], STAFF, 'c')
  void found['moreNews']()
  const more = await next(`/communities/${CODE}/announcements`)
  await change(found, other, [{ ...NEWS, id: 8 }])
  await more.answer({ items: [{ ...NEWS, id: 4 }], next_cursor: null })
  assert.deepEqual(shown(found), untouched)
  const acts: [string, () => void][] = [
    ['/announcements/5', () => tap(found, 'drop', { id: 5 })],
    ['/volunteer-roles/9', () => tap(found, 'revoke', { id: 9 })],
  ]
  for (const [path, act] of acts) {
    for (const status of [204, 503]) {
      await change(found, CODE, [NEWS])
      void found['seeRoles']()
      await (await next(`/communities/${CODE}/volunteer-roles`)).answer({ items: [OFFER], next_cursor: null })
      act()
      question!.success({ confirm: true })
      const late = await next(path)
      await change(found, other, [{ ...NEWS, id: 8 }])
      await late.answer({ title: '系统繁忙', status }, status)
      assert.deepEqual(shown(found), untouched, `${path} ${status}`)
    }
  }
})

test('lists of people are asked by a tap only, page by page, and go with their community', async () => {
  const found = await page()
  await settle()
  assert.deepEqual(asked.map(({ path }) => path), [], 'a look would leave lines')
  void found['seeMembers']()
  void found['seeMembers']()
  await settle()
  assert.equal(asked.length, 1)
  await asked[0]!.answer({ items: [{ display_name: '甲', kind: 'home', joined_on: '2026-11-20' }], next_cursor: 'c' })
  void found['seeMembers']()
  const more = await next(`/communities/${CODE}/members`)
  assert.match(more.path, /cursor=c/)
  await more.answer({ items: [{ display_name: '乙', kind: 'work', joined_on: '2026-11-19' }], next_cursor: null })
  assert.deepEqual(found.data['members'].map(({ name }: { name: string }) => name), ['甲', '乙'])
  tap(found, 'choose', { code: '652701001002' })
  assert.equal(found.data['members'], null)
  void found['seeMembers']()
  await (await next('/communities/652701001002/members')).answer({ items: [{ display_name: '丙', kind: 'work', joined_on: '2026-11-18' }], next_cursor: null })
  assert.deepEqual(found.data['members'].map(({ name }: { name: string }) => name), ['丙'])
})

const OFFER = {
  id: 9, kind: 'policy_guide', name: '政策宣讲员', area: card.area, state: 'offered', offered_at: '2026-11-26T02:00:00Z', answer_by: '2026-12-10T02:00:00Z',
  accepted_at: null, ends_on: '2027-11-26', account: 'YQ1', display_name: '小哥', actions: ['revoke'],
}

test('a rider is asked by their number, under one key until it is answered; a refusal keeps what was typed', async () => {
  const found = await page()
  await found['offer']()
  assert.deepEqual([found.data['problem'] !== '', asked.length], [true, 0])
  found['turnInviting']()
  found['invite']({ currentTarget: { dataset: { field: 'number' } }, detail: { value: ' yq1 ' } })
  tap(found, 'invite', { field: 'kind', value: 'policy_guide' })
  void found['offer']()
  const first = await next(`/communities/${CODE}/volunteer-roles`)
  assert.deepEqual(first.body, { account: 'YQ1', kind: 'policy_guide', ends_on: null })
  await first.lose()
  await (await next(`/communities/${CODE}/volunteer-roles`)).lose()
  void found['offer']()
  const again = await next(`/communities/${CODE}/volunteer-roles`)
  assert.equal(again.key, first.key)
  await again.answer({ type: '/problems/not-a-member', title: '对方还没有到这个社区报到', status: 409 }, 409)
  assert.deepEqual([found.data['problem'], found.data['inviting']], ['对方还没有到这个社区报到', true])
  void found['offer']()
  await (await next(`/communities/${CODE}/volunteer-roles`)).answer(OFFER, 201)
  assert.match(found.data['said'], /请小哥做政策宣讲员/)
  assert.deepEqual([found.data['inviting'], found.data['roles']], [false, null], 'an invitation looks at nobody')
})

test('an offer is taken back after a question', async () => {
  const found = await page()
  void found['seeRoles']()
  await (await next(`/communities/${CODE}/volunteer-roles`)).answer({ items: [OFFER], next_cursor: null })
  assert.deepEqual(found.data['roles'].map(({ name, number, offered, may }: Record<string, unknown>) => [name, number, offered, may]), [['小哥', 'YQ1', true, true]])
  tap(found, 'revoke', { id: 9 })
  assert.equal(asked.length, 0)
  question!.success({ confirm: true })
  await (await next('/volunteer-roles/9')).answer({}, 204)
  assert.deepEqual([found.data['roles'], found.data['said'] !== ''], [[], true])
})

test('what was there stays where a look fails, under its bar', async () => {
  const found = await page()
  void found['refresh'](true)
  await (await next('/me')).answer({ type: '/problems/unavailable', title: '系统繁忙', status: 503 }, 503)
  assert.deepEqual([found.data['failed'], found.data['view'].news.length], ['系统繁忙', 1])
})
