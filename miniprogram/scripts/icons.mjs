/**
 * Draws the tab icons: PNG 81x81 of each SVG of `src/assets/icons`, in the tab colours of `src/theme.json`; and the pins of
 * the map, each in its own colour.
 *
 * Debian's Chromium draws the shape once; its alpha, in 6 steps, is then written in each colour. The PNGs are committed.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateSync, inflateSync } from 'node:zlib'
import { json, SRC } from '../web/project.mjs'

const ICONS = join(SRC, 'assets/icons')
const PINS = join(SRC, 'assets/pins')
const PIN_COLOURS = { open: '#0b6b3a', shut: '#525a54', unsure: '#8a4200', me: '#1b5fd4' }
const SIDE = 81
const STEPS = 6
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--default-background-color=00000000', `--window-size=${SIDE},${SIDE}`]

/** Alpha of each pixel, 0-255. */
function drawn(svg) {
  const folder = mkdtempSync(join(tmpdir(), 'icons-'))
  const page = `<style>*{margin:0;background:transparent}svg{display:block;width:${SIDE}px}</style>${svg.replaceAll('currentColor', '#000')}`
  writeFileSync(join(folder, 'icon.html'), page)
  const run = spawnSync('chromium', [...FLAGS, `--screenshot=${join(folder, 'icon.png')}`, join(folder, 'icon.html')])
  if (run.status !== 0) throw new Error(run.stderr.toString())
  return alphaOf(readFileSync(join(folder, 'icon.png')))
}

/** The alpha channel of an 8-bit RGBA PNG. */
function alphaOf(png) {
  const data = []
  for (let at = 8; at < png.length; ) {
    const size = png.readUInt32BE(at)
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(png.subarray(at + 8, at + 8 + size))
    at += 12 + size
  }
  const raw = inflateSync(Buffer.concat(data))
  const row = SIDE * 4
  const pixels = Buffer.alloc(SIDE * row)
  for (let y = 0; y < SIDE; y += 1) {
    const filter = raw[y * (row + 1)]
    for (let x = 0; x < row; x += 1) {
      const left = x >= 4 ? pixels[y * row + x - 4] : 0
      const up = y > 0 ? pixels[(y - 1) * row + x] : 0
      const corner = x >= 4 && y > 0 ? pixels[(y - 1) * row + x - 4] : 0
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]
      pixels[y * row + x] = raw[y * (row + 1) + 1 + x] + guess
    }
  }
  return Array.from({ length: SIDE * SIDE }, (_, index) => pixels[index * 4 + 3])
}

function paeth(left, up, corner) {
  const near = left + up - corner
  const by = [left, up, corner].map((one) => Math.abs(near - one))
  return by[0] <= by[1] && by[0] <= by[2] ? left : by[1] <= by[2] ? up : corner
}

/** An indexed PNG: one colour in 6 steps of transparency, two pixels a byte. */
function painted(alpha, colour) {
  const rgb = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
  const head = Buffer.alloc(13)
  head.writeUInt32BE(SIDE, 0)
  head.writeUInt32BE(SIDE, 4)
  head.set([4, 3, 0, 0, 0], 8)
  const width = Math.ceil(SIDE / 2)
  const rows = Buffer.alloc(SIDE * (width + 1))
  alpha.forEach((value, index) => {
    const [y, x] = [Math.floor(index / SIDE), index % SIDE]
    rows[y * (width + 1) + 1 + (x >> 1)] |= Math.round((value / 255) * (STEPS - 1)) << (x % 2 ? 0 : 4)
  })
  const steps = Array.from({ length: STEPS }, (_, step) => Math.round((step / (STEPS - 1)) * 255))
  const chunks = [
    chunk('IHDR', head),
    chunk('PLTE', Buffer.from(steps.flatMap(() => rgb))),
    chunk('tRNS', Buffer.from(steps)),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...chunks])
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  body.copy(framed, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

const theme = json('theme.json')
for (const name of readdirSync(ICONS).filter((one) => one.endsWith('.svg'))) {
  const alpha = drawn(readFileSync(join(ICONS, name), 'utf8'))
  for (const [mode, suffix] of [['light', ''], ['dark', '-dark']]) {
    for (const [colour, end] of [[theme[mode].tab, ''], [theme[mode].tabSelected, '-on']]) {
      writeFileSync(join(ICONS, name.replace('.svg', `${suffix}${end}.png`)), painted(alpha, colour))
    }
  }
}
for (const [name, colour] of Object.entries(PIN_COLOURS)) {
  const svg = readFileSync(join(PINS, `${name}.svg`), 'utf8')
  writeFileSync(join(PINS, `${name}.png`), painted(drawn(svg), colour))
}
