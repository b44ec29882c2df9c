/** What the service says against something written, a sentence each. No WeChat here. */
import type { Failure } from '../../core/problem'

export function faultsOf({ body, title }: Failure): string[] {
  const errors: unknown = body?.errors
  const said = Array.isArray(errors) ? errors.flatMap(({ message }: { message?: string }) => message ?? []) : []
  return said.length ? [...new Set(said)] : [body?.detail || title]
}
