import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Failure, offline, refused } from '../../src/core/problem'
import { closingWords, previewWords } from '../../src/packages/rider/pages/deletion/describing'
import { deviceLines } from '../../src/packages/rider/pages/devices/describing'
import { lookLine } from '../../src/packages/rider/pages/looked/describing'
import { centre } from '../../src/packages/rider/pages/privacy/describing'
import { nameFailure, phoneAnswer } from '../../src/packages/rider/pages/profile/answering'
import { failedWords, readyWords, sizeWords } from '../../src/packages/rider/pages/take-away/describing'
import { failedFace } from '../../src/packages/rider/standing'
import type { Consent, Stored } from '../../src/services/privacy'
import { NEVER } from '../../src/texts/privacy'
import { at } from './support'

const NOW = at('2026-11-26T13:30:00')

const consent = (purpose: string, change: Partial<Consent> = {}): Consent =>
  ({ purpose, title: `《${purpose}》`, state: 'given', switchable: true, notice_version: 1, current_version: 2, at: null, ...change })
const held = (purpose: string, what: string, count: number): Stored =>
  ({ purpose, what, count, since: '2026-11-01T09:00:00+08:00', kept_until: '1年', consent: 'given', switchable: true })

test('each purpose with its switch, what is stored for it, how much, since when and until when', () => {
  const said = [consent('account', { switchable: false }), consent('phone'), consent('care', { state: 'none' })]
  const { cards } = centre(said, [held('account', '登录过的设备', 2), held('phone', '手机号', 1), held('account', '岗位授权', 0)])
  assert.deepEqual(cards.map(({ purpose, on, switchable, state }) => [purpose, on, switchable, state]), [
    ['account', true, false, '开着'], ['phone', true, true, '开着'], ['care', false, true, '没开过'],
  ])
  assert.deepEqual(cards[0]!.lines, [{ key: '登录过的设备', what: '登录过的设备', much: '2 条 · 最早 11月1日', until: '存多久：1年' }])
  assert.deepEqual(cards[2]!.lines, [])
})

test('what is stored for a purpose that nobody is asked about goes with the account, so that nothing is left out', () => {
  const { cards } = centre([consent('account')], [held('new_purpose', '新的一样', 1)])
  assert.deepEqual(cards[0]!.lines.map(({ what }) => what), ['新的一样'])
})

test('kinds of messages stand apart, each by its own name; where taking back deletes, it says so', () => {
  const { cards, messages } = centre([consent('phone'), consent('phone', { state: 'withdrawn' }), consent('message:shift_reminder')], [])
  assert.deepEqual(messages.map(({ title, switchName }) => [title, switchName]), [['班次提醒', '允许班次提醒']])
  assert.deepEqual(cards.map(({ ends }) => ends), ['关掉就删手机号。', ''])
})

test('a look names the role and its unit, never a person, and the reason as it was typed', () => {
  const who = { role: 'community_staff' as const, role_name: '社区工作人员', unit: '光明社区' }
  const line = lookLine({ id: 3, at: '2026-11-26T05:02:00+00:00', who, what: '看了手机号', reason: '活动改地方' })
  assert.deepEqual(line, { id: 3, what: '看了手机号', who: '光明社区 社区工作人员', when: '11月26日 13:02', reason: '原因：活动改地方' })
  assert.equal(lookLine({ id: 4, at: '2026-11-26T05:02:00+00:00', who, what: '看了名单', reason: null }).reason, '')
})

test('phones: this one first and marked, one without a name has one to be called by', () => {
  const device = (id: number, current: boolean, device_name: string) =>
    ({ id, current, device_name, created_at: '2026-11-20T10:00:00+08:00', last_seen_at: '2026-11-26T11:30:00+08:00', expires_at: '2026-12-26T11:30:00+08:00' })
  const lines = deviceLines([device(2, false, ''), device(1, true, '甲')], NOW)
  assert.deepEqual(lines.map(({ id, name, mark }) => [id, name, mark]), [[1, '甲', '这台手机'], [2, '没有名字的设备', '']])
  assert.equal(lines[0]!.used, '11月20日登录 · 2小时前用过')
  assert.equal(lines[1]!.endName, '让它退出：没有名字的设备')
})

test('leaving: the day of erasure, and how long it can be taken back by server time', () => {
  const preview = previewWords({
    ends: ['甲'], erased: ['乙'], stays: ['丙'], erased_after: '2026-12-03T13:30:00+08:00',
    first: [{ type: '/problems/last-manager', title: '', scope_code: 'YQ0001', scope_name: '一号驿站' }],
  })
  assert.deepEqual([preview.erasedTitle, preview.first], ['7 天后删掉（12月3日）', ['一号驿站']])
  const end = '2026-12-03T13:30:00+08:00'
  const left = (text: string): string => closingWords(end, at(text)).left
  assert.equal(left('2026-11-26T13:30:00'), '还有7天')
  assert.equal(left('2026-11-26T14:31:00'), '还有6天22小时')
  assert.equal(left('2026-12-02T14:00:00'), '还有23小时30分')
  assert.equal(left('2026-12-03T13:29:30'), '还有1分钟')
  assert.equal(left('2026-12-03T13:30:00'), '')
  assert.equal(closingWords(end, NOW).until, '12月3日 13:30之后删掉，之前都能反悔。')
})

test('an export says how many rows and how large it is', () => {
  const text = JSON.stringify({ made_at: '', tables: [{ rows: [{ 名: '小哥' }, {}] }, { rows: [] }] })
  assert.equal(readyWords(text), '好了：2 条，1 KB')
  assert.deepEqual([sizeWords(10), sizeWords(20_480), sizeWords(3 * 1024 * 1024)], ['1 KB', '20 KB', '3.0 MB'])
  assert.equal(failedWords(refused(429, null, {})), '一小时最多 10 次，过会儿再来')
  assert.equal(failedWords(offline()), '没有网络')
})

test('the phone button: a code, a no, the quota used up by number or by words, and anything else', () => {
  assert.deepEqual(phoneAnswer({ code: 'c', errMsg: 'getPhoneNumber:ok' }), { code: 'c' })
  const said = (detail: object): string => (phoneAnswer(detail) as { said: string }).said
  assert.match(said({ errMsg: 'getPhoneNumber:fail user deny' }), /^没有留号码/)
  assert.match(said({ errMsg: 'getPhoneNumber:fail', errno: 1400001 }), /今天微信不给号码了/)
  assert.match(said({ errMsg: 'getPhoneNumber:fail 1400001' }), /今天微信不给号码了/)
  assert.match(said({ errMsg: 'getPhoneNumber:fail jsapi has no permission' }), /微信没给号码/)
})

test('a name that is not taken: the field\'s own sentence, else the title', () => {
  const body = (errors?: object[]) => ({ type: '/problems/text-refused', title: '内容没有通过', status: 409, errors })
  const failure = (errors?: object[]) => refused(409, body(errors), {})
  assert.equal(nameFailure(failure([{ field: 'display_name', message: '请换一个' }])), '请换一个')
  assert.equal(nameFailure(failure()), '内容没有通过')
})

test('a closing account has a face of its own; old content is kept under a bar that says how old', () => {
  const closing = new Failure('problem', 403, 'account-closing', '账号正在注销', null)
  assert.deepEqual(failedFace(closing, NOW, NOW), { failed: '', closing: true })
  assert.equal(failedFace(offline(), NOW - 600_000, NOW).failed, '没有网络，下面是10分钟前的')
  assert.equal(failedFace(offline(), 0, NOW).failed, '没有网络')
})

test('what is not collected is whole sentences, one for each rule', () => {
  assert.ok(NEVER.length >= 6)
  for (const sentence of NEVER) assert.match(sentence, /^不|^没有/)
  for (const sentence of NEVER) assert.match(sentence, /。$/)
})
