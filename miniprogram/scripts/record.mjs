/** Records answers of a running service for the unit tests: `node scripts/record.mjs http://127.0.0.1:8000`. */
import { writeFileSync } from 'node:fs'

const OUT = new URL('../test/unit/answers.json', import.meta.url)
const BASE = `${process.argv[2] ?? 'http://127.0.0.1:8000'}/api/v1`

/** Path of the API document -> what is asked. */
const ASKED = {
  '/client-config': '/client-config',
  '/areas': '/areas?parent=652700&limit=2',
  '/stations': '/stations?lat=44.904&lng=82.071&limit=2',
  '/stations/{code}': '/stations/YQ0001',
  '/stations/{code}/days': '/stations/YQ0001/days?days=3',
  '/bundles/{area_code}': '/bundles/652702',
}

const recorded = {}
for (const [path, asked] of Object.entries(ASKED)) {
  const answer = await fetch(BASE + asked)
  if (!answer.ok) throw new Error(`${asked}: ${answer.status}`)
  const body = await answer.json()
  if (body.rows) body.rows = body.rows.slice(0, 2)
  recorded[path] = body
}
writeFileSync(OUT, JSON.stringify(recorded, null, 1) + '\n')
