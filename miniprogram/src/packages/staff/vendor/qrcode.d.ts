/** What of `qrcode-generator` is used; the script beside is made by `npm run vendor`. */
export interface Made {
  addData(text: string, mode: 'Alphanumeric' | 'Byte'): void
  make(): void
  getModuleCount(): number
  isDark(row: number, column: number): boolean
}

/** `type` 0: the smallest that fits. */
export default function qrcode(type: 0, level: 'L' | 'M' | 'Q' | 'H'): Made
