import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { refused } from '../../src/core/problem'
import { foundWords, numberOf, scanned } from '../../src/packages/rider/pages/certificate-check/checking'
import { again, certificateLine, EMPTY, formWords, periodsOf, refusedWords, settled, wanted } from '../../src/packages/rider/pages/certificates/wanting'
import { entryWords, objectionText, turned } from '../../src/packages/rider/pages/hours-entry/telling'
import { marked, noticeLine } from '../../src/packages/rider/pages/inbox/lines'
import { switchLines, templatesOf } from '../../src/packages/rider/pages/notice-settings/switches'
import type { OwnCertificate } from '../../src/services/certificates'
import type { HoursDetail, KeptByIssuer } from '../../src/services/hours'
import type { Notice, NoticePage, NoticeSettings } from '../../src/services/notices'
import { at } from './support'

const NOW = at('2026-11-26T12:00:00')
const TODAY = '2026-11-26'
const OFFICE = { id: 2, name: '青得里街道办事处' }

const kept = (change: Partial<KeptByIssuer> = {}): KeptByIssuer => ({ issuer: OFFICE, minutes: 150, first_on: '2026-10-03', last_on: '2026-11-25', ...change })

test('periods are those in which the issuer keeps something, all of it first', () => {
  const names = (one: KeptByIssuer, today = TODAY) => periodsOf(one, today).map(({ period }) => period)
  assert.deepEqual(names(kept()), ['all', 'this_year', 'this_month', 'last_month'])
  assert.deepEqual(names(kept({ first_on: '2025-12-30', last_on: '2025-12-31' }), '2026-01-02'), ['all', 'last_year', 'last_month'])
  const february = periodsOf(kept({ first_on: '2028-02-01', last_on: '2028-02-02' }), '2028-03-01').find(({ period }) => period === 'last_month')
  assert.deepEqual([february?.from, february?.to], ['2028-02-01', '2028-02-29'])
})

test('a certificate is asked for with what is chosen; without a name it is not', () => {
  const form = settled({ ...EMPTY, name: ' 阿依努尔 ' }, [kept()])
  assert.deepEqual(wanted(form, [kept()], TODAY), { issuer: 2, period_from: '2026-10-03', period_to: '2026-11-25', name_on_paper: '阿依努尔' })
  assert.equal(wanted({ ...form, name: ' ' }, [kept()], TODAY), null)
  assert.equal(wanted(form, [], TODAY), null)
  assert.equal(formWords({ ...form, period: 'this_year' }, [kept()], TODAY).days, '2026年1月1日到2026年12月31日，都算在内')
  assert.equal(settled({ ...form, issuer: 9 }, [kept()]).issuer, 2)
})

function certificate(change: Partial<OwnCertificate> = {}): OwnCertificate {
  return {
    number: 'BZ2026ABCDEFGHJK', issuer: OFFICE, period_from: '2026-10-03', period_to: '2026-11-25', minutes: 150, hours: '2.50', backfilled_minutes: 0,
    issued_at: '2026-11-26T12:00:00+08:00', ended_reason: null, name_until: null, status: 'issued', url: '', actions: ['print'], ...change,
  }
}

test('a certificate opens, wants its name again, or says why it ended', () => {
  const line = certificateLine(certificate())
  assert.deepEqual([line.open, line.retype, line.hours, line.days], [true, false, '2小时30分', '2026年10月3日到2026年11月25日'])
  assert.deepEqual([certificateLine(certificate({ actions: ['type_name'] })).retype, certificateLine(certificate({ actions: ['type_name'] })).open], [true, false])
  const ended = certificateLine(certificate({ status: 'revoked', actions: [], ended_reason: '重复' }))
  assert.deepEqual([ended.open, ended.retype, ended.good, ended.reason], [false, false, false, '原因：重复'])
})

test('typing the name again asks for the same days, so the number stays', () => {
  const form = { ...again(certificate()), name: '阿依努尔' }
  assert.deepEqual(wanted(form, [], TODAY), { issuer: 2, period_from: '2026-10-03', period_to: '2026-11-25', name_on_paper: '阿依努尔' })
  assert.equal(formWords(form, [kept()], TODAY).periods[0]!.words, '和原来一样')
})

test('a refusal lists what waits, or says what is wrong with the field', () => {
  const none = { type: '/problems/nothing-confirmed', title: '这段时间还没有已确认的时长', status: 409, pending: [{ shift: { title: '环境整治' }, minutes: 60 }] }
  assert.deepEqual(refusedWords(refused(409, none, {})), ['这段时间还没有已确认的时长', '还在等确认：环境整治 1小时'])
  const glyph = { type: '/problems/invalid', title: '填写的内容不对', status: 422, errors: [{ field: 'name_on_paper', message: '这个字打不出来：𠮷' }] as never }
  assert.deepEqual(refusedWords(refused(422, glyph, {})), ['这个字打不出来：𠮷'])
})

test('a number is read however it was typed, and out of what a camera sees', () => {
  assert.equal(numberOf('bz2026 abcd-efghjk'), 'BZ2026ABCDEFGHJK')
  assert.equal(numberOf('BZ2026'), null)
  assert.equal(scanned('http://127.0.0.1:8000/c/BZ2026ABCDEFGHJK'), 'BZ2026ABCDEFGHJK')
  assert.equal(scanned('https://yiqi.example/q/P.ABC'), null)
  const found = foundWords({ issuer: OFFICE, period_from: '2026-10-03', period_to: '2026-11-25', minutes: 50, status: 'superseded' })
  assert.deepEqual([found.hours, found.good], ['50分钟，纸上写0.83小时', false])
})

type Line = HoursDetail['lines'][number]
const line = (change: Partial<Line>): Line => ({
  id: 1, no: 1, kind: 'proposal', minutes: 60, minutes_next_day: 0, source: 'checkin', reason_code: '', note: '', by: { role: 'rider', name: null }, batch_id: null,
  created_at: '2026-11-25T12:30:00+08:00', ...change,
})

function detail(change: Partial<HoursDetail> = {}): HoursDetail {
  return {
    id: 4, shift: { id: 7, title: '环境整治', starts_at: '2026-11-25T11:00:00+08:00', ends_at: '2026-11-25T12:00:00+08:00', area_code: '652701001' },
    person: { account: null, display_name: null, person_ref: null }, service_date: '2026-11-25', planned_minutes: 60, measured_minutes: 60, proposed_minutes: 60,
    minutes: 60, changed_minutes: null, doubts: [], pile: 'normal', own: true, issuer: OFFICE, state: 'confirmed', sampled: false, version: 2, actions: ['object'],
    lines: [line({}), line({ id: 2, kind: 'confirm', created_at: '2026-11-25T20:00:00+08:00' })], objections: [], ...change,
  }
}

test('a service shows its source, every line of it, and until when one may object', () => {
  const shown = entryWords(detail())
  assert.deepEqual([shown.entry.minutes, shown.entry.source, shown.entry.state], ['1小时', '扫码签到/签退', '已确认'])
  assert.deepEqual(shown.ledger.map(({ what, minutes }) => [what, minutes]), [['报上来', '1小时'], ['确认', '1小时']])
  assert.deepEqual([shown.mayObject, shown.until], [true, '12月25日前可以提，组织方要核对，15个工作日内答复。'])
})

test('a correction is two lines with its reason; taking back is less, not more', () => {
  const lines = [...detail().lines, line({ id: 3, kind: 'reverse', minutes: -60, reason_code: 'corrected' }), line({ id: 4, kind: 'confirm', minutes: 40, note: '早走了' })]
  const { ledger, entry } = entryWords(detail({ lines, minutes: 40 }))
  assert.deepEqual(ledger.slice(2).map(({ what, minutes, about }) => [what, minutes, about]), [['更正：收回原来的', '−1小时', ''], ['确认', '40分钟', '原因：早走了']])
  assert.deepEqual([entry.minutes, entry.note], ['40分钟', '原因：早走了'])
})

test('what waits cannot be objected to yet, what is late no more, what is objected to waits for its answer', () => {
  const pending = entryWords(detail({ state: 'pending', actions: [], minutes: 0, lines: [line({ source: 'stated' })] }))
  assert.deepEqual([pending.mayObject, pending.until, pending.entry.minutes, pending.entry.source], [false, '还没确认，确认后 30 天内可以提异议。', '1小时', '自己填写'])
  assert.match(entryWords(detail({ actions: [] })).until, /30 天过了/)
  const open = { id: 9, hours_id: 4, text: '少算了', created_at: '2026-11-26T09:00:00+08:00', due_on: '2026-12-17', state: 'open', answer: null, answered_at: null } as const
  const waits = entryWords(detail({ objections: [open] }))
  assert.deepEqual([waits.mayObject, waits.objections[0]!.text, waits.objections[0]!.answer], [false, '你说：少算了', '12月17日前答复'])
  const answered = entryWords(detail({ objections: [{ ...open, state: 'answered', answer: '核对过，没错' }] }))
  assert.deepEqual([answered.mayObject, answered.objections[0]!.answer], [true, '答复：核对过，没错'])
})

test('an objection is what was chosen and what was typed; choosing again takes it back', () => {
  const draft = turned(turned({ chosen: [], text: '' }, '分钟算少了'), '我到了，没算')
  assert.equal(objectionText({ ...draft, text: ' 带队知道 ' }), '分钟算少了；我到了，没算；带队知道')
  assert.deepEqual(turned(draft, '分钟算少了').chosen, ['我到了，没算'])
  assert.equal(objectionText({ chosen: [], text: '  ' }), '')
})

const notice = (change: Partial<Notice> = {}): Notice => ({
  id: 5, topic: 'signup', title: '有名额了', body: '快点开', link: 'pages/shift/shift?id=7', created_at: '2026-11-26T11:40:00+08:00', read_at: null, ...change,
})

test('a notice says its topic, when, whether it is unread, and where it leads', () => {
  const shown = noticeLine(notice(), NOW)
  assert.deepEqual([shown.topic, shown.when, shown.unread, shown.url], ['报名', '20分钟前', true, '/pages/shift/shift?id=7'])
  assert.equal(noticeLine(notice({ link: null }), NOW).url, '')
  assert.equal(noticeLine(notice({ created_at: '2026-11-20T11:40:00+08:00' }), NOW).when, '11月20日 11:40')
})

test('what was tapped is read at once, and nothing else', () => {
  const all = marked([notice(), notice({ id: 6 })], [5], NOW)
  assert.deepEqual(all.map(({ read_at }) => read_at === null), [false, true])
})

test('a switch says on or off in words, and how many messages are left of the scarcest template', () => {
  const settings = { topics: { signup: true, shift: false, community: true, report: true }, credits: { signup_result: 3, waitlist_offer: 1, shift_reminder: 2 } }
  const lines = switchLines(settings)
  assert.deepEqual(lines.map(({ topic, word, credits }) => [topic, word, credits]), [['signup', '开', '微信还能发1条'], ['shift', '关', ''], ['community', '开', '']])
  assert.deepEqual(templatesOf('signup'), ['signup_result', 'waitlist_offer'])
  assert.ok(lines.every(({ topic }) => templatesOf(topic).length <= 3))
})

test('recorded answers are read without a hole', () => {
  const answers = JSON.parse(readFileSync(new URL('./answers.rights.json', import.meta.url), 'utf8')) as Record<string, unknown>
  const whole = (value: object) => assert.doesNotMatch(JSON.stringify(value), /undefined|NaN|Invalid|null/)
  const { items } = answers['/me/notices'] as NoticePage
  const mine = (answers['/me/certificates'] as { items: OwnCertificate[] }).items
  const lines = switchLines(answers['/me/notice-settings'] as NoticeSettings)
  assert.deepEqual([items.length > 0, mine.length > 0, lines.length], [true, true, 7])
  whole(items.map((one) => noticeLine(one, NOW)))
  whole(mine.map(certificateLine))
  whole(lines)
  whole(foundWords(answers['/certificates/{number}'] as OwnCertificate))
})
