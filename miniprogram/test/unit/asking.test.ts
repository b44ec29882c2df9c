import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Answer, createAsking, type Face } from '../../src/core/asking'
import { Failure, offline } from '../../src/core/problem'
import { faceWords } from '../../src/components/sign-in/faces'

const refusal = (status: number, slug: string) => new Failure('problem', status, slug, slug, null)
const ASK = { why: '报到要让社区知道是谁', purpose: 'membership' }

/** `answers`: what the person says to each question, in order; `acts`: what each run of the act comes to. */
function world(answers: Answer[], acts: unknown[] = ['done'], known: { account?: string; ageAsked?: boolean } = {}) {
  const log: string[] = []
  const faces: Face[] = []
  let account = known.account ?? null
  let ageAsked = known.ageAsked ?? false
  const asking = createAsking({
    session: {
      account: () => account,
      async signIn(how) {
        log.push(`sign in ${JSON.stringify(how)}`)
        account = 'A1'
        return { token: 't', expires_at: '', account }
      },
    },
    async show({ face, work }) {
      faces.push(face)
      const said = answers.shift() ?? 'no'
      await work(said)
      return said
    },
    ageAsked: () => ageAsked,
    rememberAge: () => void (ageAsked = true),
    confirmAge: async () => void log.push('confirm age'),
    refreshNotices: async () => void log.push('refresh notices'),
    giveConsent: async (purpose) => void log.push(`consent ${purpose}`),
  })
  const act = async () => {
    log.push('act')
    const said = acts.shift()
    if (said instanceof Error) throw said
    return said as string
  }
  return { asking, act, log, faces, kinds: () => faces.map(({ kind }) => kind) }
}

test('a guest is asked once, with the reason, signs in, and the act goes on by itself', async () => {
  const { asking, act, log, faces } = world(['yes'])
  assert.equal(await asking.asPerson(ASK, act), 'done')
  assert.deepEqual(log, ['sign in {"ageOk":true}', 'act'])
  assert.deepEqual(faces, [{ kind: 'sign-in', why: ASK.why, askAge: true }])
})

test('不用了 signs nobody in and does nothing', async () => {
  const { asking, act, log } = world(['no'])
  assert.equal(await asking.asPerson(ASK, act), null)
  assert.deepEqual(log, [])
})

test('whoever is signed in is asked nothing', async () => {
  const { asking, act, kinds } = world([], ['done'], { account: 'A1' })
  assert.equal(await asking.asPerson(ASK, act), 'done')
  assert.deepEqual(kinds(), [])
})

test('已满16岁 is asked once on a phone', async () => {
  const { asking, act, faces, log } = world(['yes'], ['done'], { ageAsked: true })
  await asking.asPerson(ASK, act)
  assert.deepEqual(faces, [{ kind: 'sign-in', why: ASK.why, askAge: false }])
  assert.deepEqual(log, ['sign in {}', 'act'])
})

test('under 16 one is signed in and told what works; saving goes on', async () => {
  const first = world(['young', 'yes'])
  assert.equal(await first.asking.asPerson(ASK, first.act), null)
  assert.deepEqual([first.log, first.kinds()], [['sign in {"ageOk":false}'], ['sign-in', 'young']])
  const second = world(['young'])
  assert.equal(await second.asking.asPerson({ ...ASK, anyAge: true }, second.act), 'done')
  assert.deepEqual(second.kinds(), ['sign-in'])
})

test('age-unconfirmed asks the age and does the act again; still under 16 does not', async () => {
  const grown = world(['yes'], [refusal(403, 'age-unconfirmed'), 'done'], { account: 'A1' })
  assert.equal(await grown.asking.asPerson(ASK, grown.act), 'done')
  assert.deepEqual(grown.log, ['act', 'confirm age', 'act'])
  const young = world(['young', 'yes'], [refusal(403, 'age-unconfirmed')], { account: 'A1' })
  assert.equal(await young.asking.asPerson(ASK, young.act), null)
  assert.deepEqual([young.log, young.kinds()], [['act'], ['age', 'young']])
})

test('notice-changed shows the new text first; agreeing does the act again', async () => {
  const { asking, act, log, faces } = world(['yes'], [refusal(409, 'notice-changed'), 'done'], { account: 'A1' })
  assert.equal(await asking.asPerson(ASK, act), 'done')
  assert.deepEqual(log, ['act', 'refresh notices', 'act'])
  assert.deepEqual(faces, [{ kind: 'notice', purpose: 'membership' }])
})

test('consent-withdrawn gives the consent again only after a yes', async () => {
  const yes = world(['yes'], [refusal(403, 'consent-withdrawn'), 'done'], { account: 'A1' })
  assert.equal(await yes.asking.asPerson(ASK, yes.act), 'done')
  assert.deepEqual(yes.log, ['act', 'refresh notices', 'consent membership', 'act'])
  const no = world(['no'], [refusal(403, 'consent-withdrawn')], { account: 'A1' })
  assert.equal(await no.asking.asPerson(ASK, no.act), null)
  assert.deepEqual(no.log, ['act', 'refresh notices'])
})

test('every other failure is the page\'s, and no question goes in a circle', async () => {
  const lost = world([], [offline()], { account: 'A1' })
  await assert.rejects(lost.asking.asPerson(ASK, lost.act), { slug: 'offline' })
  const circle = world(Array(20).fill('yes'), Array(20).fill(refusal(409, 'notice-changed')), { account: 'A1' })
  await assert.rejects(circle.asking.asPerson(ASK, circle.act), { slug: 'notice-changed' })
  assert.equal(circle.faces.length, 4)
})

test('each face says something, asks with names of two letters and more, and shows its notice', () => {
  const notice = { title: '到社区报到', text: '您报到后……' }
  const faces: Face[] = [
    { kind: 'sign-in', why: ASK.why, askAge: true },
    { kind: 'sign-in', why: ASK.why, askAge: false },
    { kind: 'age' },
    { kind: 'young' },
    { kind: 'notice', purpose: 'membership' },
    { kind: 'withdrawn', purpose: 'membership' },
  ]
  for (const face of faces) {
    const words = faceWords(face, notice)
    assert.ok(words.title.length > 1 && words.yes.length > 1, face.kind)
    assert.equal(words.young !== '', face.kind === 'age' || (face.kind === 'sign-in' && face.askAge), face.kind)
    assert.equal(words.read, face.kind === 'notice')
  }
  assert.match(faceWords(faces[0]!, notice).text, /社区知道是谁/)
  assert.match(faceWords(faces[0]!, null).yes, /同意/)
})
