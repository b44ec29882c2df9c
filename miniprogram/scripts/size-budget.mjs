/** Bytes as DevTools uploads them, against the budgets of MINIPROGRAM.md. */
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { transformSync } from 'esbuild'
import { buildPreview, startOf } from '../web/build.mjs'
import { codeOf, json, NPM, packages, SRC, usingOf } from '../web/project.mjs'
import { walk } from './files.mjs'

const KB = 1024
export const BUDGETS = { main: 1536 * KB, sub: 512 * KB, first: 60 * KB, startup: 350 * KB, icon: 40 * KB }
const UPLOADED = /\.(ts|js|wxml|wxss|wxs|json|png|svg)$/

/** A file's size in the package: scripts minified, everything else as it is. */
export function bytes(file) {
  if (!/\.[tj]s$/.test(file)) return statSync(file).size
  const loader = file.endsWith('.ts') ? 'ts' : 'js'
  return Buffer.byteLength(transformSync(readFileSync(file, 'utf8'), { loader, minify: true, charset: 'utf8' }).code)
}

function uploaded() {
  return walk(SRC).filter((file) => UPLOADED.test(file) && !file.endsWith('.d.ts'))
}

/** `{package: bytes}` of the folder that DevTools opens. */
export function packageSizes() {
  const parts = packages()
  const sizes = Object.fromEntries(parts.map(({ name }) => [name, 0]))
  for (const file of uploaded()) {
    const path = relative(SRC, file)
    const home = parts.find(({ root }) => root && path.startsWith(`${root}/`)) ?? parts[0]
    sizes[home.name] += bytes(file)
  }
  return sizes
}

/** app.*, the first tab's page, its components and all they import, without npm packages; icons of the tabs too. */
export function firstScreen() {
  return firstFiles().reduce((sum, path) => sum + bytes(join(SRC, path)), 0)
}

export function firstFiles() {
  const app = json('app.json')
  const theme = json('theme.json').light
  const files = new Set(['app.json', 'theme.json', 'sitemap.json'])
  const addCode = (path) => {
    if (path.startsWith(NPM) || files.has(path)) return
    files.add(path)
    for (const [, target] of readFileSync(join(SRC, path), 'utf8').matchAll(/^import (?!type ).*from '(\.[^']+)'/gm)) {
      const found = codeOf(join(dirname(path), target))
      if (found) addCode(found)
    }
  }
  const addSheet = (path) => {
    files.add(path)
    for (const [, target] of readFileSync(join(SRC, path), 'utf8').matchAll(/^@import '(\.[^']+)'/gm)) addSheet(join(dirname(path), target))
  }
  const addPart = (path) => {
    if (path.startsWith(NPM)) return
    for (const end of ['.wxml', '.json']) if (existsSync(join(SRC, path + end))) files.add(path + end)
    if (existsSync(join(SRC, `${path}.wxss`))) addSheet(`${path}.wxss`)
    addCode(codeOf(path))
    Object.values(usingOf(path)).forEach(addPart)
  }
  addSheet('app.wxss')
  addCode(codeOf('app'))
  addPart(app.pages[0])
  const icons = app.tabBar.list.flatMap(({ iconPath, selectedIconPath }) => [iconPath, selectedIconPath])
  for (const icon of icons) files.add(icon.startsWith('@') ? theme[icon.slice(1)] : icon)
  return [...files]
}

/** Width, height and bytes of each tab icon, both themes. */
export function tabIcons() {
  const theme = json('theme.json')
  const names = Object.values(theme).flatMap((mode) => Object.values(mode).filter((value) => value.endsWith('.png')))
  return [...new Set(names)].map((path) => {
    const png = readFileSync(join(SRC, path))
    return { path, width: png.readUInt32BE(16), height: png.readUInt32BE(20), size: png.length }
  })
}

async function startup() {
  const out = mkdtempSync(join(tmpdir(), 'preview-'))
  try {
    const { scripts } = await buildPreview({ out })
    return startOf(scripts).reduce((sum, path) => sum + statSync(join(out, path)).size, 0)
  } finally {
    rmSync(out, { recursive: true, force: true })
  }
}

/** What is over its budget. */
export function overweight({ packages, first, script, icons }) {
  const over = (what, size, budget) => (size > budget ? [`${what}: ${size} bytes, budget ${budget}`] : [])
  const odd = icons.filter(({ width, height, size }) => width !== 81 || height !== 81 || size > BUDGETS.icon)
  return [
    ...Object.entries(packages).flatMap(([name, size]) => over(`package ${name}`, size, name === 'main' ? BUDGETS.main : BUDGETS.sub)),
    ...over('first screen', first, BUDGETS.first),
    ...over('preview start-up script', script, BUDGETS.startup),
    ...odd.map(({ path }) => `${path}: tab icons are 81x81, at most 40 KB`),
  ]
}

export async function faults() {
  const sizes = { packages: packageSizes(), first: firstScreen(), script: await startup(), icons: tabIcons() }
  const { packages, first, script } = sizes
  console.log(`  packages ${JSON.stringify(packages)}, first screen ${first}, preview start-up script ${script}`)
  return overweight(sizes)
}
