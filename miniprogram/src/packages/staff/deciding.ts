/** Decisions on hours and what takes them back, for all pages that make them: kept for ten minutes, also over a restart. */
import { newKey } from '../../core/calling'
import { clock, storage } from '../../core/http'
import { asFailure } from '../../core/problem'
import { confirmHours, type Decided, type Queued, undoDecision, type Wish } from '../../services/confirming'
import { accountNo } from '../../services/person'
import { h } from '../../texts/staff-hours'
import { minutesWords } from '../../utils/time'
import { batchesOf } from './confirming'
import { createOnce } from './once'
import { type Done, type DoneLine, doneLines, outcomeOf, stillOpen, UNDO_MS } from './undoing'

const KEPT = 'staff-decisions'

interface Kept {
  account: string
  all: Done[]
}

export const once = createOnce(newKey, (error) => asFailure(error).kind === 'unknown')

/** One's own decisions that can still be taken back, the newest first. */
export function recent(): DoneLine[] {
  return doneLines(known(), clock.now())
}

function known(): Done[] {
  const kept = storage.get<Kept>(KEPT)
  return kept && kept.account === accountNo() ? stillOpen(kept.all, clock.now()) : []
}

function keep(all: Done[]): void {
  const account = accountNo()
  if (account !== null) storage.set(KEPT, { account, all }, UNDO_MS)
}

/** `decided`: the answers of one tap. */
export function remember(decided: readonly Decided[], words: string): void {
  const batches = decided.map(({ batch_id }) => batch_id)
  const others = known().filter((done) => !done.batches.some((batch) => batches.includes(batch)))
  keep([{ batches, words, at: clock.now() }, ...others])
}

interface Lost {
  account: string | null
  at: number
  chains: readonly number[]
  again(): Promise<number[]>
}

/** Decisions whose answer was lost, by what they are. They may be done: then the list knows their rows no more. */
const lost = new Map<string, Lost>()

/** One decision. Without an answer it is asked for again by the next look, so that it can be taken back all the same. */
export async function decide(wishes: readonly Wish[], name: string, send: (key: string) => Promise<Decided>, words: (made: Decided) => string): Promise<Decided> {
  const run = async (): Promise<Decided> => {
    const at = lost.get(name)?.at ?? clock.now()
    lost.delete(name)
    try {
      return await once(name, send)
    } catch (error) {
      if (asFailure(error).kind === 'unknown') lost.set(name, { account: accountNo(), at, chains: wishes.map(({ id }) => id), again })
      throw error
    }
  }
  const again = async (): Promise<number[]> => {
    const made = await run()
    if (outcomeOf([made]).passed) remember([made], words(made))
    return passedOf([made])
  }
  return run()
}

/** Before anything is looked at: what got no answer is sent once more under its key. The chains that are decided now. */
export async function answerLost(): Promise<number[]> {
  const found: number[] = []
  for (const [name, { account, at, again }] of [...lost]) {
    if (account !== accountNo() || clock.now() - at >= UNDO_MS) lost.delete(name)
    else found.push(...(await again().catch(() => [])))
  }
  return found
}

/** Nobody knows yet what became of one's own decision on these hours. */
export function isLost(chain: number): boolean {
  return [...lost.values()].some(({ chains }) => chains.includes(chain))
}

/** Whoever goes on writing about these hours wants another decision. */
export function dropLost(chain: number): void {
  for (const [name, { chains }] of [...lost]) if (chains.includes(chain)) lost.delete(name)
}

function passedOf(decided: readonly Decided[]): number[] {
  return decided.flatMap(({ items }) => items.flatMap(({ id, status }) => (status === 200 ? [id] : [])))
}

export interface Told {
  said: string
  problem: string
  /** chains that wait again */
  back?: number[]
}

/** All that is normal at one tap. Whatever fails says so; the others stand. */
export async function confirmAll(normal: readonly Queued[]): Promise<Told> {
  const decided: Decided[] = []
  try {
    for (const items of batchesOf(normal))
      decided.push(await decide(items, JSON.stringify(items), (key) => confirmHours(items, key), (made) => wordsOf([made])))
  } finally {
    if (wordsOf(decided)) remember(decided, wordsOf(decided))
  }
  const { failed, title } = outcomeOf(decided)
  return { said: wordsOf(decided), problem: failed ? h.someFailed(failed, title) : '' }
}

function wordsOf(decided: readonly Decided[]): string {
  const { passed, minutes, seconds } = outcomeOf(decided)
  const said = passed ? h.didConfirm(passed, minutesWords(minutes)) : ''
  return seconds ? `${said}${h.ofThose(seconds)}` : said
}

/** Take a decision back: its rows wait again, one's own only, within ten minutes. */
export async function takeBack(key: string): Promise<Told> {
  const done = known().find(({ batches }) => batches[0] === key)
  if (!done) return { said: '', problem: '' }
  const undone: Decided[] = []
  const leave = (): void => keep(known().filter(({ batches }) => batches[0] !== key))
  try {
    for (const batch of done.batches) undone.push(await once(`undo:${batch}`, (sent) => undoDecision(batch, sent)))
  } catch (error) {
    const { status } = asFailure(error)
    if (status === 404 || status === 409) leave() // a colleague's decision, or too late: no tap does better
    if (status === 404) return { said: '', problem: h.othersDecision }
    throw error
  }
  leave()
  const { passed, failed, title } = outcomeOf(undone)
  return { said: passed ? h.undone(passed) : '', problem: failed ? h.someFailed(failed, title) : '', back: passedOf(undone) }
}
