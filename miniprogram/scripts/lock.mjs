/** Takes addresses out of package-lock.json: where a package came from is the registry's business, its hash stays. */
import { readFileSync, writeFileSync } from 'node:fs'

const LOCK = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(LOCK, 'utf8'))
for (const entry of Object.values(lock.packages)) {
  delete entry.resolved
  delete entry.funding
  delete entry.deprecated
}
writeFileSync(LOCK, JSON.stringify(lock, null, 2) + '\n')
