/** Serves the built preview and hands the rest on to the service: `node scripts/serve.mjs [PORT] [SERVICE]`. */
import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const OUT = fileURLToPath(new URL('../dist/web', import.meta.url))
const PORT = Number(process.argv[2] ?? 8310)
const SERVICE = new URL(process.argv[3] ?? 'http://127.0.0.1:8000')
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
}

createServer((asked, answer) => {
  const path = new URL(asked.url, 'http://x').pathname
  if (/^\/(api|pictures|problems|q|static|welcome)(\/|$)/.test(path)) return hand(asked, answer)
  const file = join(OUT, normalize(path === '/' ? '/index.html' : path))
  if (!file.startsWith(OUT) || !existsSync(file) || !statSync(file).isFile()) return void answer.writeHead(404).end()
  answer.writeHead(200, { 'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream', 'Cache-Control': 'no-cache' })
  createReadStream(file).pipe(answer)
}).listen(PORT, '127.0.0.1', () => console.log(`preview: http://127.0.0.1:${PORT}/`))

function hand(asked, answer) {
  const to = { host: SERVICE.hostname, port: SERVICE.port, path: asked.url, method: asked.method }
  const passed = request({ ...to, headers: { ...asked.headers, host: SERVICE.host } }, (came) => {
    answer.writeHead(came.statusCode, came.headers)
    came.pipe(answer)
  })
  passed.on('error', () => answer.headersSent || answer.writeHead(502).end())
  asked.pipe(passed)
}
