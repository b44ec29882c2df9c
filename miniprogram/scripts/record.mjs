/**
 * Records answers of a running service for the unit tests: `node scripts/record.mjs http://127.0.0.1:8000`, on demo data
 * that it may write a little into: what nobody saved or reported yet would leave lists empty.
 */
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
      '/scenes/{scene}': async () => `/scenes/${encodeURIComponent(await sceneOf('manager', '/stations/YQ0001'))}`,
    },
  },
  'answers.keeping': {
    person: 'manager',
    async before(ask) {
      await ask('/me/saved-stations/YQ0001', { method: 'PUT' })
      for (const person of ['rider', 'rider02']) {
        const report = { method: 'POST', body: { amenity: 'hot_water', status: 'broken' } }
        await (await asker(person))('/stations/YQ0001/amenity-reports', report)
      }
    },
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
  'answers.work': {
    person: 'staff',
    asked: {
      '/work/today': '/work/today',
      '/hours': '/hours?state=pending&limit=3',
      '/hours/{hours_id}': async (ask) => `/hours/${(await ask('/hours?state=pending&limit=1')).items[0].id}`,
      '/checkins': '/checkins?state=pending&limit=3',
      '/shifts/{shift_id}/signups': async (ask) => `/shifts/${(await ask('/shifts?limit=1')).items[0].id}/signups`,
      '/shifts/{shift_id}/screen-code': async (ask) => `/shifts/${(await ask('/shifts?limit=1')).items[0].id}/screen-code`,
    },
  },
  'answers.rights': {
    person: 'rider02',
    async before(ask) {
      const { notices } = await ask('/client-config')
      const [kept] = (await ask('/me/hours/issuers')).items
      const paper = { period_from: '2026-01-01', period_to: new Date().toISOString().slice(0, 10), name_on_paper: '示例骑手' }
      const body = { ...paper, issuer: kept.issuer.id, notice_version: notices.certificate_identity.version }
      await ask('/certificates', { method: 'POST', body })
      await (await asker('staff'))('/communities/652701001001/members')
    },
    asked: {
      '/me/stored': '/me/stored',
      '/me/access-log': '/me/access-log?limit=3',
      '/me/consents': '/me/consents',
      '/me/deletion-preview': '/me/deletion-preview',
      '/me/notices': '/me/notices?limit=3',
      '/me/notice-settings': '/me/notice-settings',
      '/me/certificates': '/me/certificates',
      '/certificates/{number}': async (ask) => `/certificates/${(await ask('/me/certificates')).items[0].number}`,
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
  return async (path, { method = 'GET', body, as = 'json' } = {}) => {
    const more = method === 'POST' ? { 'Idempotency-Key': `${person}-${Date.now()}-recording` } : {}
    const answer = await fetch(BASE + path, { method, headers: { ...headers, ...more }, body: body && JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
    return answer.status === 204 ? null : answer[as]()
  }
}

/** What a poster stands for; the fake platform writes it beside the picture. */
async function sceneOf(person, path) {
  const picture = await (await asker(person))(`${path}/poster?format=png`, { as: 'text' })
  return /P\.[0-9A-Z]{6}\.[0-9A-Z]{4}\.[0-9A-Z]{12}/.exec(picture)[0]
}

for (const [name, { person, before, asked }] of Object.entries(FILES)) {
  const ask = await asker(person)
  await before?.(ask)
  const recorded = {}
  for (const [path, what] of Object.entries(asked)) {
    const body = await ask(typeof what === 'string' ? what : await what(ask))
    if (body.rows) body.rows = body.rows.slice(0, 2)
    recorded[path] = body
  }
  writeFileSync(new URL(`../test/unit/${name}.json`, import.meta.url), JSON.stringify(recorded, null, 1) + '\n')
}
