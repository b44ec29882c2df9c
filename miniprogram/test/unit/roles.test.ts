/** Volunteer roles on their community's page: what a line says, and each way an answer to one may go. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, test } from 'node:test'
import { offline, refused, unknown } from '../../src/core/problem'
import { type Reply, rolesShown, type Told, toldOf } from '../../src/packages/rider/pages/community/roles'
import type { OwnRole } from '../../src/services/roles'
import { asked, kept, next, pageOf, settle, type Shown } from './opened'
import { at } from './support'

const recorded = (name: string, path: string) => JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8'))[path]
const place = recorded('answers.people', '/communities/{area_code}')
kept.setStorageSync('client-config', { value: recorded('answers', '/client-config'), until: null })
const { session } = await import('../../src/core/http')
const communityPage = await pageOf(() => import('../../src/packages/rider/pages/community/community'))

const NOW = at('2026-11-26T12:00:00')
const CODE: string = place.area.code
const TOKEN = { token: 'a', expires_at: '2030-01-01T00:00:00Z', account: 'A1' }
const ENDED = { type: '/problems/role-ended', title: '这个邀请或身份已经结束了', status: 409 }

const offer = (change: Partial<OwnRole> = {}): OwnRole => ({
  id: 7, kind: 'grid_volunteer', name: '特聘网格员', area: place.area, state: 'offered', offered_at: '2026-11-26T02:00:00Z',
  answer_by: '2026-12-10T02:00:00Z', accepted_at: null, ends_on: '2027-11-26', ended_at: null, ended_why: null,
  briefing: '看到路灯坏了，跟社区说一声。', actions: ['accept', 'decline'], ...change,
})
const active = (change: Partial<OwnRole> = {}): OwnRole => offer({ state: 'active', accepted_at: '2026-11-26T17:00:00Z', actions: ['resign'], ...change })
const over = (why: string): OwnRole => offer({ state: 'ended', ended_why: why, ended_at: '2026-11-26T18:00:00Z', actions: [] })

const shown = (all: OwnRole[], told: Told | null = null, read = 0) => rolesShown(all, CODE, told, read, NOW)

test('an offer says for whom, until when and how long one may think; a role since when', () => {
  const [asks] = shown([offer()]).lines
  assert.deepEqual([asks?.title, asks?.term], ['请你做特聘网格员', `${place.area.name}的邀请，做到2027年11月26日。`])
  assert.match(asks?.answerBy ?? '', /12月10日10:00前/)
  const [does] = shown([active()]).lines
  assert.deepEqual([does?.title, does?.answerBy], [`你是${place.area.name}的特聘网格员`, ''])
  assert.equal(does?.term, '2026年11月27日起担任，做到2027年11月26日。', 'the day in Beijing')
})

test('only what is open here stands here', () => {
  const elsewhere = { ...place.area, code: '652701001002' }
  assert.deepEqual(shown([over('declined'), offer({ area: elsewhere }), offer({ id: 8 })]).lines.map(({ id }) => id), [8])
})

test('an answer that got none can go out again, until a look finds it done', () => {
  const told = toldOf(7, 'accept', unknown())
  const [open] = shown([offer()], told).lines
  assert.deepEqual([open?.resend, open?.problem !== ''], ['accept', true])
  const [done] = shown([active()], told).lines
  assert.deepEqual([done?.resend, done?.problem], ['', ''])
  assert.deepEqual(shown([over('declined')], toldOf(7, 'decline', unknown())), { lines: [], gone: '' })
  const [unsent] = shown([offer()], toldOf(7, 'accept', offline())).lines
  assert.deepEqual([unsent?.resend, unsent?.problem], ['', '没有网络，连上再点一次。'])
})

test("a refusal is said in the service's words, where the role is or, if it is gone, above", () => {
  const told = toldOf(7, 'accept', refused(409, ENDED, {}))
  assert.equal(shown([offer()], told).lines[0]?.problem, ENDED.title)
  assert.deepEqual(shown([over('revoked')], told), { lines: [], gone: ENDED.title })
})

beforeEach(() => {
  kept.setStorageSync('session', { value: TOKEN, until: null })
})
afterEach(async () => {
  while (asked.length) await asked[0]!.answer({}, 503)
})

/** The page with these roles on it. */
async function page(...roles: OwnRole[]): Promise<Shown> {
  const found = communityPage({ code: CODE })
  void found['onShow']()
  await (await next('/communities/')).answer(place)
  await mine(...roles)
  return found
}

const mine = async (...roles: OwnRole[]): Promise<void> => (await next('/me/volunteer-roles')).answer({ items: roles, next_cursor: null })
const does = (on: Shown, what: Reply) => on['answerRole']({ currentTarget: { dataset: { id: 7, what } } })

test('an offer is taken up once however often it is tapped, after its briefing was opened', async () => {
  const found = await page(offer())
  found['turnBriefing']({ currentTarget: { dataset: { id: 7 } } })
  assert.equal(found.data['roles'][0].read, true)
  found.data['fresh'] = false // a while later
  does(found, 'accept')
  does(found, 'accept')
  await settle()
  assert.deepEqual(asked.map(({ path, body }) => [path, body]), [['/volunteer-roles/7/acceptance', { briefing_opened: true }]])
  await asked[0]!.answer(active())
  assert.deepEqual([found.data['roles'][0].offered, found.data['said'] !== ''], [false, true])
  assert.equal(found.data['fresh'], true, 'what came under the finger takes no tap at once')
  await mine(active())
  assert.equal(found.data['busy'], false)
})

test('a tap after a lost answer carries the key of the first', async () => {
  const found = await page(offer())
  does(found, 'decline')
  const first = await next('/volunteer-roles/7/resignation')
  await first.lose()
  const repeated = await next('/volunteer-roles/7/resignation')
  await repeated.lose()
  assert.deepEqual([found.data['roles'][0].resend, found.data['busy']], ['decline', false])
  does(found, 'decline')
  const again = await next('/volunteer-roles/7/resignation')
  assert.deepEqual([repeated.key, again.key], [first.key, first.key])
  await again.answer(over('declined'))
  assert.deepEqual(found.data['roles'], [])
  await mine(offer())
  does(found, 'decline')
  const later = await next('/volunteer-roles/7/resignation')
  assert.notEqual(later.key, first.key, 'what was answered is another act')
  await later.answer(over('declined'))
})

test('a look begun before an answer undoes nothing of it', async () => {
  const found = await page(offer())
  void found['load'](false)
  await settle()
  const older = asked.find(({ path }) => path.startsWith('/me/volunteer-roles'))!
  does(found, 'accept')
  await (await next('/volunteer-roles/7/acceptance')).answer(active())
  await older.answer({ items: [offer()], next_cursor: null })
  assert.equal(found.data['roles'][0].offered, false)
})

test('an offer that ended meanwhile goes, and why stays to be read', async () => {
  const found = await page(offer())
  does(found, 'accept')
  await (await next('/volunteer-roles/7/acceptance')).answer(ENDED, 409)
  await mine(over('revoked'))
  assert.deepEqual([found.data['roles'], found.data['roleGone']], [[], ENDED.title])
  void found['onShow']()
  assert.equal(found.data['roleGone'], '')
})

test('roles that do not come hide nothing of the community, and those on the page stay', async () => {
  const found = await page(offer())
  void found['load'](true)
  await (await next('/communities/')).answer({ ...place, welcome: '新的' })
  await (await next('/me/volunteer-roles')).answer({}, 503)
  assert.deepEqual([found.data['card'].welcome, found.data['failed'], found.data['rolesFailed'] !== ''], ['新的', '', true])
  assert.equal(found.data['roles'].length, 1)
})

test('only whoever writes news for this community is led to the work for it', async () => {
  const found = await page()
  assert.equal(found.data['card'].works, false)
  void found['load'](true)
  await (await next('/communities/')).answer({ ...place, actions: [...place.actions, 'announce'] })
  assert.equal(found.data['card'].works, true)
})

test('whose account is closing has no role any more, and nothing failed', async () => {
  const found = await page(offer())
  void found['load'](true)
  const closing = { type: '/problems/account-closing', title: '账号正在注销', status: 403 }
  await (await next('/me/volunteer-roles')).answer(closing, 403)
  assert.deepEqual([found.data['roles'], found.data['rolesFailed']], [[], ''])
})

test("whoever signed out takes their roles along; a guest's are asked of nobody", async () => {
  const found = await page(offer())
  session.forget()
  void found['load'](true)
  await settle()
  assert.deepEqual([found.data['roles'], asked.map(({ path }) => path.split('/')[1])], [[], ['communities']])
})
