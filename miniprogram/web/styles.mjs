/** WXSS to CSS: imports inlined, rpx, `:host`, tags, dark mode, and every class under the scope of its file. */
import { dirname, posix } from 'node:path'
import postcss from 'postcss'
import { text } from './project.mjs'

const DARK = /prefers-color-scheme:\s*dark/

/** `scope` null for app.wxss, whose classes keep their names. */
export function css(path, scope, tags) {
  const root = postcss.parse(inlined(path))
  root.walkDecls((decl) => {
    decl.value = decl.value.replace(/(-?\d*\.?\d+)rpx\b/g, 'calc($1 * var(--rpx))')
  })
  root.walkRules((rule) => {
    if (rule.parent.type === 'atrule' && /keyframes$/.test(rule.parent.name)) return
    rule.selectors = rule.selectors.map((selector) => scoped(selector, scope, tags))
  })
  root.walkAtRules('media', (media) => {
    if (!DARK.test(media.params)) return
    media.walkRules((rule) => {
      rule.selectors = rule.selectors.map((selector) => `html[data-theme='dark'] ${selector}`)
    })
    media.replaceWith(media.nodes)
  })
  return root.toString()
}

function inlined(path) {
  const content = text(path)
  if (content === null) throw new Error(`${path} is missing`)
  return content.replace(/@import\s+['"]([^'"]+)['"];?/g, (_, target) =>
    inlined(target.startsWith('/') ? target.slice(1) : posix.join(dirname(path), target)),
  )
}

function scoped(selector, scope, tags) {
  if (/#[a-z]/i.test(selector.replace(/\[[^\]]*\]/g, ''))) throw new Error(`no id selectors: ${selector}`)
  return selector
    .replace(/\.(-?[_a-z][\w-]*)/gi, (whole, name) => (scope ? `.${scope}--${name}` : whole))
    .replace(/:host(\(([^)]*)\))?/g, (_, __, inner) => `[wx-host='${scope}']${inner ?? ''}`)
    .replace(/(^|[\s>+~,(])([a-z][a-z-]*)(?=$|[\s>+~,.:[)])/g, (whole, before, tag) => {
      if (tag === 'page') return before + (scope ? `[wx-host='${scope}']` : 'wx-page')
      return tags.includes(tag) ? `${before}wx-${tag}` : whole
    })
}
