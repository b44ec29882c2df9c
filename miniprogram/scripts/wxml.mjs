/** Tags and attributes of a WXML text, with their lines. */

const TAG = /<!--[\s\S]*?-->|<([a-z][\w-]*)((?:\s+[\w:.@-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*)\s*\/?>/gi
const ATTRIBUTE = /([\w:.@-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g

export function tagsOf(text) {
  const tags = []
  for (const [whole, tag, rest] of matches(TAG, text)) {
    if (!tag) continue
    const line = text.slice(0, whole.index).split('\n').length
    const attributes = [...(rest ?? '').matchAll(ATTRIBUTE)].map(([, name, a, b]) => ({ name, value: a ?? b ?? '' }))
    tags.push({ tag, line, attributes })
  }
  return tags
}

function* matches(pattern, text) {
  for (const match of text.matchAll(pattern)) yield [{ index: match.index }, match[1], match[2]]
}

/** `bind:tap`, `bindtap`, `catch:tap`, `capture-bind:tap`, `mut-bind:tap` -> `tap`; null for others. */
export function eventOf(name) {
  const found = /^(?:capture-)?(?:mut-)?(?:bind|catch):?([\w-]+)$/.exec(name)
  return found ? found[1] : null
}
