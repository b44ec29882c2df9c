/** `node --import ./scripts/loader.mjs` runs TypeScript: see `ts-hooks.mjs`. */
import { register } from 'node:module'

register('./ts-hooks.mjs', import.meta.url)
