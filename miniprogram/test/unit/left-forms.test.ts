/** Every form of the work and of one's own, left at each field: the app starts again, and it stands where it was. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import stations from './answers.json'
import people from './answers.people.json'
import rights from './answers.rights.json'
import volunteering from './answers.volunteering.json'
import work from './answers.work.json'
import { type Answer, begin, forgetDrafts, opened, type Shown } from './pages'

const HOUR_MS = 3_600_000
const instant = (hours: number): string => new Date(Date.now() + hours * HOUR_MS).toISOString()
const ONE_SHIFT = /shifts\/7(\?|$)/
const ROLES = [{ id: 1, name: '铲冰', capacity: 2 }, { id: 2, name: '引导', capacity: 1 }]
const TIMES = { starts_at: instant(-3), ends_at: instant(-2), server_now: instant(0) }
const SHIFT = { ...volunteering['/shifts/{shift_id}'], ...TIMES, id: 7, status: 'published', roles: ROLES }
const NO_TIMES = { checked_in_at: null, checked_out_at: null, stated_in_at: null, stated_out_at: null }
const ROW = { ...work['/shifts/{shift_id}/signups'].items[0]!, ...NO_TIMES, id: 3, role_id: 1, actions: ['mark', 'move', 'remove', 'reveal_phone'] }
const STATION = { ...stations['/stations/{code}'], actions: ['verify', 'edit_hours'], exceptions: [], closures: [] }
const CHECKIN = { ...work['/checkins'].items[0]!, id: 4, actions: ['decide'] }
const OWN = { ...SHIFT, my_signup: { id: 9, state: 'no_show', actions: ['state'] } }
const HOURS = { ...work['/hours/{hours_id}'], id: 5 }
const OBJECTION = {
  id: 6, text: '我到了', created_at: instant(-9), due_on: '2026-12-01', answered_at: null, answer: null, actions: ['answer'],
  hours: { ...work['/hours'].items[0]!, id: 5 },
}

interface Field {
  name: string
  write(page: Shown): Promise<void>
  read(page: Shown): unknown
  /** a field that shows by itself what is typed: what it is to begin with at the next start */
  typed?: string
}

interface Form {
  page: string
  query: Record<string, string>
  answers: Answer[]
  fields: Field[]
  /** one field takes the place of another */
  alone?: boolean
}

const at = (page: Shown, ...names: (string | number)[]): unknown =>
  names.reduce<unknown>((value, name) => (value as Record<string | number, unknown> | null)?.[name], page.data)
const does = (handler: string, dataset: object = {}, value = '') => (page: Shown) => page.does(handler, dataset, value)
const reads = (...names: (string | number)[]) => (page: Shown) => at(page, ...names)
const taps = (...all: [string, object][]) => async (page: Shown) => {
  for (const [handler, dataset] of all) await page.does(handler, dataset)
}

/** A button of a row, then what is chosen under it. */
function ofRow(what: string, ...more: [string, object][]): Field {
  return { name: what, write: taps(['act', { id: 3, what }], ...more), read: reads('open') }
}

function typed(handler: string, field: string, value: string, ...names: string[]): Field {
  return { name: field, write: does(handler, { field }, value), read: reads(...names) }
}

const FORMS: Record<string, Form> = {
  名单: {
    page: 'packages/staff/pages/roster/roster',
    query: { shift: '7' },
    answers: [[/signups/, { items: [ROW], next_cursor: null }], [/checkins/, { items: [] }], [ONE_SHIFT, SHIFT]],
    alone: true,
    fields: [
      ofRow('mark', ['moveTime', { side: 'inAt', by: 5 }]),
      { name: 'the time of leaving', write: does('moveTime', { side: 'outAt', by: -5 }), read: reads('open', 'leaving') },
      { name: 'the reason of a time', write: does('pickReason', { reason: '手机没电' }), read: reads('open', 'reasons') },
      { name: 'did not come', write: does('turnTime', { side: 'inAt' }), read: reads('open', 'came') },
      ofRow('remove', ['pickReason', { reason: '重复登记' }]),
      ofRow('reveal_phone', ['pickReason', { reason: '有急事' }]),
      ofRow('move', ['pickReason', { reason: '引导' }]),
      { name: 'a number', write: does('typeNumber', {}, 'AB12'), read: reads('number'), typed: 'AB12' },
    ],
  },
  扫会员码: {
    page: 'packages/staff/pages/scan-member/scan-member',
    query: { shift: '7' },
    answers: [[ONE_SHIFT, SHIFT]],
    fields: [{ name: 'direction', write: does('turn', { direction: 'out' }), read: reads('direction') }],
  },
  签到等确认: {
    page: 'packages/staff/pages/checkins/checkins',
    query: {},
    answers: [[/checkins/, { items: [CHECKIN], next_cursor: null }]],
    alone: true,
    fields: [
      { name: 'counts', write: does('openAccept', { id: 4 }), read: reads('rows') },
      { name: 'does not', write: does('openNot', { id: 4 }), read: reads('rows') },
    ],
  },
  异议: {
    page: 'packages/staff/pages/objections/objections',
    query: {},
    answers: [[/objections/, { items: [OBJECTION], next_cursor: null }]],
    fields: [{ name: 'answer', write: does('type', { id: 6 }, '查过了'), read: reads('rows', 0, 'answer'), typed: '查过了' }],
  },
  每月核对: {
    page: 'packages/keeper/pages/verification/verification',
    query: { code: 'YQ0001' },
    answers: [[/stations\/YQ0001/, STATION]],
    fields: ['name', 'place', 'hours', 'amenities', 'contact'].map((fact, index) => ({
      name: fact, write: does('turn', { fact }), read: (page) => (at(page, 'checked') as string[])[index],
    })),
  },
  特别的日子: {
    page: 'packages/keeper/pages/special-days/special-days',
    query: { code: 'YQ0001' },
    answers: [[/stations\/YQ0001/, STATION]],
    fields: [
      typed('typeDay', 'date', '12月3日', 'form', 'day', 'date'),
      { name: 'open on it', write: does('pickOpen'), read: reads('form', 'day', 'shut') },
      typed('typeDay', 'spans', '10:00-14:00', 'form', 'day', 'spans'),
      typed('typeDay', 'alert', '后门进', 'form', 'day', 'alert'),
      { name: 'for some time', write: does('pick', { which: 'time' }), read: reads('form', 'which') },
      { name: 'not from now', write: does('turnFromNow'), read: reads('form', 'time', 'fromNow') },
      typed('typeTime', 'fromDate', '12月5日', 'form', 'time', 'fromDate'),
      typed('typeTime', 'fromTime', '9:00', 'form', 'time', 'fromTime'),
      typed('typeTime', 'toDate', '12月6日', 'form', 'time', 'toDate'),
      typed('typeTime', 'toTime', '18:00', 'form', 'time', 'toTime'),
      { name: 'no end', write: does('turnNoEnd'), read: reads('form', 'time', 'noEnd') },
      { name: 'a reason', write: does('pickReason', { text: '装修' }), read: reads('form', 'time', 'reason') },
      typed('typeTime', 'substitute', 'YQ0002', 'form', 'time', 'substitute'),
    ],
  },
  说明到场时间: {
    page: 'packages/rider/pages/statement/statement',
    query: { id: '7' },
    answers: [[ONE_SHIFT, OWN]],
    fields: [
      { name: 'came', write: does('move', { side: 'came', minutes: 5 }), read: reads('sides', 0, 'time') },
      { name: 'went', write: does('move', { side: 'went', minutes: 15 }), read: reads('sides', 1, 'time') },
      { name: 'why', write: does('chooseWhy', { why: '手机没电' }), read: reads('why') },
    ],
  },
  提异议: {
    page: 'packages/rider/pages/hours-entry/hours-entry',
    query: { id: '5' },
    answers: [[/hours\/5/, HOURS]],
    fields: [
      { name: 'what is wrong', write: does('choose', { word: '我到了，没算' }), read: reads('draft', 'chosen') },
      { name: 'more', write: does('type', {}, '带队知道'), read: reads('draft', 'text') },
    ],
  },
  开证明: {
    page: 'packages/rider/pages/certificates/certificates',
    query: {},
    answers: [[/hours\/issuers/, volunteering['/me/hours/issuers']], [/me\/certificates/, { items: [], next_cursor: null }]],
    fields: [
      { name: 'the days', write: does('choosePeriod', { period: 'this_year' }), read: (page) => JSON.stringify(at(page, 'form')) },
      { name: 'the name', write: does('typeName', {}, '王小明'), read: reads('name') },
    ],
  },
  核对证明: {
    page: 'packages/rider/pages/certificate-check/certificate-check',
    query: {},
    answers: [],
    fields: [{ name: 'number', write: does('typeNumber', {}, 'BZ2026'), read: reads('number') }],
  },
  领取码: {
    page: 'packages/rider/pages/claim/claim',
    query: {},
    answers: [],
    fields: [{ name: 'code', write: does('type', {}, 'abcde'), read: reads('code') }],
  },
  名字: {
    page: 'packages/rider/pages/profile/profile',
    query: {},
    answers: [[/client-config/, stations['/client-config']], [/me$/, people['/me']]],
    fields: [{ name: 'display name', write: does('typeName', {}, '小明'), read: reads('name') }],
  },
}

for (const [name, { page, query, answers, fields, alone }] of Object.entries(FORMS)) {
  test(`${name}, left at each of ${fields.length} fields, stands where it was after a restart`, async () => {
    begin(...answers)
    const left: [Field, unknown][] = []
    for (const field of fields) {
      const shown = await opened(page, query)
      const before = field.read(shown)
      await field.write(shown)
      const value = field.typed ?? field.read(shown)
      assert.notDeepEqual(value, before, `${field.name} was not written`)
      if (alone) left.length = 0
      left.push([field, value])
      const again = await opened(page, query)
      for (const [one, was] of left) assert.deepEqual(one.read(again), was, one.name)
    }
    forgetDrafts()
    const bare = await opened(page, query)
    for (const [one, was] of left) assert.notDeepEqual(one.read(bare), was, `${one.name} does not come from the drafts`)
  })
}

test('a monthly check that was overtaken keeps its ticks and shows how the station stands', async () => {
  const current = { ...STATION, name: '南城新站', version: STATION.version + 1 }
  begin([/verification/, { type: '/problems/changed', title: '刚有变化', status: 412, current }, 412], [/stations\/YQ0001/, STATION])
  const { page, query } = FORMS['每月核对']!
  const shown = await opened(page, query)
  await shown.does('turn', { fact: 'place' })
  await shown.does('sendAll')
  assert.deepEqual([shown.data['name'], shown.data['checked']], ['南城新站', ['place']])
  assert.notEqual(shown.data['problem'], '')
  assert.deepEqual((await opened(page, query)).data['checked'], ['place'])
})
