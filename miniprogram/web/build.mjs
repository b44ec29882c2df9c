/**
 * Builds the preview: the same pages as in WeChat, on its component framework, for a plain browser.
 *     node web/build.mjs [--out <folder>]      dist/web unless named
 */
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, posix, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { TmplGroup } from 'glass-easel-template-compiler'
import { walk } from '../scripts/files.mjs'
import { codeOf, json, NPM, packages, ROOT, SRC, text, usingOf } from './project.mjs'
import { css } from './styles.mjs'

const WEB = join(ROOT, 'web')
const surface = JSON.parse(readFileSync(join(WEB, 'surface.json'), 'utf8'))
const TAGS = Object.keys(surface.tags)

export async function buildPreview({ out = join(ROOT, 'dist/web'), minify = true } = {}) {
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  const parts = onDemand(packages())
  const result = await build({
    entryPoints: { boot: 'entry:boot', ...Object.fromEntries(parts.map(({ name }) => [name, `entry:${name}`])) },
    outdir: join(out, 'js'),
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'chrome100',
    minify,
    charset: 'utf8',
    metafile: true,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    nodePaths: [join(SRC, NPM, 'tdesign-miniprogram', NPM)],
    loader: { '.json': 'json' },
    logLevel: 'warning',
    plugins: [projectPlugin(parts)],
  })
  const scripts = scriptsOf(result.metafile, out)
  writePage(out, scripts)
  if (existsSync(join(SRC, 'assets'))) cpSync(join(SRC, 'assets'), join(out, 'assets'), { recursive: true })
  writeWorker(out)
  return { out, scripts, parts, metafile: result.metafile }
}

/**
 * `lazyCodeLoading: requiredComponents`: of the main package the first page is there from the start, and what several
 * pages share; each other page comes with its own components when it is first opened.
 */
function onDemand([main, ...rest]) {
  const pages = [main, ...rest].flatMap((part) => part.pages)
  const reach = (path) => [path, ...Object.values(usingOf(path)).filter((one) => one !== path).flatMap(reach)]
  const users = (file) => pages.filter((page) => reach(page).includes(file))
  const own = (page) => main.files.filter((file) => users(file).join() === page)
  const later = main.pages.slice(1).map((page) => ({ name: page.replaceAll('/', '-'), root: page, pages: [page], files: own(page) }))
  const first = { ...main, files: main.files.filter((file) => !later.some(({ files }) => files.includes(file))) }
  return [first, ...later, ...rest]
}

/** `{package: [entry, ...chunks it starts with]}`, paths from the site's root. */
function scriptsOf({ outputs }, out) {
  const site = (file) => '/' + relative(out, join(process.cwd(), file))
  const found = {}
  for (const [file, { entryPoint }] of Object.entries(outputs)) {
    if (!entryPoint) continue
    const all = new Set([file])
    for (const one of all) {
      for (const { path, kind } of outputs[one].imports) if (kind === 'import-statement') all.add(path)
    }
    found[entryPoint.slice(entryPoint.lastIndexOf('entry:') + 6)] = [...all].map(site)
  }
  return found
}

function projectPlugin(parts) {
  return {
    name: 'project',
    setup(setup) {
      setup.onResolve({ filter: /^(entry|data|begin):/ }, ({ path }) => ({ path, namespace: 'project' }))
      setup.onLoad({ filter: /.*/, namespace: 'project' }, ({ path }) => {
        const [kind, name] = path.split(/:(.*)/)
        const part = parts.find((one) => one.name === name)
        const contents = path === 'entry:boot' ? `import ${host('boot')}` : kind === 'entry' ? entryCode(part) : kind === 'data' ? dataCode(part) : beginCode(name)
        return { contents, resolveDir: SRC, loader: 'js' }
      })
    },
  }
}

/**
 * The registry must know a file's template, style and configuration before its code calls `Component`. The globals come
 * by a script before it, `boot`: what packages share is evaluated before any of them.
 */
function entryCode(part) {
  const lines = [`import 'data:${part.name}'`]
  if (!part.root) lines.push(`import './${codeOf('app')}'`)
  for (const path of part.files) lines.push(`import 'begin:${path}'`, `import './${codeOf(path)}'`)
  if (!part.root) lines.push(`import { start } from ${host('start')}`, 'start()')
  return lines.join('\n')
}

function beginCode(path) {
  return `import { begin } from ${host('registry')}\nbegin(${JSON.stringify(path)})`
}

function dataCode(part) {
  const group = new TmplGroup()
  group.setExtraRuntimeScript('var getRegExp=function(a,b){return new RegExp(a,b)},getDate=function(){return new Date(...arguments)};')
  const seen = new Set()
  for (const path of part.files) addTemplate(group, path, seen)
  const files = part.files.map((path) => {
    const config = { ...json(`${path}.json`), usingComponents: slashed(usingOf(path)) }
    const isPage = !config.component
    const style = existsSync(join(SRC, `${path}.wxss`)) ? css(`${path}.wxss`, scopeOf(path), TAGS) : ''
    return { path, config, isPage, scope: scopeOf(path), style }
  })
  const app = part.root ? null : { app: json('app.json'), theme: json('theme.json'), style: css('app.wxss', null, TAGS) }
  const templates = group.getTmplGenObjectGroups()
  group.free()
  return `import { add } from ${host('registry')}\nadd(${JSON.stringify({ files, ...app })}, ${templates})`
}

function slashed(using) {
  return Object.fromEntries(Object.entries(using).map(([tag, path]) => [tag, `/${path}`]))
}

function addTemplate(group, path, seen) {
  if (seen.has(path)) return
  seen.add(path)
  const source = text(`${path}.wxml`)
  if (source === null) throw new Error(`${path}.wxml is missing`)
  const faults = group.addTmpl(path, source)
  if (faults.length) throw new Error(`${path}.wxml: ${faults.map(({ message, startLine }) => `${startLine}: ${message}`).join('; ')}`)
  for (const one of group.getDirectDependencies(path)) addTemplate(group, one, seen)
  for (const one of group.getScriptDependencies(path)) {
    const script = text(/\.wxs$/.test(one) ? one : `${one}.wxs`)
    const plain = script.replace(/\.constructor\s*===?\s*(?=['"])/g, '.constructor.name === ')
    for (const name of [one, one.replace(/\.wxs$/, ''), `${one.replace(/\.wxs$/, '')}.wxs`]) group.addScript(name, plain)
  }
}

function scopeOf(path) {
  return `s${createHash('sha256').update(path).digest('hex').slice(0, 6)}`
}

function host(name) {
  return JSON.stringify(posix.join(WEB, 'host', `${name}.ts`))
}

function writePage(out, scripts) {
  const page = readFileSync(join(WEB, 'host/index.html'), 'utf8')
  const links = startOf(scripts).map((path) => `<link rel="modulepreload" href="${path}">`).join('\n  ')
  const tags = [scripts.boot[0], scripts.main[0]].map((path) => `<script type="module" src="${path}"></script>`).join('\n  ')
  const rest = Object.fromEntries(Object.entries(scripts).map(([name, [entry]]) => [name, entry]))
  const style = readdirSync(join(WEB, 'builtin')).filter((name) => name.endsWith('.css')).map((name) => readFileSync(join(WEB, 'builtin', name), 'utf8'))
  writeFileSync(
    join(out, 'index.html'),
    page
      .replace('<!-- scripts -->', () => `${links}\n  <script type="application/json" id="packages">${JSON.stringify(rest)}</script>\n  ${tags}`)
      .replace('/* styles */', () => style.join('\n')),
  )
}

/** Everything that is loaded before the first page shows. */
export function startOf(scripts) {
  return [...new Set([...scripts.boot, ...scripts.main])]
}

/** The worker stands for WeChat's package: it keeps the built files of one build and nothing else. */
function writeWorker(out) {
  const files = walk(out).map((file) => '/' + relative(out, file).replace('index.html', ''))
  const build = createHash('sha256')
  for (const file of walk(out)) build.update(readFileSync(file))
  const source = readFileSync(join(WEB, 'host/worker.js'), 'utf8')
  writeFileSync(
    join(out, 'worker.js'),
    source.replace("'BUILD'", () => JSON.stringify(build.digest('hex').slice(0, 16))).replace('[/* FILES */]', () => JSON.stringify(files)),
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { out: { type: 'string' } } })
  const { out, scripts } = await buildPreview(values.out ? { out: resolve(values.out) } : {})
  const bytes = startOf(scripts).reduce((sum, path) => sum + statSync(join(out, path)).size, 0)
  console.log(`preview: ${relative(process.cwd(), out)}, start-up script ${Math.round(bytes / 1024)} KB`)
}
