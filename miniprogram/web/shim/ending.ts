/** How WeChat's calls end: success, fail and complete, or a promise when none is given. */

export interface Ends {
  success?(result: object): void
  fail?(error: { errMsg: string; errno?: number }): void
  complete?(result: object): void
}

/** Thrown by a shim: the words behind `name:fail`. */
export class Refusal extends Error {
  constructor(
    words: string,
    readonly errno?: number,
  ) {
    super(words)
  }
}

type Run = (options: never) => object | void | Promise<object | void>

export function asked(name: string, run: Run): (options?: Ends) => unknown {
  return (options: Ends = {}) => {
    // run at once: some calls ask whether they are inside a tap
    const ended = new Promise<object | void>((done) => done(run(options as never))).then(
      (result) => ({ errMsg: `${name}:ok`, ...result }),
      (error: Error) => {
        const { errno } = error as Refusal
        throw Object.assign(new Error(error.message), { errMsg: `${name}:fail ${error.message}`, ...(errno ? { errno } : {}) })
      },
    )
    if (!options.success && !options.fail && !options.complete) return ended
    ended.then(
      (result) => {
        options.success?.(result)
        options.complete?.(result)
      },
      ({ errMsg, errno }: { errMsg: string; errno?: number }) => {
        const told = { errMsg, ...(errno ? { errno } : {}) }
        options.fail?.(told)
        options.complete?.(told)
      },
    )
    return undefined
  }
}
