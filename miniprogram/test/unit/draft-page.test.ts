/** 写班次, where somebody writes on while it is saved. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach, test } from 'node:test'
import { asked, next, pageOf } from './opened'

const recorded = JSON.parse(readFileSync(new URL('./answers.volunteering.json', import.meta.url), 'utf8'))['/shifts/{shift_id}']
const shift = (version: number, title: string) => ({
  ...recorded, id: 7, version, title, status: 'draft', actions: ['change', 'publish', 'delete'], warnings: [],
  starts_at: '2030-01-02T11:00:00+08:00', ends_at: '2030-01-02T12:00:00+08:00',
})
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
