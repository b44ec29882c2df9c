import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyOf, createOutbox, type Item, type NewItem } from '../../src/core/outbox'
import { Failure, offline, unknown } from '../../src/core/problem'
import { createStorage } from '../../src/core/storage'
import { open, shelf } from './support'

const item = (id: string, account = 'A'): NewItem => ({
  id,
  account,
  what: 'checkin',
  label: '',
  path: '/checkins',
  body: { code: 'T.x', nonce: id },
  occurred_at: '2026-11-26T13:00:00+08:00',
})
const refusal = (status: number) => new Failure('problem', status, 'too-late', '超过72小时', null)

function world(answer: (item: Item) => unknown) {
  const sent: string[] = []
  const storage = createStorage(shelf())
  const send = async (one: Item) => {
    sent.push(one.id)
    const said = await answer(one)
    if (said instanceof Error) throw said
    return said
  }
  return { outbox: createOutbox(storage, send), storage, sent, send }
}

test('sent one by one in order; the server\'s word stays with each', async () => {
  const { outbox, sent } = world(({ id }) => ({ state: 'accepted', id }))
  outbox.add(item('1'))
  outbox.add(item('2'))
  await outbox.flush('A')
  assert.deepEqual(sent, ['1', '2'])
  assert.deepEqual(outbox.items('A').map(({ state }) => state), ['answered', 'answered'])
})

test('without network everything stays, also after a restart, and goes later', async () => {
  let network = false
  const { outbox, storage, send } = world(() => (network ? {} : offline()))
  outbox.add(item('1'))
  outbox.add(item('2'))
  await outbox.flush('A')
  assert.equal(outbox.waiting('A'), 2)
  const restarted = createOutbox(storage, send)
  network = true
  await restarted.flush('A')
  assert.equal(restarted.waiting('A'), 0)
})

test('two flushes at once send each item once', async () => {
  const gate = open<object>()
  const { outbox, sent } = world(() => gate.promise)
  outbox.add(item('1'))
  const both = [outbox.flush('A'), outbox.flush('A')]
  gate.resolve({})
  await Promise.all(both)
  assert.deepEqual(sent, ['1'])
})

test('an item added twice is one', () => {
  const { outbox } = world(() => ({}))
  outbox.add(item('1'))
  outbox.add(item('1'))
  assert.equal(outbox.items().length, 1)
})

test('a 4xx stays until dismissed and does not hold up the next; 429 and 503 wait', async () => {
  const { outbox } = world(({ id }) => (id === '1' ? refusal(409) : id === '2' ? {} : refusal(503)))
  for (const id of ['1', '2', '3']) outbox.add(item(id))
  await outbox.flush('A')
  assert.deepEqual(outbox.items().map(({ state }) => state), ['refused', 'answered', 'waiting'])
  assert.equal(outbox.items()[0]!.problem?.title, '超过72小时')
  outbox.dismiss('3')
  outbox.dismiss('1')
  assert.deepEqual(outbox.items().map(({ id }) => id), ['2', '3'])
})

test('one that the service fails over holds up nothing but a check-in, and that for a while: in is told from out by their order', async () => {
  const { outbox, sent } = world(({ id }) => (id === '1' ? refusal(500) : {}))
  for (const id of ['1', '2']) outbox.add(item(id))
  outbox.add({ ...item('3'), what: 'closed' })
  await outbox.flush('A')
  assert.deepEqual(sent, ['1', '3'])
  assert.equal(outbox.untried('A'), false, 'so that nothing is sent twice for the sake of it')
  for (let round = 2; round < 5; round += 1) await outbox.flush('A')
  assert.equal(sent.includes('2'), false)
  await outbox.flush('A')
  assert.deepEqual(outbox.items().map(({ state }) => state), ['waiting', 'answered', 'answered'])
})

test('no answer at all, too many acts, or a sign-in that ended: the rest is not tried either', async () => {
  for (const said of [offline(), unknown(), refusal(429), refusal(401)]) {
    const { outbox, sent } = world(() => said)
    for (const id of ['1', '2']) outbox.add({ ...item(id), what: 'scan' })
    await outbox.flush('A')
    assert.deepEqual([sent, outbox.waiting('A')], [['1'], 2])
  }
})

test('another account never sends it', async () => {
  const { outbox, sent } = world(() => ({}))
  outbox.add(item('1', 'A'))
  await outbox.flush('B')
  assert.deepEqual(sent, [])
  assert.equal(outbox.waiting('A'), 1)
})

test('an act is on the phone before it leaves it, noted as tried: killed while waiting, it goes again with its time', async () => {
  const gate = open<object>()
  const { outbox, storage, send } = world(() => gate.promise)
  outbox.add(item('1'))
  void outbox.flush('A')
  const [killed] = storage.get<Item[]>('outbox')!
  assert.deepEqual([killed!.state, killed!.tries], ['waiting', 1])
  const restarted = createOutbox(storage, send)
  assert.equal(restarted.waiting('A'), 1)
  assert.equal(bodyOf(restarted.find('1')!)['occurred_at'], killed!.occurred_at)
})

test('what is sent says when the finger tapped, the first time as well as later', () => {
  const fresh: Item = { ...item('1'), state: 'waiting', tries: 0 }
  for (const one of [fresh, { ...fresh, tries: 1 }, { ...fresh, what: 'closed' as const }]) {
    assert.deepEqual(bodyOf(one), { ...fresh.body, occurred_at: fresh.occurred_at })
  }
})

test('a phone without room keeps the act while the app lives, and says so until there is room', async () => {
  const full = shelf()
  full.full = true
  const sent: string[] = []
  const outbox = createOutbox(createStorage(full), async ({ id }) => sent.push(id))
  assert.equal(outbox.kept(), true)
  outbox.add(item('1'))
  assert.equal(outbox.kept(), false)
  full.full = false
  await outbox.flush('A')
  assert.equal(outbox.kept(), true)
  assert.deepEqual([sent, outbox.items()[0]!.state], [['1'], 'answered'])
})

test('a refused one may be sent again; a later word replaces the first', async () => {
  let old = false
  const { outbox } = world(() => (old ? { state: 'needs_position' } : refusal(403)))
  outbox.add(item('1'))
  await outbox.flush('A')
  old = true
  outbox.again('1')
  await outbox.flush('A')
  outbox.amend('1', { state: 'accepted' })
  assert.deepEqual(outbox.find('1')!.answer, { state: 'accepted' })
})

test('an answer nobody read for a week is dropped at the next start; what waits or was refused is not', async () => {
  const { outbox, storage, send } = world(({ id }) => (id === '1' ? {} : id === '2' ? refusal(409) : offline()))
  for (const id of ['1', '2', '3']) outbox.add(item(id))
  await outbox.flush('A')
  const week = Date.parse('2026-12-04T00:00:00+08:00')
  assert.deepEqual(createOutbox(storage, send, undefined, () => week).items().map(({ id }) => id), ['2', '3'])
})

test('a position is never queued', () => {
  const { outbox } = world(() => ({}))
  assert.throws(() => outbox.add({ ...item('1'), body: { code: 'x', lat: 44 } }), /position/)
})
