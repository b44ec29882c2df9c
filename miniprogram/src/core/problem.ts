/** Why an answer did not come, or what the service says against it (RFC 9457). */

export interface ProblemBody {
  type: string
  title: string
  status: number
  detail?: string
  request_id?: string
  errors?: Record<string, unknown>
  [more: string]: unknown
}

/**
 * `offline`: the request never left. `unknown`: it left, no answer came (time-out, background, cut), so it may have had
 * its effect. `problem`: the service answered with a refusal.
 */
export type FailureKind = 'offline' | 'unknown' | 'problem'

export class Failure extends Error {
  constructor(
    readonly kind: FailureKind,
    readonly status: number,
    readonly slug: string,
    readonly title: string,
    readonly body: ProblemBody | null,
    /** seconds until another try is welcome, null if not said */
    readonly retryAfterS: number | null = null,
  ) {
    super(title)
    this.name = 'Failure'
  }

  /** Whether the same request may do better later without any change. */
  get passing(): boolean {
    return this.kind !== 'problem' || this.status === 429 || this.status >= 500
  }
}

export function offline(): Failure {
  return new Failure('offline', 0, 'offline', '没有网络', null)
}

export function unknown(): Failure {
  return new Failure('unknown', 0, 'unknown', '网络不稳，没有收到答复', null)
}

/** A person's call where nobody signed in. */
export function notSignedIn(): Failure {
  return new Failure('problem', 401, 'not-signed-in', '要先登录', null)
}

/** The refusal in an answer of status 400 and above; what is not a problem document gets plain words. */
export function refused(status: number, body: unknown, headers: Record<string, unknown>): Failure {
  const problem = isProblem(body) ? body : null
  const slug = problem ? problem.type.slice(problem.type.lastIndexOf('/') + 1) : `http-${status}`
  const title = problem ? problem.title : status >= 500 ? '服务暂时不可用，请稍后再试' : '没有成功'
  const retry = Number(header(headers, 'retry-after'))
  return new Failure('problem', status, slug, title, problem, Number.isFinite(retry) && retry > 0 ? retry : null)
}

/** A header whatever its case; WeChat's platforms differ. */
export function header(headers: Record<string, unknown>, name: string): string | null {
  const wanted = name.toLowerCase()
  for (const key of Object.keys(headers)) {
    if (key.toLowerCase() === wanted) return String(headers[key])
  }
  return null
}

export function asFailure(error: unknown): Failure {
  return error instanceof Failure ? error : new Failure('problem', 0, 'fault', '出错了，请再试一次', null)
}

function isProblem(body: unknown): body is ProblemBody {
  if (typeof body !== 'object' || body === null) return false
  const maybe = body as Partial<ProblemBody>
  return typeof maybe.type === 'string' && typeof maybe.title === 'string'
}
