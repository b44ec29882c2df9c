/** Every word shown: one way to speak to people, one word for one thing. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const TEXTS = new URL('../../src/texts/', import.meta.url)
/** What is not said, and what is said instead. */
const NOT: Record<string, string> = { 您: '你', 手工登记: '手动登记' }
/** Whose role has ended is told so with respect. */
const SOLEMN = /^ {2}ended|工作页面您看不到了/

function faults(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, place) =>
    Object.entries(NOT).flatMap(([word, instead]) => (line.includes(word) && !SOLEMN.test(line) ? [`${file}:${place + 1} ${word} -> ${instead}`] : [])),
  )
}

test('the pages say 你 to everybody, and 手动登记 for what is written by hand', () => {
  const files = readdirSync(TEXTS).filter((name) => name.endsWith('.ts'))
  assert.ok(files.includes('volunteering.ts') && files.includes('staff-shifts.ts'))
  assert.deepEqual(files.flatMap((file) => faults(file, readFileSync(new URL(file, TEXTS), 'utf8'))), [])
})

test('planted: either word is found, with its line', () => {
  assert.deepEqual(faults('a.ts', "one\n  who: '请您手工登记',"), ['a.ts:2 您 -> 你', 'a.ts:2 手工登记 -> 手动登记'])
})
