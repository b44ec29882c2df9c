import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Code, hintOf, readOptions, readScan } from '../../src/utils/code'

const POSTER = 'P.0A1B2C.0001.ABCDEFGHJKMN'
const SCREEN = 'T.0A1B2C.0F3G.ABCDEFGHJKMN'
const MEMBER = 'M.0A1B2C3D4E.0F3G.ABCDEFGHJKMN'
const POINTER = '0123456789A'
const page = (scene: string) => ({ path: `pages/code/code?scene=${scene}`, result: '' })

const SCANS: [string, { result?: string; path?: string }, Code | null][] = [
  ['a poster', page(POSTER), { kind: 'poster', text: POSTER }],
  ['a poster as iOS encodes it', page(encodeURIComponent(POSTER)), { kind: 'poster', text: POSTER }],
  ['a poster encoded to the last dot', page(POSTER.replace(/\./g, '%2E')), { kind: 'poster', text: POSTER }],
  ['a poster with more behind it', page(`${POSTER}&from=x`), { kind: 'poster', text: POSTER }],
  ['a poster encoded twice: decoded once only', page(POSTER.replace(/\./g, '%252E')), null],
  ['a broken escape', page('%E0%A4%A'), null],
  ['an empty scene', page(''), null],
  ['a path without a scene', { path: 'pages/nearest/nearest' }, null],
  ['a screen', { result: SCREEN }, { kind: 'screen', text: SCREEN }],
  ['a screen with a line end', { result: `${SCREEN}\n` }, { kind: 'screen', text: SCREEN }],
  ['a member', { result: MEMBER }, { kind: 'member', text: MEMBER }],
  ['a screen one short', { result: SCREEN.slice(0, -1) }, null],
  ['a member one long', { result: `${MEMBER}A` }, null],
  ['small letters', { result: SCREEN.toLowerCase() }, null],
  ['a pointer', page(POINTER), { kind: 'pointer', text: POINTER }],
  ['a pointer as text', { result: POINTER }, { kind: 'pointer', text: POINTER }],
  ['the link of a poster', { result: `https://yiqi.example/q/${POSTER}` }, { kind: 'poster', text: POSTER }],
  ['another link', { result: 'https://other.example/pay?x=1' }, null],
  ['a WeChat payment', { result: 'wxp://f2f0abc' }, null],
  ['a bike', { result: 'XJ-088812345' }, null],
  ['nothing at all', {}, null],
  ['a text with spaces', { result: 'T.0A1B2C.0F3G.ABCD EFGHJKM' }, null],
]

for (const [name, scan, code] of SCANS) {
  test(`scanned: ${name}`, () => assert.deepEqual(readScan(scan), code))
}

test('a page opened from a code reads its scene, encoded or not', () => {
  assert.deepEqual(readOptions({ scene: encodeURIComponent(POSTER) }), { kind: 'poster', text: POSTER })
  assert.deepEqual(readOptions({ scene: POINTER }), { kind: 'pointer', text: POINTER })
  assert.equal(readOptions({}), null)
})

test('the entry scene says how the code was come by', () => {
  const known: [number, string][] = [[1047, 'camera'], [1011, 'camera'], [1048, 'longpress'], [1012, 'longpress'], [1049, 'album'], [1013, 'album'], [1001, 'unknown']]
  for (const [scene, hint] of known) assert.equal(hintOf(scene), hint)
})
