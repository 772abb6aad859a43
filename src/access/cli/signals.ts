import { type ExitCode, exitCodes } from './exit-codes.ts'

const signals = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated, SIGHUP: exitCodes.terminated } as const

type Signal = keyof typeof signals

/** Settles with what a command ends with that a signal has ended; some of them may mean something else to it. */
export function untilSignal(names = Object.keys(signals) as Signal[]): Disposable & { signal: Promise<ExitCode> } {
  const { promise, resolve } = Promise.withResolvers<ExitCode>()
  const listeners = names.map((name) => {
    const listener = (): void => resolve(signals[name])
    process.once(name, listener)
    return [name, listener] as const
  })
  // A signal that is waited for keeps no process alive, and there may be nothing else that does.
  const alive = setInterval(() => {}, 2 ** 30)
  return {
    signal: promise,
    [Symbol.dispose]: () => {
      clearInterval(alive)
      for (const [name, listener] of listeners) process.off(name, listener)
    },
  }
}
