/** Reads `src/` as WeChat does: packages, pages, the components each needs. Used by the build and by the checks. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('..', import.meta.url))
export const SRC = join(ROOT, 'src')
export const NPM = 'miniprogram_npm'

export function json(path) {
  return JSON.parse(readFileSync(join(SRC, path), 'utf8'))
}

export function text(path) {
  const file = join(SRC, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** Code of a component: `.ts`, or `.js` in npm packages. */
export function codeOf(path) {
  return ['.ts', '.js'].map((end) => path + end).find((file) => existsSync(join(SRC, file)))
}

/** `usingComponents` of a file as paths from the root, without extension. */
export function usingOf(path) {
  const using = json(`${path}.json`).usingComponents ?? {}
  return Object.fromEntries(Object.entries(using).map(([tag, target]) => [tag, resolved(path, target)]))
}

function resolved(from, target) {
  if (target.startsWith('/')) return target.slice(1)
  const near = posix.join(dirname(from), target)
  return target.startsWith('.') || codeOf(near) ? near : `${NPM}/${target}`
}

/** `[{name, root, pages, files}]`; files: pages and components, each once, components before who uses them. */
export function packages() {
  const app = json('app.json')
  const parts = [{ name: 'main', root: '', pages: app.pages }]
  for (const { root, pages } of app.subPackages ?? []) {
    parts.push({ name: root.replaceAll('/', '-'), root, pages: pages.map((page) => posix.join(root, page)) })
  }
  const home = (path) => parts.find(({ root }) => root && path.startsWith(`${root}/`)) ?? parts[0]
  for (const part of parts) part.files = []
  const visit = (path) => {
    const { files } = home(path)
    if (files.includes(path)) return
    for (const one of Object.values(usingOf(path))) if (one !== path) visit(one)
    if (!files.includes(path)) files.push(path)
  }
  for (const { pages } of parts) pages.forEach(visit)
  return parts
}
