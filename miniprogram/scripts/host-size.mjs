/** The preview host stays small: at most 2,000 lines of `web/` without blank ones. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../web/project.mjs'
import { walk } from './files.mjs'

const CEILING = 2000
const COUNTED = /\.(ts|js|mjs|css|html|json)$/

export function lines() {
  const files = walk(join(ROOT, 'web')).filter((file) => COUNTED.test(file))
  return files.reduce((sum, file) => sum + readFileSync(file, 'utf8').split('\n').filter((line) => line.trim()).length, 0)
}

export function faults(count = lines()) {
  console.log(`  ${count} lines`)
  return count > CEILING ? [`web/ has ${count} lines, ceiling ${CEILING}`] : []
}
