/** 开放时间, where the answer to a saving is lost. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { StationDetail } from '../../src/services/station'
import { next, pageOf, settle } from './opened'

const answers = JSON.parse(readFileSync(new URL('./answers.json', import.meta.url), 'utf8'))
const RULE = { byday: [0, 1, 2, 3, 4, 5, 6], season_from: null, season_to: null, valid_from: null, valid_to: null, holiday_rule: 'same' }
const detail = (version: number, closes_minute: number): StationDetail => ({
  ...answers['/stations/{code}'], code: 'BL-002', version, actions: ['edit_hours'], schedules: [{ ...RULE, opens_minute: 600, closes_minute }],
})
const stale = (current: StationDetail) => ({ type: '/problems/stale-version', title: '已经有更新的版本', status: 412, current })
const open = await pageOf(() => import('../../src/packages/keeper/pages/hours/hours'))

test('hours that were saved though the answer was lost are nobody else’s; another’s are shown beside one’s own', async () => {
  for (const [saved, theirs] of [[1560, ''], [1380, '10:00-23:00']] as const) {
    const page = open({ code: 'BL-002' })
    void page.onShow()
    await (await next('/stations/BL-002/days')).answer(answers['/stations/{code}/days'])
    await (await next('/stations/BL-002')).answer(detail(3, 1320))
    page.type({ currentTarget: { dataset: { index: 0, field: 'closes' } }, detail: { value: '2:00' } })
    void page.save()
    await (await next('/stations/BL-002/schedules')).lose()
    await settle()
    void page.save()
    await (await next('/stations/BL-002/schedules')).answer(stale({ ...detail(4, saved), hours_words: '每天 10:00-23:00' }), 412)
    if (!theirs) await (await next('/stations/BL-002/days')).answer(answers['/stations/{code}/days'])
    assert.deepEqual([page.data.saved, page.data.theirs.includes('10:00-23:00')], [!theirs, Boolean(theirs)])
  }
})
