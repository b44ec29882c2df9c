/** Nothing in `src/` that the preview host does not honour: tags, attributes, events, open-types, keys, `wx` calls. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { closure, DIST, startsOf } from './devtools.mjs'
import { own, used } from './files.mjs'
import { eventOf, tagsOf } from './wxml.mjs'

export const SURFACE = JSON.parse(readFileSync(new URL('../web/surface.json', import.meta.url), 'utf8'))

/** The compiler's own; no host needed. */
const COMPILED = new Set(['block', 'slot', 'template', 'import', 'include', 'wxs'])
const DIRECTIVE = /^(wx:|data-|mark:|model:|generic:|slot:|worklet:|change:)/

export function markupFaults(path, wxml, custom) {
  const faults = []
  for (const { tag, line, attributes } of tagsOf(wxml)) {
    const at = `${path}.wxml:${line}`
    if (COMPILED.has(tag) || custom.includes(tag)) continue
    const known = SURFACE.tags[tag]
    if (!known) {
      faults.push(`${at}: <${tag}>`)
      continue
    }
    for (const { name, value } of attributes) {
      const event = eventOf(name)
      if (event !== null) {
        if (![...SURFACE.events, ...known.events].includes(event)) faults.push(`${at}: <${tag}> ${name}`)
      } else if (!DIRECTIVE.test(name) && ![...SURFACE.attributes, ...known.attributes].includes(name)) {
        faults.push(`${at}: <${tag}> ${name}`)
      }
      if (name === 'open-type' && !SURFACE['open-types'].includes(value)) faults.push(`${at}: open-type ${value}`)
    }
  }
  return faults
}

const withoutComments = (code) => code.replace(/\/\*[\s\S]*?\*\/|(^|[^:])\/\/.*$/gm, '$1')

export function codeFaults(path, code) {
  const calls = [...withoutComments(code).matchAll(/\bwx\s*\??\.\s*([a-zA-Z_$][\w$]*)/g)].map(([, name]) => name)
  const unlisted = [...new Set(calls)].filter((name) => !SURFACE.wx.includes(name))
  return unlisted.map((name) => `${path}: wx.${name}`)
}

/** `wx` as an object: only to a function of ours whose parameter names what it takes of it, all of it listed. */
export function handedFaults(path, code, all) {
  const plain = withoutComments(code).replace(/'[^'\n]*'|"[^"\n]*"/g, "''")
  return [...plain.matchAll(/\bwx\b(?!\s*\??\.\s*[a-zA-Z_$])/g)].flatMap(({ index }) => {
    const [, taker] = /([\w$]+)\(\s*$/.exec(plain.slice(0, index)) ?? []
    const names = taker ? takenBy(taker, all) : []
    if (names.length === 0) return [`${path}: wx handed on to what does not say what it takes of it`]
    return names.filter((name) => !SURFACE.wx.includes(name)).map((name) => `${path}: wx.${name} in ${taker}`)
  })
}

/** Names in the interface of a function's first parameter. */
function takenBy(taker, all) {
  for (const code of Object.values(all)) {
    const [, kind] = new RegExp(`function ${taker}(?:<[^>]*>)?\\(\\s*\\w+: (\\w+)`).exec(code) ?? []
    const [, body] = kind ? (new RegExp(`interface ${kind} \\{\\n([^]*?)\\n\\}`).exec(code) ?? []) : []
    if (body) return [...withoutComments(body).matchAll(/^ {2}(\w+)[?(:]/gm)].map(([, name]) => name)
  }
  return []
}

/** What pages reach of TDesign, by its own folder: nothing today. */
export function borrowedFaults(files) {
  return files.flatMap((path) => {
    const text = readFileSync(join(DIST, path), 'utf8')
    const at = `tdesign-miniprogram/${path}`
    if (path.endsWith('.js')) return codeFaults(at, text)
    if (path.endsWith('.json')) return keyFaults(at, JSON.parse(text), [...SURFACE.page, ...SURFACE.window])
    if (!path.endsWith('.wxml')) return []
    const config = path.replace(/wxml$/, 'json')
    const custom = files.includes(config) ? Object.keys(JSON.parse(readFileSync(join(DIST, config), 'utf8')).usingComponents ?? {}) : []
    return markupFaults(at.replace(/\.wxml$/, ''), text, custom)
  })
}

export function keyFaults(path, config, allowed) {
  return Object.keys(config).filter((key) => !allowed.includes(key)).map((key) => `${path}: "${key}"`)
}

export function faults() {
  const found = []
  for (const { path, wxml, json } of used()) {
    const config = JSON.parse(json)
    found.push(...markupFaults(path, wxml, Object.keys(config.usingComponents ?? {})))
    found.push(...keyFaults(`${path}.json`, config, [...SURFACE.page, ...SURFACE.window]))
  }
  const code = own('.ts', '.js')
  for (const [path, text] of Object.entries(code)) found.push(...codeFaults(path, text), ...handedFaults(path, text, code))
  const borrowed = closure(startsOf(Object.values(own('.json')).map((text) => JSON.parse(text))))
  console.log(`  TDesign: ${borrowed.length} files reached`)
  found.push(...borrowedFaults(borrowed))
  const app = JSON.parse(own('app.json')['app.json'])
  found.push(...keyFaults('app.json', app, SURFACE.app), ...keyFaults('app.json window', app.window, SURFACE.window))
  return found.map((fault) => `not in surface.json: ${fault}`)
}
