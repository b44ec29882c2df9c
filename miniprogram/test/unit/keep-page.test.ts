/** 我的驿站, where an answer comes late. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { StationDetail } from '../../src/services/station'
import { next, pageOf, settle } from './opened'

const answers = JSON.parse(readFileSync(new URL('./answers.json', import.meta.url), 'utf8'))
const detail = (version: number): StationDetail => ({
  ...answers['/stations/{code}'], code: 'BL-001', version, actions: ['confirm_daily', 'set_amenity', 'close'], closures: [],
})

test('a look that began before a tap shows nothing older than the tap’s answer', async () => {
  const open = await pageOf(() => import('../../src/packages/keeper/pages/keep/keep'))
  const page = open({ code: 'BL-001' })
  void page.onShow()
  await (await next('/stations/BL-001')).answer(detail(3))
  void page.load(false) // as every thirty seconds
  const late = await next('/stations/BL-001')
  page.sayAsEver()
  await (await next('/stations/BL-001/daily')).answer(detail(4))
  await late.answer(detail(3))
  page.sayAsEver()
  const { version } = await next('/stations/BL-001/daily')
  page.onUnload()
  await settle()
  assert.equal(version, '"4"')
})
