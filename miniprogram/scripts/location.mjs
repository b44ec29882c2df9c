/**
 * The one switch between precise and fuzzy position: `location.ts` and `app.json` change together, or not at all. The fuzzy build
 * says what the position is for under both scopes: WeChat's reference names `scope.userLocation` only, its fuzzy question may read its own.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const CODE = new URL('../src/core/location.ts', import.meta.url)
const APP = new URL('../src/app.json', import.meta.url)
const LINE = /(export const PRECISION: 'precise' \| 'fuzzy' = )'(precise|fuzzy)'/
const DECLARED = { precise: ['getLocation', 'chooseLocation'], fuzzy: ['getFuzzyLocation', 'chooseLocation'] }
const SCOPES = { precise: ['scope.userLocation'], fuzzy: ['scope.userLocation', 'scope.userFuzzyLocation'] }
const LIST = /"requiredPrivateInfos": \[([^\]]*)\]/
const PURPOSE = /"permission": \{[^{}]*(\{[^{}]*\}[^{}]*)*\}/

export function disagreement(code, app) {
  const precision = LINE.exec(code)?.[2]
  const { requiredPrivateInfos = [], permission = {} } = JSON.parse(app)
  const declared = [...requiredPrivateInfos, ...Object.keys(permission)]
  const same = precision && declared.join() === [...DECLARED[precision], ...SCOPES[precision]].join()
  return same ? [] : [`location.ts says ${precision}, app.json declares ${declared.join(', ')}`]
}

/** Both texts for this precision. */
export function switched(code, app, precision) {
  const list = DECLARED[precision].map((name) => `"${name}"`).join(', ')
  const { desc } = JSON.parse(app).permission['scope.userLocation']
  const scopes = SCOPES[precision].map((scope) => `"${scope}": { "desc": ${JSON.stringify(desc)} }`).join(', ')
  const declared = app.replace(LIST, () => `"requiredPrivateInfos": [${list}]`).replace(PURPOSE, () => `"permission": { ${scopes} }`)
  return [code.replace(LINE, `$1'${precision}'`), declared]
}

export function faults() {
  return disagreement(readFileSync(CODE, 'utf8'), readFileSync(APP, 'utf8'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const precision = process.argv[2]
  if (!(precision in DECLARED)) throw new Error('precise or fuzzy?')
  const [code, app] = switched(readFileSync(CODE, 'utf8'), readFileSync(APP, 'utf8'), precision)
  writeFileSync(CODE, code)
  writeFileSync(APP, app)
}
