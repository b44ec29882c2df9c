/** A claim code as it was typed. No WeChat here. */
import { v } from '../../../../texts/volunteering'

const LENGTH = 10

/** Without what people put between, in capitals. */
export function codeOf(typed: string): string {
  return typed.replace(/[\s\-·]/g, '').toUpperCase()
}

/** What is missing before it can be sent; empty: nothing. */
export function missing(code: string): string {
  if (code.length < LENGTH) return v.claimShort(LENGTH - code.length)
  return code.length > LENGTH ? v.claimLong : ''
}
