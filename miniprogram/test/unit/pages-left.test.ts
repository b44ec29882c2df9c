/** Pages that were left before their answer came. */
import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'
import { asked, next, pageOf, settle } from './opened'

const shift = (id: number, starts_at: string, ends_at: string) => ({
  id, title: `班次${id}`, starts_at, ends_at, my_signup: { id: 10 * id, state: 'registered', actions: ['state'] },
})

const oneByOne = await pageOf(() => import('../../src/packages/staff/pages/confirm-one/confirm-one'))
const statement = await pageOf(() => import('../../src/packages/rider/pages/statement/statement'))

/** Whatever is still asked is refused, so that the next test begins with a quiet line. */
async function quiet(): Promise<void> {
  const refusal = { type: '/problems/not-found', title: '没有找到', status: 404 }
  for (let one = asked[0]; one; one = asked[0]) await one.answer(refusal, 404)
}
afterEach(quiet)

const hours = (id: number, state: string) => ({
  id, shift: { id: 7, title: '扫雪', starts_at: '2026-01-01T11:00:00+08:00', ends_at: '2026-01-01T12:00:00+08:00', area_code: '652701001001' },
  person: { account: `A${id}`, display_name: `骑手${id}`, person_ref: null }, service_date: '2026-01-01', planned_minutes: 60, measured_minutes: 41,
  proposed_minutes: 41, minutes: 41, changed_minutes: null, doubts: ['left-early'], pile: 'look', own: false, issuer: { id: 2, name: '青得里街道' },
  state, sampled: false, version: 1, actions: ['confirm', 'reject'],
})

test('the hours that are confirmed are those on the screen, also when the queue of a page that was left comes late', async () => {
  void oneByOne({ state: 'pending' }).onShow()
  const late = await next('/hours')
  const page = oneByOne({ state: 'awaiting_second' })
  void page.onShow()
  await settle()
  await (await next('/hours?limit=100&state=awaiting_second')).answer({ items: [hours(2, 'awaiting_second')], next_cursor: null })
  await late.answer({ items: [hours(1, 'pending')], next_cursor: null })
  assert.equal(page.data.row.name, '骑手2')
  page.confirm()
  assert.deepEqual((await next('/hours/confirmations')).body, { items: [{ id: 2, version: 1, minutes: 41 }] }, 'with its minutes: it was looked at')
})

test('a finger that tapped twice on a reason refuses no hours of the next row, whose form stands open', async () => {
  const page = oneByOne({ state: 'pending' })
  void page.onShow()
  await (await next('/hours?')).answer({ items: [hours(3, 'pending'), hours(4, 'pending')], next_cursor: null })
  page.skip()
  page.openRefuse() // left half done, so it opens where it was
  page.skip()
  page.openRefuse()
  const tap = (): void => page.refuse({ currentTarget: { dataset: { reason: '人没到' } } })
  tap()
  await (await next('/hours/3/rejection')).answer({ batch_id: 'b3', items: [{ id: 3, status: 200, state: 'rejected', minutes: 0 }] })
  assert.deepEqual([page.data.row.name, page.data.face], ['骑手4', 'refuse'])
  tap()
  await settle()
  assert.deepEqual(asked.map(({ path }) => path).filter((path) => path.includes('rejection')), [])
})

test('what a colleague decided first cannot be taken back here: that is said, and its 撤销 goes', async () => {
  const { recent, remember, takeBack } = await import('../../src/packages/staff/deciding')
  remember([{ batch_id: 'theirs', items: [{ id: 5, status: 200, state: 'confirmed', minutes: 60 }] }], '骑手5：确认了1小时')
  const told = takeBack('theirs')
  const refusal = { type: '/problems/not-found', title: '没有找到', status: 404 }
  await (await next('/hours/undo')).answer(refusal, 404)
  assert.equal((await told).problem, '这是同事先定的，只有同事能撤销。')
  assert.deepEqual(recent().filter(({ key }) => key === 'theirs'), [])
})

test('a statement is of its own shift, also when the answer of the one left before comes late', async () => {
  const left = statement({ id: '1' })
  void left.onShow()
  const late = await next('/shifts/1')
  const page = statement({ id: '2' })
  void page.onShow()
  await (await next('/shifts/2')).answer(shift(2, '2026-01-02T11:00:00+08:00', '2026-01-02T12:00:00+08:00'))
  await late.answer(shift(1, '2026-01-01T17:00:00+08:00', '2026-01-01T18:00:00+08:00'))
  void page.send()
  await settle()
  const sent = await next('/signups')
  assert.deepEqual([sent.path, sent.body?.['checked_in_at']], ['/signups/20/statement', '2026-01-02T03:00:00.000Z'])
})

test('hours that were confirmed by a tap whose answer was lost are nobody else’s doing, and can be taken back', async () => {
  const page = oneByOne({ state: 'pending' })
  void page.onShow()
  await (await next('/hours?')).answer({ items: [hours(8, 'pending'), hours(9, 'pending')], next_cursor: null })
  page.confirm()
  const first = await next('/hours/confirmations')
  await first.lose()
  await (await next('/hours/confirmations')).lose()
  const again = await next('/hours/confirmations')
  assert.equal(again.key, first.key)
  await again.answer({ batch_id: 'b8', items: [{ id: 8, status: 200, state: 'confirmed', minutes: 41 }] })
  await (await next('/hours?')).answer({ items: [hours(9, 'pending')], next_cursor: null })
  assert.deepEqual([page.data.row.name, page.data.said, page.data.problem], ['骑手9', '', ''])
  assert.equal(page.data.done[0].words, '骑手8：确认了41分钟')
  page.confirm() // the finger that taps once more, as it was told to before
  await settle()
  assert.deepEqual(asked.map(({ path }) => path), [])
})

test('whoever writes another decision after a lost answer is not overtaken by the first', async () => {
  const page = oneByOne({ state: 'pending' })
  void page.onShow()
  await (await next('/hours?')).answer({ items: [hours(18, 'pending')], next_cursor: null })
  page.confirm()
  for (let time = 0; time < 3; time += 1) await (await next('/hours/confirmations')).lose()
  for (let time = 0; time < 3; time += 1) {
    const one = asked[0]!
    if (one) await one.lose() // nor is the list read
  }
  assert.equal(page.data.problem, '没收到答复。再点一次，不会重复。')
  page.openChange()
  void page.refresh(false)
  await (await next('/hours?')).answer({ items: [hours(18, 'pending')], next_cursor: null })
  assert.deepEqual([page.data.face, asked.length], ['change', 0])
})
