import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formWords, standsNow } from '../../src/packages/staff/pages/draft/describing'
import {
  bodyOf, copyOf, draftName, emptyForm, type Form, formOf, isAsBefore, keyed, lacking, ofOneOf, rruleOf, type Step, stepped, withCheck, withIssuer, withLength,
  withPin, withPlaces, withStart,
} from '../../src/packages/staff/pages/draft/form'
import { groupsOf } from '../../src/packages/staff/pages/shifts/listing'
import { faultsOf } from '../../src/packages/staff/faults'
import { refused } from '../../src/core/problem'
import type { ShiftDetail } from '../../src/services/shifts'
import { at } from './support'

const NOW = at('2026-11-26T12:00:00')
const DETAIL = {
  id: 7, title: '扫雪', team: null, issuer: { id: 3, name: '光明社区' }, kind: 'service', status: 'draft', version: 4,
  starts_at: '2026-11-24T11:00:00+08:00', ends_at: '2026-11-24T12:00:00+08:00', planned_minutes: 60,
  area_code: '652701001001', station_code: null, place: '校门口', lat: 44.9, lng: 82.07, capacity: 3, registered: 1, waitlisted: 0,
  signup_state: 'open', actions: ['edit', 'publish', 'delete'], risk_text: '路滑', insurance_text: '意外险', meeting_point: '3号楼2单元',
  private_place: '3号楼2单元', signup_opens_at: '2026-11-20T11:00:00+08:00', signup_closes_at: '2026-11-24T12:00:00+08:00',
  cancel_until: '2026-11-24T08:00:00+08:00', min_age: 18, series_id: null, waits_for: null, cancel_reason: null, my_signup: null,
  roles: [{ id: 1, name: '志愿者', capacity: 3, waitlist_max: null, skills: '', registered: 1, waitlisted: 0, free: 2 }],
  server_now: '2026-11-26T12:00:00+08:00',
} as unknown as ShiftDetail

test('a copy is the next same weekday and hour ahead, with the old dates and the address left behind', () => {
  const copy = copyOf(DETAIL, NOW)
  assert.equal(copy.startsAt, at('2026-12-01T11:00:00'))
  const body = bodyOf(copy, null)
  assert.deepEqual([body.signup_opens_at, body.signup_closes_at, body.cancel_until, body.private_place], [null, null, null, null])
  assert.deepEqual([body.title, body.place, body.lat, body.area_code, body.issuer_id], ['扫雪', '校门口', 44.9, '652701001001', 3])
  assert.deepEqual(body.roles, [{ name: '志愿者', capacity: 3, waitlist_max: null, skills: '' }])
  assert.ok(!JSON.stringify(copy).includes('单元'))
  assert.equal(copyOf({ ...DETAIL, starts_at: '2026-11-26T12:00:00+08:00' }, NOW).startsAt, NOW + 7 * 86_400_000)
})

test('an edit sends back what stands, and moves its limits along with the start', () => {
  const form = formOf(DETAIL)
  assert.equal(isAsBefore(form, DETAIL), true)
  const moved = withStart(form, 1440)
  assert.equal(isAsBefore(moved, DETAIL), false)
  const body = bodyOf(moved, DETAIL.private_place)
  assert.equal(Date.parse(body.cancel_until!), at('2026-11-25T08:00:00'))
  assert.equal(Date.parse(body.signup_opens_at!), at('2026-11-21T11:00:00'))
  assert.equal(body.private_place, '3号楼2单元')
  const shorter = bodyOf(withLength(form, -15), null)
  assert.equal(shorter.signup_closes_at, shorter.ends_at)
})

test('length, places and checks stay within what can be', () => {
  const form = formOf(DETAIL)
  assert.equal(withLength(form, -600).minutes, 15)
  assert.equal(withLength(form, 9000).minutes, 720)
  assert.equal(withPlaces(form, 0, -9).roles[0]!.capacity, 1)
  assert.equal(withPlaces(form, 0, 1).roles[0]!.capacity, 4)
  assert.deepEqual(withCheck(withCheck(form, 1), 2).checked, [false, true, true])
  assert.deepEqual(withCheck(withCheck(form, 1), 1).checked, [false, false, false])
})

test('a place picked on the map leaves the station and gives its own pin', () => {
  const at = { ...DETAIL, station_code: 'YQ0001' } as ShiftDetail
  const form = formOf(at)
  assert.equal(bodyOf(form, null).lat, null)
  const body = bodyOf(withPin(form, { name: '友谊广场', lat: 44.904, lng: 82.071 }), null)
  assert.deepEqual([body.station_code, body.place, body.lat, body.lng], [null, '友谊广场', 44.904, 82.071])
})

test('the same sending has the same key, a changed one a new one', () => {
  let count = 0
  const newKey = (): string => `key-${(count += 1)}`
  const form = copyOf(DETAIL, NOW)
  const first = keyed(form, bodyOf(form, null), newKey)
  assert.equal(keyed(first.form, bodyOf(first.form, null), newKey).key, first.key)
  const changed = { ...first.form, title: '清冰' }
  assert.notEqual(keyed(changed, bodyOf(changed, null), newKey).key, first.key)
})

test('a draft of the phone and one of the service have names of their own', () => {
  assert.equal(draftName({ id: null, from: 7 }), 'shift-draft:from-7')
  assert.equal(draftName({ id: 9, from: 7 }), 'shift-draft:id-9')
})

test('the form says its day, hours and places; who was overtaken reads how it stands', () => {
  const words = formWords(copyOf(DETAIL, NOW), null, NOW)
  assert.deepEqual([words.day, words.start, words.length, words.until], ['周二 12月1日', '11:00', '1小时', '到12:00'])
  assert.equal(words.copied, '照「扫雪」抄的，改好再发布')
  assert.deepEqual(words.roles, [{ name: '', count: '3人' }])
  assert.deepEqual([words.there, formWords(formOf(DETAIL), DETAIL, NOW).there], [false, true])
  assert.deepEqual(standsNow(DETAIL, NOW), ['扫雪', '周二 11月24日 11:00-12:00', '校门口', '3人', '路滑'])
})

test('what the service has against it is said in its own sentences, each once', () => {
  const errors = [{ field: 'a', message: '请写明风险' }, { field: 'b', message: '请写明风险' }]
  const body = { type: '/problems/shift-not-ready', title: '还不能发布', status: 409, errors }
  assert.deepEqual(faultsOf(refused(409, body, {})), ['请写明风险'])
  assert.deepEqual(faultsOf(refused(409, { ...body, errors: undefined, detail: '时间过了' }, {})), ['时间过了'])
})

test('each button of the form is a step of its own', () => {
  const form = formOf(DETAIL)
  const tap = (step: Partial<Step>) => stepped(form, step as Step)
  assert.deepEqual(tap({ what: 'start', by: 60 }), withStart(form, 60))
  assert.deepEqual(tap({ what: 'length', by: -15 }), withLength(form, -15))
  assert.deepEqual(tap({ what: 'places', index: 0, by: 1 }), withPlaces(form, 0, 1))
  assert.deepEqual(tap({ what: 'check', index: 2 }), withCheck(form, 2))
})

test('what was published is called off with a reason, which is no change of the shift; a draft is not called off', () => {
  const published = { ...DETAIL, status: 'published', actions: ['edit', 'cancel'] } as ShiftDetail
  const asked = stepped(formOf(published), { what: 'call-off', reason: '' } as Step)
  const chosen = stepped(asked, { what: 'call-off', reason: '天气太差' } as Step)
  assert.deepEqual(formWords(chosen, published, NOW).callOff!.reasons.flatMap(({ text, on }) => (on ? text : [])), ['天气太差'])
  assert.equal(isAsBefore(chosen, published), true)
  assert.equal(stepped(chosen, { what: 'call-off', reason: '-' } as Step).callOff, null)
  assert.deepEqual([formWords(asked, published, NOW).cancels, formWords(formOf(DETAIL), DETAIL, NOW).cancels], [true, false])
})

const OWN = { id: 3, name: '青得里街道', area: '652701001' }
const BELOW = { id: 4, name: '光明社区', area: '652701001001' }

test('from nothing: an hour of tomorrow for the first organization, and what is still to be said is said', () => {
  const form = emptyForm(OWN, NOW)
  assert.deepEqual([form.startsAt, form.minutes], [at('2026-11-27T11:00:00'), 60])
  assert.equal(emptyForm(OWN, at('2026-11-26T23:59:00')).startsAt, at('2026-11-27T11:00:00'))
  assert.deepEqual(lacking(form, NOW), ['先写名称', '先写在哪里', '先在地图上点一下地方'])
  const written = withPin({ ...form, title: '扫雪', place: '社区门口' }, { name: '友谊广场', lat: 44.904, lng: 82.071 })
  assert.deepEqual([lacking(written, NOW), written.place], [[], '社区门口'])
  assert.equal(withPin(form, { name: '友谊广场', lat: 44.904, lng: 82.071 }).place, '友谊广场')
  const body = bodyOf(withIssuer(stepped(written, { what: 'kind', kind: 'training' } as Step), BELOW), null)
  assert.deepEqual([body.issuer_id, body.area_code, body.kind, body.lat, body.min_age], [4, '652701001001', 'training', 44.904, 18])
  assert.deepEqual(body.roles, [{ name: '志愿者', capacity: 4, waitlist_max: null, skills: '' }])
  assert.deepEqual(lacking(copyOf(DETAIL, NOW), NOW), [])
})

test('from nothing one says for whom and which kind, until it is at the service; it lies on the phone under its own name', () => {
  const form = emptyForm(OWN, NOW)
  const { begun, pin, copied } = formWords(form, null, NOW, [OWN, BELOW])
  assert.deepEqual(begun!.issuers.map(({ name, on }) => [name, on]), [['青得里街道', true], ['光明社区', false]])
  assert.equal(begun!.issuer, '青得里街道')
  assert.deepEqual(begun!.kinds.map(({ text, on }) => [text, on]), [['志愿服务', true], ['培训', false]])
  assert.deepEqual([pin, copied], ['地图上还没有点，骑手按这个点找过来。', ''])
  assert.equal(formWords({ ...form, id: 9 }, null, NOW, [OWN]).begun, null)
  assert.equal(formWords(copyOf(DETAIL, NOW), null, NOW, [OWN]).begun, null)
  assert.equal(draftName(form), 'shift-draft:new')
  const lists = { drafts: [], coming: [], past: [], more: false, writes: true }
  assert.deepEqual(groupsOf(lists, [form], NOW).unsent, [{ url: '/packages/staff/pages/draft/draft', title: '还没写名称', when: '明天 周五 11月27日 11:00-12:00' }])
})

test('whoever may no longer write for one organization writes for their first', () => {
  const form = emptyForm(BELOW, NOW)
  assert.deepEqual([ofOneOf(form, [OWN]).rest.issuer_id, ofOneOf(form, [OWN, BELOW]), ofOneOf(form, [])], [3, form, form])
})

test('every week, on the day it begins until the last time in Beijing, which moves along; a copy is held once', () => {
  const tap = (form: Form, what: Step['what'], by: number) => stepped(form, { what, by } as Step)
  const once = emptyForm(OWN, NOW)
  assert.deepEqual([rruleOf(once), formWords(once, null, NOW).begun!.weekly], [null, ''])
  const weekly = tap(once, 'often', 4)
  assert.deepEqual([rruleOf(weekly), formWords(weekly, null, NOW).begun!.weekly], ['FREQ=WEEKLY;UNTIL=20261218', '一共4次，到12月18日'])
  assert.equal(rruleOf(withStart(tap(weekly, 'times', 1), -12 * 60)), 'FREQ=WEEKLY;UNTIL=20261224') // the evening before
  assert.equal(tap(tap(weekly, 'times', -9), 'often', 4).times, 2)
  assert.equal(rruleOf(tap(weekly, 'often', 0)), null)
  assert.equal(rruleOf({ ...weekly, id: 9 }), null)
  const far = withStart(weekly, 27 * 1440)
  assert.deepEqual([lacking(far, NOW).at(-1), lacking(tap(far, 'often', 0), NOW).length], ['每周一次的，头一次要在四周以内', 3])
  let count = 0
  const key = (form: Form) => keyed(form, bodyOf(form, null), () => `key-${(count += 1)}`)
  assert.notEqual(key({ ...key(once).form, times: 4 }).key, 'key-1')
})

test('a new one left lying until its start has passed goes nowhere before it is moved; what is at the service stands as it is', () => {
  const written = withPin({ ...emptyForm(OWN, NOW), title: '扫雪', place: '社区门口' }, { name: '友谊广场', lat: 44.904, lng: 82.071 })
  for (const form of [written, { ...written, times: 4 }, copyOf(DETAIL, NOW)]) {
    assert.deepEqual(lacking(form, form.startsAt - 1), [])
    assert.deepEqual(lacking(form, form.startsAt), ['开始时间已经过了，请往后改一改'])
    assert.deepEqual(lacking(withStart(form, 10_080), form.startsAt), [])
  }
  assert.deepEqual(lacking(formOf(DETAIL), NOW), [])
})

test('one of a series says so, and the series can be ended from it', () => {
  const one = { ...DETAIL, series_id: 5 } as ShiftDetail
  assert.deepEqual([formWords(formOf(one), one, NOW).series, formWords(formOf(DETAIL), DETAIL, NOW).series], [true, false])
})
