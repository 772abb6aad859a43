export interface GraphicsOptions {
  /** The client is not asked for the password: whoever gives the connection vouches for it. */
  skipAuthentication?: boolean
}

/** A running domain's screens for clients on the same machine, without a port. Descriptors are of this process. */
export interface DomainGraphics {
  /** One end of a new connection to a screen (VNC or SPICE), counted from 0 as in the XML. It is the caller's to close. */
  open(index: number, options?: GraphicsOptions): Promise<number>
  /** Has the emulator read the certificates of its VNC screens again. */
  reloadCertificates(): Promise<void>
  /** Gives the emulator a connection that somebody is at the other end of. It stays the caller's to close. */
  attach(index: number, descriptor: number, options?: GraphicsOptions): Promise<void>
}
