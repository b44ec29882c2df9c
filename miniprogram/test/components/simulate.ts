/** WeChat's older framework (exparser) over our components, as phones without glass-easel run them. */
import '../host/browser'
import { cpSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const SRC = fileURLToPath(new URL('../../src', import.meta.url))
const simulate = createRequire(import.meta.url)('miniprogram-simulate') as {
  load(path: string, options: object): string
  render(id: string, properties?: object): Rendered
}

export interface Rendered {
  dom: HTMLElement
  data: Record<string, unknown>
  instance: Record<string, (...given: unknown[]) => unknown> & { data: Record<string, unknown> }
  attach(parent: HTMLElement): void
  detach(): void
  setData(data: object): void
  querySelector(selector: string): { dispatchEvent(name: string): void; dom: HTMLElement } | undefined
}

/** The package with its scripts as JavaScript: the simulator reads no TypeScript. */
function transpiled(): string {
  const folder = mkdtempSync(join(tmpdir(), 'components-'))
  cpSync(join(SRC, 'components'), join(folder, 'components'), { recursive: true })
  for (const name of readdirSync(join(SRC, 'components'))) {
    const [file] = [join(SRC, 'components', name, `${name}.ts`)]
    const made = buildSync({ entryPoints: [file!], bundle: true, write: false, format: 'cjs', target: 'es2018', charset: 'utf8' })
    writeFileSync(join(folder, 'components', name, `${name}.js`), made.outputFiles[0]!.text)
  }
  return folder
}

const FOLDER = transpiled()

export function rendered(name: string, properties: object = {}): Rendered {
  const id = simulate.load(join(FOLDER, 'components', name, name), { rootPath: FOLDER, compiler: 'simulate', less: false })
  const made = simulate.render(id, properties)
  const parent = document.createElement('div')
  document.body.append(parent)
  made.attach(parent)
  return made
}
