import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createOutbox, type Item, type NewItem } from '../../src/core/outbox'
import { Failure, offline } from '../../src/core/problem'
import { createStorage } from '../../src/core/storage'
import { open, shelf } from './support'

const item = (id: string, account = 'A'): NewItem => ({
  id,
  account,
  what: 'checkin',
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

test('another account never sends it', async () => {
  const { outbox, sent } = world(() => ({}))
  outbox.add(item('1', 'A'))
  await outbox.flush('B')
  assert.deepEqual(sent, [])
  assert.equal(outbox.waiting('A'), 1)
})

test('a position is never queued', () => {
  const { outbox } = world(() => ({}))
  assert.throws(() => outbox.add({ ...item('1'), body: { code: 'x', lat: 44 } }), /position/)
})
