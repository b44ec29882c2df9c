/** Files of `src/` for the checks: the used closure of npm packages counts, what is merely copied does not. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { codeOf, NPM, packages, SRC } from '../web/project.mjs'

export function walk(folder) {
  return readdirSync(folder).flatMap((name) => {
    const file = join(folder, name)
    return statSync(file).isDirectory() ? walk(file) : [file]
  })
}

/** Our own files with one of the endings, `{path: text}`, paths from `src/`. */
export function own(...ends) {
  const all = walk(SRC).map((file) => relative(SRC, file)).filter((path) => !path.startsWith(NPM))
  const chosen = all.filter((path) => ends.some((end) => path.endsWith(end)))
  return Object.fromEntries(chosen.map((path) => [path, readFileSync(join(SRC, path), 'utf8')]))
}

/** Pages and components in use, ours and TDesign's. */
export function used() {
  return packages().flatMap(({ files, pages }) => files.map((path) => ({ path, isPage: pages.includes(path), ...texts(path) })))
}

function texts(path) {
  const read = (end) => (existsSync(join(SRC, path + end)) ? readFileSync(join(SRC, path + end), 'utf8') : '')
  const code = codeOf(path)
  return { wxml: read('.wxml'), wxss: read('.wxss'), json: read('.json'), code: code ? readFileSync(join(SRC, code), 'utf8') : '' }
}
