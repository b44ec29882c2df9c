/** Nothing in `src/` that the preview host does not honour: tags, attributes, events, open-types, keys, `wx` calls. */
import { readFileSync } from 'node:fs'
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

export function codeFaults(path, code) {
  const plain = code.replace(/\/\*[\s\S]*?\*\/|(^|[^:])\/\/.*$/gm, '$1')
  const calls = [...plain.matchAll(/\bwx\s*\??\.\s*([a-zA-Z_$][\w$]*)/g)].map(([, name]) => name)
  const unlisted = [...new Set(calls)].filter((name) => !SURFACE.wx.includes(name))
  return unlisted.map((name) => `${path}: wx.${name}`)
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
  for (const [path, code] of Object.entries(own('.ts'))) found.push(...codeFaults(path, code))
  const app = JSON.parse(own('app.json')['app.json'])
  found.push(...keyFaults('app.json', app, SURFACE.app), ...keyFaults('app.json window', app.window, SURFACE.window))
  return found.map((fault) => `not in surface.json: ${fault}`)
}
