/** Type grows with the reader, nothing knows left from right, colours have names, words have one home. */
import postcss from 'postcss'
import { own, used } from './files.mjs'
import { tagsOf } from './wxml.mjs'

const TYPE = ['font-size', 'line-height']
const PHYSICAL = /(^|-)(left|right)(-|$)/
const COLOUR = /#[0-9a-f]{3,8}\b|\b(rgb|hsl)a?\(/i
const CJK = /[\u3400-\u9fff]/
const ADDRESS = /\b(?:https?|wss?):\/\/([^/\s'"`)]+)/g
const OWN_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:|$)|\.example$|^\$\{/

export function sheetFaults(path, text) {
  const faults = []
  const tell = (node, what) => faults.push(`${path}:${node.source.start.line}: ${what}`)
  const root = postcss.parse(text)
  root.walkDecls((decl) => {
    const { prop, value } = decl
    if (TYPE.includes(prop) && !/^(0|inherit|normal|\d*\.?\d+rem|var\(--[\w-]+\))$/.test(value)) tell(decl, `${prop}: ${value}, in rem only`)
    if (prop === 'font') tell(decl, 'font: say font-size in rem')
    if (PHYSICAL.test(prop)) tell(decl, `${prop}: logical properties only`)
    if (/^(text-align|float)$/.test(prop) && /\b(left|right)\b/.test(value)) tell(decl, `${prop}: ${value}, start or end`)
    if (path !== 'tokens.wxss' && COLOUR.test(value)) tell(decl, `${prop}: ${value}, colours are tokens`)
    if (/url\(/.test(value)) tell(decl, 'url(): pictures are <image>')
  })
  root.walkRules((rule) => {
    const has = (prop) => rule.nodes.some((node) => node.prop === prop)
    if (has('height') && !has('min-height') && !has('max-height')) tell(rule, `${rule.selector}: height without min-height`)
    if (/#[a-z]/i.test(rule.selector)) tell(rule, `${rule.selector}: no ids`)
  })
  return faults
}

export function markupFaults(path, wxml, isPage) {
  const faults = []
  const tags = tagsOf(wxml)
  wxml.split('\n').forEach((line, index) => {
    if (CJK.test(line)) faults.push(`${path}.wxml:${index + 1}: words live in texts/`)
  })
  for (const { line, attributes } of tags) {
    const style = attributes.find(({ name }) => name === 'style')
    if (style && /rpx|font|color|left|right/.test(style.value)) faults.push(`${path}.wxml:${line}: style="${style.value}"`)
    const names = attributes.map(({ name }) => name)
    if (new Set(names).size < names.length) faults.push(`${path}.wxml:${line}: an attribute twice`)
  }
  if (isPage && !systemSized(tags[0])) faults.push(`${path}.wxml:1: begins with <page-meta root-font-size="system" page-font-size="system" />`)
  return faults
}

function systemSized(first) {
  const value = (name) => first?.attributes.find((one) => one.name === name)?.value
  return first?.tag === 'page-meta' && value('root-font-size') === 'system' && value('page-font-size') === 'system'
}

export function addressFaults(path, text) {
  return [...text.matchAll(ADDRESS)].filter(([, host]) => !OWN_HOST.test(host)).map(([whole]) => `${path}: ${whole}`)
}

export function faults() {
  const sheets = Object.entries(own('.wxss')).flatMap(([path, text]) => sheetFaults(path, text))
  const ours = used().filter(({ path }) => !path.startsWith('miniprogram_npm'))
  const markup = ours.flatMap(({ path, wxml, isPage }) => markupFaults(path, wxml, isPage))
  const addresses = Object.entries(own('.ts', '.json', '.wxml', '.wxss')).flatMap(([path, text]) => addressFaults(path, text))
  return [...sheets, ...markup, ...addresses]
}
