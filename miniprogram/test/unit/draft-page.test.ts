/** 写班次, where somebody writes on while it is saved. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach, test } from 'node:test'
import { asked, next, pageOf, settle } from './opened'

const recorded = JSON.parse(readFileSync(new URL('./answers.volunteering.json', import.meta.url), 'utf8'))['/shifts/{shift_id}']
const shift = (version: number, title: string) => ({
  ...recorded, id: 7, version, title, status: 'draft', actions: ['change', 'publish', 'delete'], warnings: [],
  starts_at: '2030-01-02T11:00:00+08:00', ends_at: '2030-01-02T12:00:00+08:00',
})
const copyLike = {
  from: null, copied: '', id: null, version: 0, status: 'draft', title: '扫雪', startsAt: Date.now() + 86_400_000, minutes: 60,
  place: '校门口', stationCode: null, lat: 44.9, lng: 82.07, moved: true, roles: [{ name: '志愿者', capacity: 4, waitlist_max: null, skills: '' }],
  risk: '无特殊风险', insurance: '', checked: [true, true, true], callOff: null, sent: null,
  rest: { area_code: '652701001', kind: 'service', team_id: null, issuer_id: 2, min_age: 18, opens: null, closes: null, cancel: null },
}
const open = await pageOf(() => import('../../src/packages/staff/pages/draft/draft'))
const { drafts } = await import('../../src/services/drafts')

afterEach(async () => {
  for (let one = asked[0]; one; one = asked[0]) await one.answer({ type: '/problems/not-found', title: '没有找到', status: 404 }, 404)
})

test('what is written on while a draft is saved stays on the phone, and is neither said to be saved nor published', async () => {
  const page = open({ id: '7' })
  const type = (value: string): void => page.type({ currentTarget: { dataset: { field: 'title' } }, detail: { value } })
  void page.onShow()
  await (await next('/shifts/7')).answer(shift(1, '扫雪'))
  type('扫雪二')
  void page.save()
  const saving = await next('/shifts/7')
  type('扫雪二十')
  await saving.answer(shift(2, '扫雪二'))
  assert.deepEqual([page.data.said, page.data.busy], ['', ''])
  assert.equal(drafts.read<{ title: string }>('shift-draft:id-7')?.title, '扫雪二十')
  for (const index of [0, 1, 2]) page.step({ currentTarget: { dataset: { what: 'check', index } } })
  void page.publish()
  const again = await next('/shifts/7')
  assert.equal(again.version, '"2"')
  type('扫雪二十一')
  await again.answer(shift(3, '扫雪二十'))
  assert.deepEqual(asked.map(({ path }) => path), [])
  void page.save()
  await (await next('/shifts/7')).answer(shift(4, '扫雪二十一'))
  assert.notEqual(page.data.said, '')
})

test('from nothing: for the own organization or one below that may issue, with a pin, and sent again under the same key', async () => {
  const role = { role: 'community_staff', scope_kind: 'area', scope_code: '652701001', scope_name: '青得里街道' }
  const office = (id: number, area_code: string, may_issue = true) => ({ id, name: `单位${id}`, kind: 'community', area_code, may_issue })
  const page = open({})
  const type = (field: string, value: string): void => page.type({ currentTarget: { dataset: { field } }, detail: { value } })
  void page.onShow()
  await (await next('/me')).answer({ roles: [role] })
  const list = await next('/organizations?area=652701001&')
  await list.answer({ items: [office(1, '652701001001'), office(2, '652701001'), office(3, '652701001002', false)], next_cursor: null })
  assert.deepEqual(page.data.form.begun.issuers.map(({ name, on }: { name: string; on: boolean }) => [name, on]), [['单位2', true], ['单位1', false]])

  page.pickIssuer({ currentTarget: { dataset: { index: 1 } } })
  type('title', '扫雪')
  await page.save()
  assert.deepEqual([page.data.faults, asked.length], [['先写在哪里', '先在地图上点一下地方'], 0])
  assert.equal(drafts.read<{ title: string }>('shift-draft:new')?.title, '扫雪')
  Object.assign((globalThis as unknown as { wx: object }).wx, {
    chooseLocation: ({ success }: { success(spot: object): void }) => success({ name: '友谊广场', address: '', latitude: 44.9, longitude: 82.07 }),
  })
  page.pick()
  void page.save()
  const first = await next('/shifts')
  assert.deepEqual([first.method, first.body!.issuer_id, first.body!.area_code, first.body!.place], ['POST', 1, '652701001001', '友谊广场'])
  await first.lose()
  for (let lost = asked[0]; lost; lost = asked[0]) await lost.lose() // as often as it is tried by itself
  assert.notDeepEqual(page.data.faults, [])
  void page.save()
  const again = await next('/shifts')
  assert.equal(again.key, first.key)
  await again.answer(shift(1, '扫雪'), 201)
  await settle()
  assert.deepEqual([page.data.said, drafts.read('shift-draft:new')], ['草稿存好了', null])
})

test('whoever may write nowhere is told so, and nothing is asked', async () => {
  const page = open({})
  void page.onShow()
  await (await next('/me')).answer({ roles: [{ role: 'county_admin', scope_kind: 'area', scope_code: '652701', scope_name: '博乐市' }] })
  assert.deepEqual([page.data.cannot, page.data.form, asked.length], [true, null, 0])
})

test('whoever leads a team saves a draft, which staff publish: no refusal leads them out of their work', async () => {
  const page = open({ id: '8' })
  void page.onShow()
  await (await next('/shifts/8')).answer({ ...shift(1, '扫雪'), id: 8, actions: ['edit', 'publish', 'delete'] })
  for (const index of [0, 1, 2]) page.step({ currentTarget: { dataset: { what: 'check', index } } })
  page.type({ currentTarget: { dataset: { field: 'title' } }, detail: { value: '扫雪二' } })
  void page.publish()
  await (await next('/shifts/8')).answer({ ...shift(2, '扫雪二'), id: 8, actions: ['edit', 'delete'] })
  await settle()
  assert.deepEqual([page.data.said, page.data.done, page.data.form.publishes, asked.length], ['草稿存好了，请社区或街道的工作人员发布', false, false, 0])
})

test('every week: the series is sent under one key, its first is published for all, and later ended', async () => {
  const form = { ...copyLike, times: 4 }
  drafts.keep('shift-draft:new', form)
  const page = open({})
  void page.onShow()
  await (await next('/me')).answer({ roles: [{ role: 'community_staff', scope_kind: 'area', scope_code: '652701001', scope_name: '青得里街道' }] })
  await (await next('/organizations')).answer({ items: [], next_cursor: null })
  void page.publish()
  const sent = await next('/shift-series')
  const body = sent.body as { rrule: string; shift: { title: string; area_code: string } }
  assert.match(body.rrule, /^FREQ=WEEKLY;UNTIL=\d{8}$/)
  assert.deepEqual([sent.method, body.shift.title, body.shift.area_code], ['POST', '扫雪', '652701001'])
  const first = { ...shift(1, '扫雪'), id: 9, series_id: 5 }
  await sent.answer({ id: 5, shifts: [first, { ...first, id: 10 }] }, 201)
  await (await next('/shifts/9')).answer(first)
  const publication = await next('/shifts/9/publication')
  await publication.answer({ ...first, status: 'published', actions: ['edit', 'cancel'] })
  assert.deepEqual([page.data.done, drafts.read('shift-draft:new'), drafts.read('shift-draft:id-9')], [true, null, null])

  void page.endThere()
  const ended = await next('/shift-series/5')
  assert.equal(ended.method, 'DELETE')
  await ended.answer({ type: '/problems/not-found', title: '没有这个内容', status: 404 }, 404)
  await (await next('/me')).answer({ roles: [{}] })
  assert.deepEqual([page.data.faults, page.data.ended], [['早就不再重复了'], true])
})

/** A weekly form on this phone, opened by whoever may publish it; what is sent when that is tapped. */
async function weeklyPublished() {
  drafts.keep('shift-draft:new', { ...copyLike, times: 3 })
  const page = open({})
  void page.onShow()
  await (await next('/me')).answer({ roles: [{ role: 'community_staff', scope_kind: 'area', scope_code: '652701001', scope_name: '青得里街道' }] })
  await (await next('/organizations')).answer({ items: [], next_cursor: null })
  void page.publish()
  const sent = await next('/shift-series')
  const starts = Date.parse((sent.body as { shift: { starts_at: string } }).shift.starts_at)
  const at = (ms: number): string => new Date(ms).toISOString()
  const week = (id: number, weeks: number, waits_for: string | null) => {
    const begin = starts + weeks * 7 * 86_400_000
    return { ...shift(1, '扫雪'), id, series_id: 6, waits_for, starts_at: at(begin), ends_at: at(begin + 3_600_000) }
  }
  return { page, sent, week }
}

test('every week from a holiday on: the first that waits for no decision is published, not the one on the holiday', async () => {
  const { page, sent, week } = await weeklyPublished()
  const [off, plain] = [week(20, 0, 'holiday'), week(21, 1, null)]
  await sent.answer({ id: 6, shifts: [off, plain, week(22, 2, null)] }, 201)
  await (await next('/shifts/20')).answer(off)
  await (await next('/shifts/21')).answer(plain)
  const publication = await next('/shifts/21/publication')
  await publication.answer({ ...plain, status: 'published', actions: ['edit', 'cancel'] })
  assert.deepEqual([page.data.done, page.data.said], [true, '发布了，骑手马上看到。碰上节假日的还是草稿。'])
  assert.deepEqual(drafts.names('shift-draft:').filter((name) => /new|2[012]/.test(name)), [])
})

test('every week on holidays only: nothing is published before somebody read that it is one', async () => {
  const { page, sent, week } = await weeklyPublished()
  const days = [week(30, 0, 'holiday'), week(31, 1, 'holiday')]
  await sent.answer({ id: 6, shifts: days }, 201)
  for (const day of days) await (await next(`/shifts/${day.id}`)).answer(day)
  await settle()
  assert.deepEqual([page.data.done, page.data.busy, page.data.form.holiday, asked.length], [false, '', true, 0])
  assert.match(page.data.said, /节假日/)
  void page.publish()
  const { path, method, answer } = await next('/shifts/30') // the limits it has there are not in what was typed
  assert.deepEqual([path, method], ['/shifts/30', 'PUT'])
  await answer({ ...days[0], version: 2 })
  assert.equal((await next('/shifts/30/publication')).method, 'POST')
})

test('a series whose making was answered is never made again, though the look after it failed and a word was changed', async () => {
  const { page, sent, week } = await weeklyPublished()
  const [off, plain] = [week(40, 0, 'holiday'), week(41, 1, null)]
  await sent.answer({ id: 6, shifts: [off, plain] }, 201)
  await next('/shifts/40')
  for (let lost = asked[0]; lost; lost = asked[0]) await lost.lose()
  assert.deepEqual([page.data.busy, page.data.faults.length, drafts.read('shift-draft:new')], ['', 1, null])
  const again = open({ id: '40' }) // closed, and gone on with
  void again.onShow()
  await (await next('/shifts/40')).answer(off)
  again.type({ currentTarget: { dataset: { field: 'title' } }, detail: { value: '扫雪二' } })
  void again.publish()
  await (await next('/shifts/40')).answer(off)
  await (await next('/shifts/41')).answer(plain)
  const change = await next('/shifts/41')
  assert.deepEqual([change.method, change.body!.title, change.body!.starts_at], ['PUT', '扫雪二', plain.starts_at])
  await change.answer({ ...plain, version: 2, title: '扫雪二' })
  await (await next('/shifts/41/publication')).answer({ ...plain, version: 2, status: 'published', actions: ['edit', 'cancel'] })
  assert.deepEqual([again.data.done, drafts.read('shift-draft:id-40'), drafts.read('shift-draft:id-41')], [true, null, null])
})

/** One of a series, changed and not saved; `backs` counts how often the page on top was left. */
async function changedOne(id: number) {
  const one = { ...shift(1, '扫雪'), id, series_id: 8, status: 'published', actions: ['edit', 'cancel'] }
  const page = open({ id: String(id) })
  void page.onShow()
  await (await next(`/shifts/${id}`)).answer(one)
  page.type({ currentTarget: { dataset: { field: 'title' } }, detail: { value: '扫雪二' } })
  const backs = { count: 0 }
  Object.assign((globalThis as unknown as { wx: object }).wx, { navigateBack: () => (backs.count += 1) })
  const kept = () => drafts.read<{ title: string }>(`shift-draft:id-${id}`)?.title
  return { one, page, backs, kept }
}

test('a series that ends leaves what is typed of a shift that stays, and is not offered to be ended again', async () => {
  const { one, page, backs, kept } = await changedOne(50)
  void page.endThere()
  const ended = await next('/shift-series/8')
  assert.notEqual(page.data.busy, '')
  void page.endThere()
  void page.save()
  await settle()
  assert.equal(asked.length, 1, 'a second tap while it is on its way')
  await ended.answer({}, 204)
  await (await next('/shifts/50')).answer({ ...one, registered: 1 })
  assert.deepEqual([page.data.said, page.data.busy, page.data.ended], ['以后不再重复了，这一次照旧。', '', true])
  assert.deepEqual([kept(), backs.count], ['扫雪二', 0])
})

test('a series that ends takes a shift nobody signed up for with it; whoever went back meanwhile stays where they are', async () => {
  const [here, left] = [await changedOne(51), await changedOne(52)]
  void here.page.endThere()
  await (await next('/shift-series/8')).answer({}, 204)
  await (await next('/shifts/51')).answer({ ...here.one, status: 'cancelled', actions: [] })
  assert.deepEqual([here.kept(), left.backs.count], [undefined, 1])
  void left.page.endThere()
  const ended = await next('/shift-series/8')
  left.page.onUnload()
  await ended.answer({}, 204)
  await (await next('/shifts/52')).answer({ type: '/problems/not-found', title: '没有找到', status: 404 }, 404)
  assert.deepEqual([left.kept(), left.backs.count], [undefined, 1])
})

test('the answer to a shift that is deleted leaves no other page either', async () => {
  const { page, backs, kept } = await changedOne(53)
  void page.dropThere()
  page.onUnload()
  await (await next('/shifts/53')).answer({}, 204)
  assert.deepEqual([kept(), backs.count], [undefined, 0])
})
