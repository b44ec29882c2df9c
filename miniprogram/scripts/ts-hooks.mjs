/** Node's hooks for TypeScript by esbuild, and for imports without an extension as WeChat writes them. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'

export async function resolve(name, context, next) {
  if (name.startsWith('.') && context.parentURL) {
    const urls = ['.ts', '.js'].map((end) => new URL(name + end, context.parentURL))
    const url = urls.find((one) => existsSync(fileURLToPath(one)))
    if (url) return next(url.href, context)
  }
  if (name === 'glass-easel-miniprogram-adapter') return next(`${name}/dist/glass_easel_miniprogram_adapter.es.js`, context)
  if (name === 'glass-easel') return next(`${name}/dist/glass_easel.all.es.js`, context)
  return next(name, context)
}

export async function load(url, context, next) {
  if (url.endsWith('.json')) {
    return { format: 'module', source: `export default ${readFileSync(fileURLToPath(url), 'utf8')}`, shortCircuit: true }
  }
  if (/glass_easel.*\.es\.js$/.test(url)) {
    return { format: 'module', source: readFileSync(fileURLToPath(url), 'utf8'), shortCircuit: true }
  }
  if (!url.endsWith('.ts')) return next(url, context)
  const file = fileURLToPath(url)
  const options = { loader: 'ts', format: 'esm', target: 'node20', sourcemap: 'inline', sourcefile: file }
  const { code } = transformSync(readFileSync(file, 'utf8'), options)
  return { format: 'module', source: code, shortCircuit: true }
}
