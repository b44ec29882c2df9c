/** The one switch between precise and fuzzy position: `location.ts` and `app.json` change together, or not at all. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const CODE = new URL('../src/core/location.ts', import.meta.url)
const APP = new URL('../src/app.json', import.meta.url)
const LINE = /(export const PRECISION: 'precise' \| 'fuzzy' = )'(precise|fuzzy)'/
const DECLARED = { precise: ['getLocation', 'chooseLocation'], fuzzy: ['getFuzzyLocation', 'chooseLocation'] }
const LIST = /"requiredPrivateInfos": \[([^\]]*)\]/

export function disagreement(code, app) {
  const precision = LINE.exec(code)?.[2]
  const declared = JSON.parse(app).requiredPrivateInfos ?? []
  const same = precision && JSON.stringify(declared) === JSON.stringify(DECLARED[precision])
  return same ? [] : [`location.ts says ${precision}, app.json declares ${declared.join(', ')}`]
}

export function faults() {
  return disagreement(readFileSync(CODE, 'utf8'), readFileSync(APP, 'utf8'))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const precision = process.argv[2]
  if (!(precision in DECLARED)) throw new Error('precise or fuzzy?')
  writeFileSync(CODE, readFileSync(CODE, 'utf8').replace(LINE, `$1'${precision}'`))
  const list = DECLARED[precision].map((name) => `"${name}"`).join(', ')
  writeFileSync(APP, readFileSync(APP, 'utf8').replace(LIST, `"requiredPrivateInfos": [${list}]`))
}
