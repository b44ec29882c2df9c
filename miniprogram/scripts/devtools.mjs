/** Prepares the folder for WeChat DevTools: copies what is used of TDesign into the git-ignored `src/miniprogram_npm`. */
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { NPM, ROOT, SRC } from '../web/project.mjs'
import { own } from './files.mjs'

export const DIST = join(ROOT, 'node_modules/tdesign-miniprogram/miniprogram_dist')
const TARGET = join(SRC, NPM, 'tdesign-miniprogram')
const ENDS = ['.js', '.json', '.wxml', '.wxss', '.wxs']

/** TDesign's files that our pages reach, from its folder. */
export function closure(starts) {
  const found = new Set()
  const add = (path) => {
    if (found.has(path) || !existsSync(join(DIST, path)) || !/\.\w+$/.test(path)) return
    found.add(path)
    for (const target of targetsOf(path)) {
      const bare = path.endsWith('.js') && !target.startsWith('.')
      const near = bare ? `${NPM}/${target}` : posix.join(dirname(path), target)
      for (const end of ['', ...ENDS, '/index.js']) add(near + end)
    }
  }
  for (const start of starts) for (const end of ENDS) add(start + end)
  return [...found].sort()
}

function targetsOf(path) {
  const text = readFileSync(join(DIST, path), 'utf8')
  if (path.endsWith('.json')) return Object.values(JSON.parse(text).usingComponents ?? {})
  const quoted = /(?:from|import|require\(|src=)\s*["']([^"'{}:]+)["']/g
  return [...text.matchAll(quoted)].map(([, target]) => target)
}

/** `tdesign-miniprogram/switch/switch` in a `usingComponents` of ours. */
export function startsOf(configs) {
  const using = configs.flatMap((config) => Object.values(config.usingComponents ?? {}))
  const named = using.filter((target) => target.startsWith('tdesign-miniprogram/'))
  return [...new Set(named.map((target) => target.slice('tdesign-miniprogram/'.length)))]
}

export function prepare() {
  const files = closure(startsOf(Object.values(own('.json')).map((text) => JSON.parse(text))))
  rmSync(join(SRC, NPM), { recursive: true, force: true })
  for (const file of files) {
    mkdirSync(dirname(join(TARGET, file)), { recursive: true })
    cpSync(join(DIST, file), join(TARGET, file))
  }
  return files
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const files = prepare()
  console.log(`TDesign: ${files.length} files copied. Open this folder in WeChat DevTools:\n${ROOT.replace(/\/$/, '')}`)
}
