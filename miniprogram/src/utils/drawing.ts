/** A code drawn on a 2d canvas: black on white, whatever the theme. The quiet zone around it is the page's. */

interface Pen {
  fillStyle: string
  fillRect(x: number, y: number, width: number, height: number): void
}

export interface Canvas {
  width: number
  height: number
  getContext(kind: '2d'): Pen
}

/** Of `qrcode-generator`, which each package that draws carries itself. */
interface Maker {
  (version: 0, correction: 'M'): {
    addData(text: string, mode: 'Alphanumeric'): void
    make(): void
    getModuleCount(): number
    isDark(row: number, column: number): boolean
  }
}

/** Rows of dark modules. Our codes are capitals, figures and dots: the dense mode holds them. */
export function modulesOf(maker: Maker, text: string): boolean[][] {
  const code = maker(0, 'M')
  code.addData(text, 'Alphanumeric')
  code.make()
  const count = code.getModuleCount()
  return Array.from({ length: count }, (_, row) => Array.from({ length: count }, (_, column) => code.isDark(row, column)))
}

/** `side`: pixels of the screen, not of the style. Edges fall on whole pixels. */
export function draw(canvas: Canvas, side: number, modules: boolean[][]): void {
  canvas.width = side
  canvas.height = side
  const pen = canvas.getContext('2d')
  const at = (index: number): number => Math.round((index * side) / modules.length)
  pen.fillStyle = '#ffffff'
  pen.fillRect(0, 0, side, side)
  pen.fillStyle = '#000000'
  modules.forEach((cells, row) =>
    cells.forEach((dark, column) => {
      if (dark) pen.fillRect(at(column), at(row), at(column + 1) - at(column), at(row + 1) - at(row))
    }),
  )
}
