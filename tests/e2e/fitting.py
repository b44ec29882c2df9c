"""Whether a page holds with large text, in a language of long words, and from right to left."""

from __future__ import annotations

from itertools import combinations

from tests.e2e import looking
from tests.e2e.looking import ROUNDING
from tests.e2e.phone import Phone

FRAMES = "await new Promise(go => requestAnimationFrame(() => requestAnimationFrame(go)));"

SIZE = """
async percent => {
  [...document.querySelectorAll('#panel button')].find(button => button.textContent === `${percent}%`).click()
  FRAMES
}
""".replace("FRAMES", FRAMES)

# The pseudo-language: each text with a Chinese word is about 40 % longer, in place, and stays so when it is set anew.
LONGER = """
async on => {
  const held = (window.__longer ??= { was: new Map(), seen: null })
  const pages = document.getElementById('pages')
  const longer = text => text.replace(/[\\u4e00-\\u9fff]+/g, word => word + word.slice(0, Math.max(1, Math.round(word.length * 0.4))))
  const turn = node => {
    const kept = held.was.get(node)
    if (!/[\\u4e00-\\u9fff]/.test(node.data) || kept?.now === node.data) return
    const was = node.data
    node.data = longer(was)
    held.was.set(node, { was, now: node.data })
  }
  const walk = root => {
    if (root.nodeType === Node.TEXT_NODE) return turn(root)
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    while (texts.nextNode()) turn(texts.currentNode)
  }
  held.seen?.disconnect()
  if (on) {
    walk(pages)
    held.seen = new MutationObserver(changes => {
      for (const { type, target, addedNodes } of changes) type === 'characterData' ? turn(target) : addedNodes.forEach(walk)
    })
    held.seen.observe(pages, { subtree: true, childList: true, characterData: true })
  } else {
    for (const [node, { was, now }] of held.was) if (node.data === now) node.data = was
    window.__longer = undefined
  }
  FRAMES
}
""".replace("FRAMES", FRAMES)

DIRECTION = """
async dir => {
  document.documentElement.dir = dir
  FRAMES
}
""".replace("FRAMES", FRAMES)

# Every element that holds text, itself or further in, and whose content is wider than it is.
WIDE = """
() => {
  const page = document.querySelector('.page:not([hidden])')
  const found = new Set()
  const texts = document.createTreeWalker(page, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    if (!texts.currentNode.data.trim()) continue
    for (let host = texts.currentNode.parentElement; host && page.contains(host); host = host.parentElement) found.add(host)
  }
  const wide = host => {
    if (!host.checkVisibility({ visibilityProperty: true }) || host.closest('wx-map')) return false
    return getComputedStyle(host).display !== 'inline' && host.scrollWidth > host.clientWidth + 1
  }
  const innermost = [...found].filter(wide)
  return innermost
    .filter(host => !innermost.some(other => other !== host && host.contains(other)))
    .map(host => `${(host.innerText || '').replace(/\\s+/g, ' ').slice(0, 40)} (${host.className}): ${host.scrollWidth} in ${host.clientWidth}`)
}
"""

# Where a figure, a time or a span of numbers does not run from left to right.
BACKWARDS = """
() => {
  const page = document.querySelector('.page:not([hidden])')
  const texts = document.createTreeWalker(page, NodeFilter.SHOW_TEXT)
  const faults = []
  const at = (node, index) => {
    const range = document.createRange()
    range.setStart(node, index)
    range.setEnd(node, index + 1)
    return range.getBoundingClientRect()
  }
  while (texts.nextNode()) {
    const node = texts.currentNode
    if (!node.parentElement.checkVisibility({ visibilityProperty: true })) continue
    for (const { 0: run, index } of node.data.matchAll(/[-+−]?\\d[\\d:.,–~\\/ -]*\\d|[-+−]\\d/g)) {
      const [first, last] = [at(node, index), at(node, index + run.length - 1)]
      if (first.width && last.width && Math.abs(first.top - last.top) < 2 && first.left >= last.left) faults.push(run)
    }
  }
  return faults
}
"""

# What does not stand, from right to left, where a mirror would put it. One turn, so that nothing is rendered between.
MIRRORED = """
() => {
  const page = document.querySelector('.page:not([hidden])')
  const { left, right } = page.getBoundingClientRect()
  const hosts = [...page.querySelectorAll('*')].filter(host => {
    if (host.closest('wx-map, wx-canvas') || !host.checkVisibility({ visibilityProperty: true })) return false
    return getComputedStyle(host).display !== 'inline' && host.getBoundingClientRect().width > 0
  })
  const middles = () => hosts.map(host => host.getBoundingClientRect()).map(({ left, width }) => left + width / 2)
  const before = middles()
  const dir = document.documentElement.dir
  document.documentElement.dir = 'rtl'
  const after = middles()
  document.documentElement.dir = dir
  const aside = before.filter(middle => Math.abs(middle - (left + right) / 2) > 8).length
  const faults = hosts.filter((_, index) => Math.abs(after[index] - (left + right - before[index])) > 3)
  return [aside, faults
    .filter(host => !faults.some(other => other !== host && other.contains(host)))
    .map(host => `${(host.innerText || host.tagName).replace(/\\s+/g, ' ').slice(0, 30)} (${host.className})`)]
}
"""


def text_size(phone: Phone, percent: int) -> None:
    """By the switcher beside the phone."""
    phone.page.evaluate(SIZE, percent)


def longer(phone: Phone, on: bool) -> None:
    """The pseudo-language, spoken by the test, not by the host."""
    phone.page.evaluate(LONGER, on)


def direction(phone: Phone, way: str) -> None:
    phone.page.evaluate(DIRECTION, way)


def unfit(phone: Phone) -> list[str]:
    """Text wider than its place, and targets that lie on each other."""
    wide: list[str] = phone.page.evaluate(WIDE)
    found = looking.targets(phone)
    crossing = [
        f"{one.text!r} lies on {other.text!r}"
        for (i, one), (j, other) in combinations(enumerate(found), 2)
        if one.gap(other) < -ROUNDING and i not in other.inside and j not in one.inside
    ]
    return [f"too wide: {one}" for one in wide] + crossing


def backwards(phone: Phone) -> list[str]:
    """Numbers that do not run from left to right."""
    found: list[str] = phone.page.evaluate(BACKWARDS)
    return [f"runs backwards: {one}" for one in found]


def unmirrored(phone: Phone) -> tuple[int, list[str]]:
    """How many elements stand aside of the middle, and what has no mirror image from right to left."""
    aside, found = phone.page.evaluate(MIRRORED)
    return int(aside), [f"does not mirror: {one}" for one in found]
