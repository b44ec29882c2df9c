import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createLooking, type Looker } from '../../src/utils/looking'
import { open, settle } from './support'

function phone() {
  const held = { signedIn: true, asked: [] as { fresh: boolean; end: ReturnType<typeof open<string>> }[], shown: [] as string[] }
  const data: Record<string, unknown> = { loading: true }
  const looking = createLooking<string>({
    ask(fresh) {
      held.asked.push({ fresh, end: open<string>() })
      return held.asked.at(-1)!.end.promise
    },
    blank: { list: null },
    fine: { failed: '' },
    failed: (error, seenAt) => (String(error) === 'away' ? null : { failed: `${String(error)} ${seenAt}` }),
    enter: (look) => look(),
    isSignedIn: () => held.signedIn,
    now: () => 7,
  })
  const page: Looker = { setData: (more) => void Object.assign(data, more), render: () => void held.shown.push(looking.found!) }
  return Object.assign(held, { looking, page, data })
}

test('who comes during a look has one of their own after it, and one is enough for all of them', async () => {
  const { looking, page, asked, shown } = phone()
  const all = [looking.look(page, false), looking.look(page, true), looking.look(page, true)]
  asked[0]!.end.resolve('old')
  await settle()
  assert.deepEqual(asked.map(({ fresh }) => fresh), [false, true])
  asked[1]!.end.resolve('new')
  await Promise.all(all)
  assert.deepEqual(shown, ['old', 'new'])
})

test('what was found stays where a look fails, and whoever is led away is told nothing', async () => {
  const { looking, page, asked, data } = phone()
  for (const [index, end] of ['here', 'cut', 'away'].entries()) {
    const look = looking.look(page, false)
    if (index === 0) asked[index]!.end.resolve(end)
    else asked[index]!.end.reject(end)
    await look
  }
  assert.equal(looking.found, 'here')
  assert.deepEqual(data, { guest: false, loading: false, failed: 'cut 7' })
  looking.again(page)
  assert.equal(data['loading'], false, 'old content stays in sight')
})

test('a guest is shown nothing, nor the answer to whoever was signed in before', async () => {
  const held = phone()
  const { looking, page, asked, shown, data } = held
  const look = looking.look(page, false)
  held.signedIn = false
  await looking.look(page, false)
  asked[0]!.end.resolve('theirs')
  await look
  assert.deepEqual([looking.found, shown, data['guest'], data['list']], [null, [], true, null])
})
