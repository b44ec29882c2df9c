/**
 * Makes `src/types/api.d.ts` from the service's API document; without `--write` only compares.
 *
 * `npm run types -- FILE` reads another document than docs/openapi.json.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'

const OUT = fileURLToPath(new URL('../src/types/api.d.ts', import.meta.url))
const DOCUMENT = new URL('../../docs/openapi.json', import.meta.url)
const HEAD = '// Made from docs/openapi.json by `npm run types`. Do not edit.\n'

export async function typesOf(url = DOCUMENT) {
  return HEAD + astToString(await openapiTS(JSON.parse(readFileSync(url, 'utf8'))))
}

export async function sameAsCommitted(document = DOCUMENT) {
  return existsSync(OUT) && readFileSync(OUT, 'utf8') === (await typesOf(document))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const given = process.argv.slice(2).find((word) => !word.startsWith('--'))
  const text = await typesOf(given ? pathToFileURL(resolve(given)) : DOCUMENT)
  if (process.argv.includes('--write')) writeFileSync(OUT, text)
  else if (readFileSync(OUT, 'utf8') !== text) {
    console.error('src/types/api.d.ts is not what docs/openapi.json says: npm run types')
    process.exit(1)
  }
}
