/** A member code on its canvas. */
import * as drawing from '../../../../utils/drawing'
import qrcode from '../../vendor/qrcode'

export type { Canvas } from '../../../../utils/drawing'

export const modulesOf = (text: string): boolean[][] => drawing.modulesOf(qrcode, text)

/** `side`: pixels of the screen, not of the style. */
export const draw = (canvas: drawing.Canvas, side: number, text: string): void => drawing.draw(canvas, side, modulesOf(text))
