import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Bundle, createBundles, type Files, FORMAT } from '../../src/core/bundle'
import { createStorage } from '../../src/core/storage'
import { shelf } from './support'

function text(generated_at: string, more: Partial<Bundle> = {}): string {
  const whole: Bundle = { format: FORMAT, generated_at, valid_from: generated_at, valid_until: generated_at, columns: ['code'], rows: [['A']], ...more }
  return JSON.stringify(whole)
}

function phone() {
  const disk = new Map<string, string>()
  const cut = { write: false, rename: false }
  const files: Files = {
    read: async (path) => disk.get(path) ?? Promise.reject(new Error('no such file')),
    async write(path, data) {
      disk.set(path, cut.write ? data.slice(0, 10) : data)
      if (cut.write) throw new Error('cut')
    },
    async rename(from, to) {
      if (cut.rename) throw new Error('cut')
      disk.set(to, disk.get(from)!)
      disk.delete(from)
    },
  }
  const asked: (string | null)[] = []
  const pulled: boolean[] = []
  let served = { status: 200, body: text('t1'), headers: { ETag: '"1"' } as Record<string, unknown> }
  const storage = createStorage(shelf())
  const bundles = createBundles({
    files,
    storage,
    folder: 'wxfile://usr',
    now: () => 77,
    async fetch(_area, etag, fresh) {
      asked.push(etag)
      pulled.push(fresh)
      return etag === served.headers['ETag'] ? { ...served, status: 304, body: '' } : served
    },
  })
  return { disk, cut, files, bundles, asked, pulled, storage, serve: (body: string, etag: string) => (served = { status: 200, body, headers: { ETag: etag } }) }
}

const FILE = 'wxfile://usr/bundle-652701.json'

test('nothing kept, then fetched once, then 304 with its ETag', async () => {
  const { bundles, asked } = phone()
  assert.equal(await bundles.kept('652701'), null)
  assert.equal(await bundles.refresh('652701'), true)
  assert.equal((await bundles.kept('652701'))?.bundle.rows.length, 1)
  assert.equal(await bundles.refresh('652701'), false)
  assert.deepEqual(asked, [null, '"1"'])
})

test('a damaged file is fetched again without its ETag', async () => {
  const { bundles, disk, asked } = phone()
  await bundles.refresh('652701')
  disk.set(FILE, disk.get(FILE)!.slice(0, 30))
  assert.equal(await bundles.kept('652701'), null)
  assert.equal(await bundles.refresh('652701'), true)
  assert.deepEqual(asked, [null, null])
})

test('an older file than storage knows, and another format, are fetched again', async () => {
  const { bundles, disk, storage } = phone()
  await bundles.refresh('652701')
  disk.set(FILE, text('t0'))
  assert.equal(await bundles.kept('652701'), null)
  await bundles.refresh('652701')
  storage.set('bundle-652701', { ...storage.get<object>('bundle-652701'), format: FORMAT + 1 })
  assert.equal(await bundles.kept('652701'), null)
})

for (const where of ['write', 'rename'] as const) {
  test(`a ${where} cut in the middle leaves the old one`, async () => {
    const { bundles, cut, serve } = phone()
    await bundles.refresh('652701')
    serve(text('t2'), '"2"')
    cut[where] = true
    await assert.rejects(bundles.refresh('652701'))
    assert.equal((await bundles.kept('652701'))?.bundle.generated_at, 't1')
  })
}

test('negative control: written over the old one, a cut in the middle loses it', async () => {
  const { bundles, cut, serve, files } = phone()
  const { write } = files
  files.write = (path, data) => write(path.replace('.part', ''), data)
  files.rename = async () => undefined
  await bundles.refresh('652701')
  assert.equal((await bundles.kept('652701'))?.bundle.generated_at, 't1')
  serve(text('t2'), '"2"')
  cut.write = true
  await assert.rejects(bundles.refresh('652701'))
  assert.equal(await bundles.kept('652701'), null)
})

test('killed between renaming and remembering: the newer file is kept, and asked about again', async () => {
  const { bundles, storage, disk, asked } = phone()
  await bundles.refresh('652701')
  disk.set(FILE, text('t2', { rows: [['A'], ['B']] }))
  const kept = await bundles.kept('652701')
  assert.deepEqual([kept?.bundle.generated_at, kept?.bundle.rows.length], ['t2', 2])
  assert.ok(storage.get('bundle-652701'))
  await bundles.refresh('652701')
  assert.deepEqual(asked, [null, '"1"'])
})

test('pulled by hand it is asked past every cache', async () => {
  const { bundles, pulled } = phone()
  await bundles.refresh('652701')
  await bundles.refresh('652701', true)
  assert.deepEqual(pulled, [false, true])
})

test('an answer that is no bundle never replaces one', async () => {
  const { bundles, serve } = phone()
  await bundles.refresh('652701')
  serve('<html>', '"2"')
  assert.equal(await bundles.refresh('652701'), false)
  assert.equal((await bundles.kept('652701'))?.bundle.generated_at, 't1')
})

test('an older one out of some cache never replaces a newer one', async () => {
  const { bundles, serve } = phone()
  await bundles.refresh('652701')
  serve(text('t0'), '"0"')
  assert.equal(await bundles.refresh('652701'), false)
  assert.equal((await bundles.kept('652701'))?.bundle.generated_at, 't1')
})
