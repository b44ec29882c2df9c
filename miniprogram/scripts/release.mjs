/**
 * Writes the upload set to `dist/release`: `src/` without the development package, which app.json then does not name,
 * and without a demo person's name anywhere. Open that folder in DevTools to upload.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ROOT, SRC } from '../web/project.mjs'
import { prepare } from './devtools.mjs'
import { walk } from './files.mjs'

const DEV = 'packages/dev'
/** A role in an answer may be called as a demo person is: comparing with it signs nobody in. */
const DEMO = /(?<![=!]== )['"`](rider|staff|manager|admin)['"`.]/

export function withoutDev(app) {
  const subPackages = (app.subPackages ?? []).filter(({ root }) => root !== DEV)
  const { subPackages: _, ...rest } = app
  return subPackages.length ? { ...rest, subPackages } : rest
}

/** Files of a release that name a demo person. */
export function demoNames(texts) {
  return Object.entries(texts).filter(([, text]) => DEMO.test(text)).map(([path]) => `${path} names a demo person`)
}

export function writeRelease(out = join(ROOT, 'dist/release')) {
  prepare()
  rmSync(out, { recursive: true, force: true })
  const texts = {}
  for (const file of walk(SRC)) {
    const path = relative(SRC, file)
    if (path.startsWith(`${DEV}/`) || path.endsWith('.d.ts')) continue
    const target = join(out, 'src', path)
    mkdirSync(dirname(target), { recursive: true })
    cpSync(file, target)
    if (/\.(ts|wxml|json)$/.test(path) && !path.startsWith('miniprogram_npm')) texts[path] = readFileSync(file, 'utf8')
  }
  const app = JSON.stringify(withoutDev(JSON.parse(texts['app.json'])), null, 2)
  writeFileSync(join(out, 'src/app.json'), `${app}\n`)
  texts['app.json'] = app
  cpSync(join(ROOT, 'project.config.json'), join(out, 'project.config.json'))
  return { out, faults: demoNames(texts) }
}

export function faults() {
  const had = existsSync(join(ROOT, 'dist/release'))
  const { out, faults: found } = writeRelease()
  if (!had) rmSync(out, { recursive: true, force: true })
  return found
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { out, faults: found } = writeRelease()
  for (const fault of found) console.error(fault)
  console.log(`Open in DevTools to upload: ${out}`)
  process.exit(found.length ? 1 : 0)
}
