import { LodgeError } from '../../../base/errors.ts'

/** What Node has no words for is called in the C library itself. */
export interface Libc {
  /** A function by its C declaration. */
  func<F extends (...args: never[]) => unknown>(declaration: string): F
  /** Of the last call that has failed. */
  errno(): number
  /** Where bytes stand, for structures that point at others. They have to be kept until the call is over. */
  addressOf(bytes: Uint8Array): bigint
}

let loaded: Promise<Libc> | undefined

/** koffi is an optional dependency: who needs it says for what. */
export function loadLibc(purpose: string, hint?: string): Promise<Libc> {
  loaded ??= load()
  return loaded.catch((error) => {
    throw new LodgeError('CONFIG_UNSUPPORTED', `${purpose} the package koffi, which is not here`, {
      hint: hint ? `npm install koffi, or ${hint}` : 'npm install koffi',
      cause: error,
    })
  })
}

async function load(): Promise<Libc> {
  const { default: koffi } = await import('koffi')
  const library = koffi.load(null)
  return {
    func: (declaration) => library.func(declaration) as never,
    errno: () => koffi.errno(),
    addressOf: (bytes) => koffi.address(bytes),
  }
}
