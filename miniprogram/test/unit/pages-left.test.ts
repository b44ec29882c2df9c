/** Pages that were left before their answer came. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { next, pageOf, settle } from './page'

const shift = (id: number, starts_at: string, ends_at: string) => ({
  id, title: `班次${id}`, starts_at, ends_at, my_signup: { id: 10 * id, state: 'registered', actions: ['state'] },
})

test('a statement is of its own shift, also when the answer of the one left before comes late', async () => {
  const open = await pageOf(() => import('../../src/packages/rider/pages/statement/statement'))
  const left = open({ id: '1' })
  void left.onShow()
  const late = await next('/shifts/1')
  const page = open({ id: '2' })
  void page.onShow()
  await (await next('/shifts/2')).answer(shift(2, '2026-01-02T11:00:00+08:00', '2026-01-02T12:00:00+08:00'))
  await late.answer(shift(1, '2026-01-01T17:00:00+08:00', '2026-01-01T18:00:00+08:00'))
  void page.send()
  await settle()
  const sent = await next('/signups')
  assert.deepEqual([sent.path, sent.body?.['checked_in_at']], ['/signups/20/statement', '2026-01-02T03:00:00.000Z'])
})
