/** Which way somebody has come in. */
export type Door = 'unix' | 'tls' | 'tcp'

/** Who is at the other end, as far as the operating system or a certificate says so: nothing here is their own word. */
export interface Identity {
  door: Door
  /** This way in is for those who may only look. */
  readOnly: boolean
  /** Of the process at a UNIX socket. */
  process?: {
    pid: number
    uid: number
    gid: number
    groups: readonly number[]
    /** Tells it from a later one with its number; absent where it was gone already. */
    startTime?: number
  }
  /** The distinguished name of a certificate that was checked. */
  certificate?: string
  /** Where on the network. */
  address?: string
}

/** Whoever can open a socket of which nothing more is known. */
export const unknownIdentity: Identity = { door: 'unix', readOnly: false }
