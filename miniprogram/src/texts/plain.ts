/** The texts without parameters, for a page's `data`: WeChat drops functions there. */
export type Plain<T> = { [K in keyof T as T[K] extends string ? K : never]: string }

export function plain<T extends object>(texts: T): Plain<T> {
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => typeof text === 'string')) as Plain<T>
}
