/** Everything that holds the front end together, in one run: `npm run check`. Prints each check and what it found. */
import { spawnSync } from 'node:child_process'
import { ROOT } from '../web/project.mjs'
import * as handlers from './handlers.mjs'
import * as hostSize from './host-size.mjs'
import * as location from './location.mjs'
import * as release from './release.mjs'
import * as sizeBudget from './size-budget.mjs'
import * as styles from './styles.mjs'
import * as surface from './surface.mjs'
import { sameAsCommitted } from './types.mjs'
import * as vendor from './vendor.mjs'
import * as wcc from './wcc.mjs'

const strict = (project) => () => {
  const { status, stdout } = spawnSync('node', ['node_modules/typescript/bin/tsc', '-p', project], { cwd: ROOT })
  return status === 0 ? [] : stdout.toString().trim().split('\n')
}

const CHECKS = {
  types: async () => ((await sameAsCommitted()) ? [] : ['src/types/api.d.ts is not what docs/openapi.json says: npm run types']),
  'strict pages': strict('.'),
  'strict host': strict('web'),
  wcc: wcc.faults,
  surface: surface.faults,
  styles: styles.faults,
  handlers: handlers.faults,
  location: location.faults,
  release: release.faults,
  vendor: vendor.faults,
  'host size': hostSize.faults,
  'size budget': sizeBudget.faults,
}

let failed = 0
for (const [name, run] of Object.entries(CHECKS)) {
  const faults = await run()
  console.log(`${faults.length ? '✕' : '✓'} ${name}`)
  for (const fault of faults) console.log(`    ${fault}`)
  failed += faults.length
}
process.exit(failed ? 1 : 0)
