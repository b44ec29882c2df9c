/** One tap that decides on hours or takes a decision back, on the pages that list them: what it says, and the look after it. */
import { asFailure } from '../../core/problem'
import { answerLost, recent, type Told } from './deciding'
import { leftWork } from './leaving'
import { actFailed } from './once'
import type { DoneLine } from './undoing'

interface Deciding {
  data: { busy: boolean }
  setData(data: { busy?: boolean; said?: string; problem?: string; done?: DoneLine[] }): void
  refresh(fresh: boolean): Promise<void>
}

/** One at a time. What is done stands in its line with the undo; only what was taken back needs a word of its own. */
export async function act(page: Deciding, run: () => Promise<Told>): Promise<void> {
  if (page.data.busy) return
  page.setData({ busy: true, said: '', problem: '' })
  try {
    const { said, problem } = await run()
    const done = recent()
    page.setData({ said: done.some(({ words }) => words === said) ? '' : said, problem, done })
    wx.vibrateShort({ type: 'light' })
  } catch (error) {
    const failure = asFailure(error)
    if (leftWork(failure)) return
    const done = failure.kind === 'unknown' && (await answerLost()).length > 0
    page.setData({ problem: done ? '' : actFailed(failure), done: recent() })
  } finally {
    page.setData({ busy: false })
  }
  await page.refresh(true)
}
