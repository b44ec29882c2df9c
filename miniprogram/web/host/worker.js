/* WeChat's package on the phone: the built files, whole, never the service's answers. */
const BUILD = 'BUILD'
const FILES = [/* FILES */]
const NAME = `preview-${BUILD}`

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => name.startsWith('preview-') && name !== NAME)
  event.waitUntil(
    caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  )
})

self.addEventListener('fetch', (event) => {
  const { pathname, origin } = new URL(event.request.url)
  if (event.request.method !== 'GET' || origin !== location.origin || !FILES.includes(pathname)) return
  const kept = () => caches.match(pathname, { cacheName: NAME })
  // a newer build shows at its first start
  event.respondWith(pathname === '/' ? fetch(event.request).catch(kept) : kept().then((found) => found ?? fetch(event.request)))
})
