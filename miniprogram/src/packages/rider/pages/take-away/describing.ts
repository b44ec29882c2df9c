/** How much an export holds, in words. No WeChat here. */
import { asFailure } from '../../../../core/problem'
import { r } from '../../../../texts/privacy'

interface Export {
  tables: { rows: unknown[] }[]
}

/** `text`: the JSON as it is copied and shared. */
export function readyWords(text: string): string {
  const rows = (JSON.parse(text) as Export).tables.reduce((sum, table) => sum + table.rows.length, 0)
  return r.ready(rows, sizeWords(utf8Bytes(text)))
}

export function sizeWords(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

export function failedWords(error: unknown): string {
  const failure = asFailure(error)
  return failure.status === 429 ? r.tooOften : failure.title
}

/** The phone has no TextEncoder. */
function utf8Bytes(text: string): number {
  let bytes = 0
  for (const sign of text) {
    const code = sign.codePointAt(0)!
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
