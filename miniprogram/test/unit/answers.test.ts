/** Recorded answers of the service hold what the types promise; `npm run record` takes new ones. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fromBundle, fromCard, type Card } from '../../src/utils/station'
import { amenityLines, dayLines } from '../../src/pages/station/describing'
import { cardWords } from '../../src/utils/words'
import { hoursWords, issuerLines } from '../../src/pages/hours/describing'
import { describe } from '../../src/pages/shift/describing'
import type { KeptByIssuer, OwnHours } from '../../src/services/hours'
import type { ShiftCard, ShiftDetail } from '../../src/services/shifts'
import type { MySignUp } from '../../src/services/signups'
import { dayGroups, ownLine } from '../../src/utils/shift-words'

interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}

const read = (path: string) => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
const document = read('../../../docs/openapi.json')
const files = readdirSync(new URL('.', import.meta.url)).filter((name) => /^answers.*\.json$/.test(name))
const answers = Object.assign({}, ...files.map((name) => read(`./${name}`))) as Record<string, never>

/** What is missing or of another kind, as paths. */
function misfits(value: unknown, schema: Schema, at = ''): string[] {
  if (schema.$ref) return misfits(value, document.components.schemas[schema.$ref.split('/').pop()!], at)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices) return choices.some((one) => !misfits(value, one, at).length) ? [] : [`${at}: none of ${choices.length}`]
  if (schema.allOf) return schema.allOf.flatMap((one) => misfits(value, one, at))
  const kinds = schema.type === undefined ? [] : [schema.type].flat()
  if (kinds.length && !kinds.some((kind) => isKind(value, kind))) return [`${at}: ${JSON.stringify(value)} is no ${kinds}`]
  if (schema.enum && value !== null && !schema.enum.includes(value)) return [`${at}: ${JSON.stringify(value)}`]
  if (Array.isArray(value)) return schema.items ? value.flatMap((one, index) => misfits(one, schema.items!, `${at}[${index}]`)) : []
  if (typeof value !== 'object' || value === null) return []
  const record = value as Record<string, unknown>
  const missing = (schema.required ?? []).filter((name) => !(name in record)).map((name) => `${at}.${name}: missing`)
  const inner = Object.entries(schema.properties ?? {}).filter(([name]) => name in record)
  return [...missing, ...inner.flatMap(([name, one]) => misfits(record[name], one, `${at}.${name}`))]
}

function isKind(value: unknown, kind: string): boolean {
  if (kind === 'null') return value === null
  if (kind === 'array') return Array.isArray(value)
  if (kind === 'integer') return Number.isInteger(value)
  if (kind === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === kind
}

const schemaOf = (path: string): Schema =>
  document.paths[`/api/v1${path}`].get.responses['200'].content['application/json'].schema

for (const path of Object.keys(answers)) {
  test(`recorded: ${path} fits its type`, () => assert.deepEqual(misfits(answers[path], schemaOf(path)), []))
}

test('no recorded list is empty: what is not there fits every type', () => {
  const lists = Object.entries(answers).filter(([, answer]) => Array.isArray((answer as { items?: unknown[] }).items))
  assert.deepEqual(lists.filter(([, answer]) => !(answer as { items: unknown[] }).items.length).map(([path]) => path), [])
  assert.ok(lists.length > 10)
})

test('a field that is missing or of another kind is caught', () => {
  const [card] = (answers['/stations'] as { items: object[] }).items
  const { name: _, ...nameless } = card as { name: string }
  const schema: Schema = { $ref: '#/components/schemas/StationCard' }
  assert.deepEqual(misfits(nameless, schema), ['.name: missing'])
  assert.equal(misfits({ ...card, lat: '44' }, schema).length, 1)
})

test('pages read recorded answers without a hole', () => {
  const now = Date.parse((answers['/stations'] as { server_now: string }).server_now)
  const whole = (value: object) => assert.doesNotMatch(JSON.stringify(value), /undefined|NaN|Invalid/)
  const cards = (answers['/stations'] as { items: Card[] }).items.map((card) => fromCard(card, now))
  const rows = fromBundle(answers['/bundles/{area_code}'], now)
  for (const station of [...cards, ...rows]) {
    const words = cardWords({ station, metres: 900 }, now, ['hot_water', 'charging'], false)
    whole(words)
    assert.notEqual(words.name, '')
    assert.notEqual(words.state, '')
  }
  whole(amenityLines(answers['/stations/{code}'], now))
  whole(dayLines((answers['/stations/{code}/days'] as { items: never[] }).items, now))
})

test('volunteering reads recorded answers without a hole', () => {
  const detail = answers['/shifts/{shift_id}'] as ShiftDetail
  const now = Date.parse(detail.server_now)
  const whole = (value: object) => assert.doesNotMatch(JSON.stringify(value), /undefined|NaN|Invalid/)
  const { items } = answers['/me/signups'] as { items: MySignUp[] }
  assert.notEqual(items.length, 0)
  for (const one of items) whole(ownLine(one, now, null))
  const groups = dayGroups((answers['/shifts'] as { items: ShiftCard[] }).items, new Map(), now, { lat: 44.904, lng: 82.071 })
  assert.notEqual(groups.length, 0)
  whole(groups)
  whole(describe(detail, null, now, null))
  const hours = answers['/me/hours'] as OwnHours
  assert.notEqual(hours.entries.length, 0)
  whole(hoursWords(hours, hours.entries, 0))
  whole(issuerLines((answers['/me/hours/issuers'] as { items: KeptByIssuer[] }).items))
})
