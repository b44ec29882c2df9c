/** A window of rows over a long list: only what is near the screen is in the page. */

export interface RowsWindow {
  from: number
  to: number
  /** px of room above and below for the rows that are not there */
  before: number
  after: number
}

export const ROWS = 30

/** `top`: how far the list's own top is above the screen's, px; negative while it is below. */
export function rowsAt(top: number, rowPx: number, total: number, rows: number = ROWS): RowsWindow {
  const last = Math.max(0, total - rows)
  const middle = Math.floor(Math.max(0, top) / rowPx) - Math.floor(rows / 4)
  const from = Math.min(last, Math.max(0, middle - (middle % 5)))
  const to = Math.min(total, from + rows)
  return { from, to, before: from * rowPx, after: (total - to) * rowPx }
}
