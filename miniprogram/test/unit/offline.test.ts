/** Looking for newer bundles, on a phone whose files are slow, or full. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FORMAT } from '../../src/core/bundle'
import { shelf } from './support'

const BUNDLE = { format: FORMAT, generated_at: 't1', valid_from: 't1', valid_until: 't1', columns: [], rows: [] }
const disk = new Map<string, string>()
const world = { asked: 0, writing: 0, most: 0, full: false }
const soon = (act: () => void) => void setTimeout(act, 1)
interface Ends {
  success(found?: object): void
  fail(why: { errMsg: string }): void
}

Object.assign(globalThis, {
  wx: {
    ...shelf(),
    env: { USER_DATA_PATH: 'wxfile://usr' },
    getAccountInfoSync: () => ({ miniProgram: { envVersion: 'release' } }),
    request({ success }: Ends) {
      world.asked += 1
      soon(() => success({ statusCode: 200, data: JSON.stringify(BUNDLE), header: {} }))
    },
    getFileSystemManager: () => ({
      readFile: ({ filePath, success, fail }: Ends & { filePath: string }) =>
        disk.has(filePath) ? success({ data: disk.get(filePath) }) : fail({ errMsg: 'no such file' }),
      writeFile({ filePath, data, success, fail }: Ends & { filePath: string; data: string }) {
        if (world.full) return fail({ errMsg: 'the maximum size of the file storage limit is exceeded' })
        world.most = Math.max(world.most, (world.writing += 1))
        soon(() => {
          world.writing -= 1
          disk.set(filePath, data)
          success()
        })
      },
      rename({ oldPath, newPath, success, fail }: Ends & { oldPath: string; newPath: string }) {
        if (!disk.has(oldPath)) return fail({ errMsg: 'no such file' })
        disk.set(newPath, disk.get(oldPath)!)
        disk.delete(oldPath)
        success()
      },
    }),
  },
})
const { refreshKept } = await import('../../src/services/offline')

test('two pulls at once write one file at a time, and both are told', async () => {
  await Promise.all([refreshKept(true), refreshKept(true)])
  assert.deepEqual([world.most, disk.size], [1, 4])
})

test('a phone without room is told so, and does not load the same again every 30 s', async () => {
  world.full = true
  await assert.rejects(refreshKept(true))
  const before = world.asked
  assert.equal(await refreshKept(false), false)
  assert.equal(world.asked, before)
})
