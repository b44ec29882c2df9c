/** Libraries that pages carry with them, minified into the package that needs them: `npm run vendor`, committed. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buildSync } from 'esbuild'
import { ROOT, SRC } from '../web/project.mjs'

/** Of which package, the words its licence asks to keep; and where to: a subpackage reads no other's files. */
const QRCODE = {
  from: 'qrcode-generator/dist/qrcode.mjs',
  words: 'qrcode-generator 2.0.4, Copyright (c) 2009 Kazuhiko Arase, MIT licence, https://opensource.org/licenses/mit-license.php',
}
const CARRIED = [
  { to: 'packages/rider/vendor/qrcode.js', ...QRCODE },
  { to: 'packages/staff/vendor/qrcode.js', ...QRCODE },
]

function made({ from, words }) {
  const built = buildSync({
    entryPoints: [join(ROOT, 'node_modules', from)],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2018',
    charset: 'ascii',
    legalComments: 'none',
    banner: { js: `/*! ${words} */` },
  })
  return built.outputFiles[0].text
}

export function faults() {
  const kept = ({ to }) => {
    try {
      return readFileSync(join(SRC, to), 'utf8')
    } catch {
      return ''
    }
  }
  return CARRIED.filter((one) => kept(one) !== made(one)).map(({ to, from }) => `src/${to} is not ${from}: npm run vendor`)
}

if (process.argv[2] === '--write') {
  for (const one of CARRIED) {
    mkdirSync(dirname(join(SRC, one.to)), { recursive: true })
    writeFileSync(join(SRC, one.to), made(one))
  }
}
