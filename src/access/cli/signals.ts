import { type ExitCode, exitCodes } from './exit-codes.ts'

const signals = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated, SIGHUP: exitCodes.terminated } as const

/** Settles with what a command ends with that a signal has ended. */
export function untilSignal(): Disposable & { signal: Promise<ExitCode> } {
  const { promise, resolve } = Promise.withResolvers<ExitCode>()
  const listeners = Object.entries(signals).map(([name, code]) => {
    const listener = (): void => resolve(code)
    process.once(name, listener)
    return [name, listener] as const
  })
  return {
    signal: promise,
    [Symbol.dispose]: () => {
      for (const [name, listener] of listeners) process.off(name, listener)
    },
  }
}
