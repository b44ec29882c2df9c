/** Records answers of a running service for the unit tests: `node scripts/record.mjs http://127.0.0.1:8000`. */
import { writeFileSync } from 'node:fs'

const BASE = `${process.argv[2] ?? 'http://127.0.0.1:8000'}/api/v1`

/** File -> path of the API document -> what is asked; by a demo person where a file names one. */
const FILES = {
  answers: {
    asked: {
      '/client-config': '/client-config',
      '/areas': '/areas?parent=652700&limit=2',
      '/stations': '/stations?lat=44.904&lng=82.071&limit=2',
      '/stations/{code}': '/stations/YQ0001',
      '/stations/{code}/days': '/stations/YQ0001/days?days=3',
      '/bundles/{area_code}': '/bundles/652702',
    },
  },
  'answers.keeping': {
    person: 'manager',
    asked: {
      '/me/stations': '/me/stations',
      '/me/saved-stations': '/me/saved-stations',
      '/stations/{code}/amenity-reports': '/stations/YQ0001/amenity-reports',
    },
  },
  'answers.people': {
    person: 'rider',
    asked: {
      '/me': '/me',
      '/me/memberships': '/me/memberships',
      '/me/checkins': '/me/checkins?limit=3',
      '/me/member-code': '/me/member-code',
      '/communities/{area_code}': '/communities/652701001001',
    },
  },
  'answers.volunteering': {
    person: 'rider02',
    asked: {
      '/shifts': '/shifts?limit=4',
      '/shifts/{shift_id}': async (ask) => `/shifts/${(await ask('/me/signups')).items[0].shift_id}`,
      '/me/signups': '/me/signups?limit=3',
      '/me/hours': '/me/hours?limit=4',
      '/me/hours/issuers': '/me/hours/issuers',
    },
  },
}

/** A function that asks, signed in as this demo person or as nobody. */
async function asker(person) {
  const headers = { 'Content-Type': 'application/json' }
  if (person) {
    const body = JSON.stringify({ code: `${person}.${Date.now()}` })
    const { token } = await (await fetch(`${BASE}/sessions`, { method: 'POST', headers, body })).json()
    headers.Authorization = `Bearer ${token}`
  }
  return async (path) => {
    const answer = await fetch(BASE + path, { headers })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return answer.json()
  }
}

for (const [name, { person, asked }] of Object.entries(FILES)) {
  const ask = await asker(person)
  const recorded = {}
  for (const [path, what] of Object.entries(asked)) {
    const body = await ask(typeof what === 'string' ? what : await what(ask))
    if (body.rows) body.rows = body.rows.slice(0, 2)
    recorded[path] = body
  }
  writeFileSync(new URL(`../test/unit/${name}.json`, import.meta.url), JSON.stringify(recorded, null, 1) + '\n')
}
