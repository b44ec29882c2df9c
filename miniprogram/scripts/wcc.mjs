/** WeChat's own compilers over all WXML and WXSS: what they refuse, DevTools refuses. */
import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { SRC } from '../web/project.mjs'
import { own, used } from './files.mjs'

const PLATFORM = { linux: 'linux', darwin: 'mac', win32: 'windows' }[process.platform]
const END = process.platform === 'win32' ? '.exe' : ''
const BIN = join(dirname(createRequire(import.meta.url).resolve('miniprogram-compiler')), 'bin', PLATFORM)

/** What the compiler says against these files of `folder`, null when nothing. */
export function refused(program, files, folder = SRC) {
  const file = join(BIN, program + END)
  chmodSync(file, 0o755) // arrives without its run bit
  const options = program === 'wcc' ? ['-d', '-cc', '0', ...files, '-gn', '$gwx'] : ['-db', '-pc', '0', ...files]
  const run = spawnSync(file, options, { cwd: folder, maxBuffer: 64 * 1024 * 1024 })
  if (run.error) throw run.error
  return run.status === 0 ? null : run.stderr.toString().trim() || `${program} ended with ${run.status}`
}

export function faults() {
  const markup = used().map(({ path }) => `${path}.wxml`)
  return [refused('wcc', markup), refused('wcsc', Object.keys(own('.wxss')))].filter((fault) => fault !== null)
}
