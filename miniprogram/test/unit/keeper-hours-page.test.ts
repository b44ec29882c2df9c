/** 开放时间, where the answer to a saving is lost. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { StationDetail } from '../../src/services/station'
import { next, pageOf, settle, type Shown } from './opened'

const answers = JSON.parse(readFileSync(new URL('./answers.json', import.meta.url), 'utf8'))
const RULE = { byday: [0, 1, 2, 3, 4, 5, 6], season_from: null, season_to: null, valid_from: null, valid_to: null, holiday_rule: 'same' }
const detail = (version: number, closes_minute: number): StationDetail => ({
  ...answers['/stations/{code}'], code: 'BL-002', version, actions: ['edit_hours'], schedules: [{ ...RULE, opens_minute: 600, closes_minute }],
})
const stale = (current: StationDetail) => ({ type: '/problems/stale-version', title: '已经有更新的版本', status: 412, current })
const open = await pageOf(() => import('../../src/packages/keeper/pages/hours/hours'))

const typed = (value: string) => ({ currentTarget: { dataset: { index: 0, field: 'closes' } }, detail: { value } })

async function opened(): Promise<Shown> {
  const page = open({ code: 'BL-002' })
  void page.onShow()
  await (await next('/stations/BL-002/days')).answer(answers['/stations/{code}/days'])
  await (await next('/stations/BL-002')).answer(detail(3, 1320))
  return page
}

test('what is typed while the fortnight is asked for stands, and has not been looked at', async () => {
  const page = await opened()
  page.type(typed('2:00'))
  void page.look()
  const ahead = await next('/stations/BL-002/schedules/preview')
  page.type(typed('3:00'))
  await ahead.answer({ items: answers['/stations/{code}/days'].items })
  assert.deepEqual([page.data.rows[0].closes, page.data.looked, page.data.busy], ['3:00', false, false])
})

test('what is typed while it is saved stands over what was saved', async () => {
  const page = await opened()
  page.type(typed('2:00'))
  void page.save()
  const saving = await next('/stations/BL-002/schedules')
  page.type(typed('3:00'))
  await saving.answer(detail(4, 1560))
  assert.deepEqual([page.data.rows[0].closes, page.data.saved], ['3:00', false])
  void page.save()
  const again = await next('/stations/BL-002/schedules')
  assert.equal(again.version, '"4"')
  await again.answer(detail(5, 1620))
  await (await next('/stations/BL-002/days')).answer(answers['/stations/{code}/days'])
  assert.equal(page.data.saved, true)
})

test('hours that were saved though the answer was lost are nobody else’s; another’s are shown beside one’s own', async () => {
  for (const [saved, theirs] of [[1560, ''], [1380, '10:00-23:00']] as const) {
    const page = await opened()
    page.type(typed('2:00'))
    void page.save()
    await (await next('/stations/BL-002/schedules')).lose()
    await settle()
    void page.save()
    await (await next('/stations/BL-002/schedules')).answer(stale({ ...detail(4, saved), hours_words: '每天 10:00-23:00' }), 412)
    if (!theirs) await (await next('/stations/BL-002/days')).answer(answers['/stations/{code}/days'])
    assert.deepEqual([page.data.saved, page.data.theirs.includes('10:00-23:00')], [!theirs, Boolean(theirs)])
  }
})

test('nor does a special day that was changed while it was looked at or sent count as either', async () => {
  const special = await pageOf(() => import('../../src/packages/keeper/pages/special-days/special-days'))
  const page = special({ code: 'BL-002' })
  const type = (value: string): void => page.typeDay({ currentTarget: { dataset: { field: 'alert' } }, detail: { value } })
  void page.load(false)
  await (await next('/stations/BL-002')).answer({ ...detail(3, 1320), exceptions: [], closures: [] })
  page.pickDate({ currentTarget: { dataset: { text: '12月5日' } } })
  void page.look()
  const ahead = await next('/stations/BL-002/schedules/preview')
  type('那天盘点')
  await ahead.answer({ items: answers['/stations/{code}/days'].items })
  assert.deepEqual(page.data.days, [])
  void page.save()
  const saving = await next('/stations/BL-002/exceptions')
  type('那天盘点，晚上照常')
  await saving.answer({ ...detail(4, 1320), exceptions: [], closures: [] })
  assert.equal(page.data.form.day.alert, '那天盘点，晚上照常')
  void page.save()
  await (await next('/stations/BL-002/exceptions')).answer({ ...detail(5, 1320), exceptions: [], closures: [] })
  assert.equal(page.data.form.day.alert, '')
})
