/** Counties with their townships, kept for a month: choosing one works without network after the first time. */
import { COUNTIES } from '../core/env'
import { storage } from '../core/http'
import { HOUR_MS } from '../core/storage'
import { children } from './areas'

export interface County {
  code: string
  name: string
  townships: { code: string; name: string }[]
}

const KEY = 'townships'
const TTL = 30 * 24 * HOUR_MS

export async function townships(): Promise<County[]> {
  const kept = storage.get<County[]>(KEY)
  if (kept) return kept
  const all = await Promise.all(
    COUNTIES.map(async ({ code, name }) => {
      const found = (await children(code)).filter(({ level }) => level === 'township')
      return { code, name, townships: found.map((area) => ({ code: area.code, name: area.name })) }
    }),
  )
  storage.set(KEY, all, TTL)
  return all
}
