/** What a server may cost a client, and a client a server. */
export interface ClientLimits {
  /** Calls of ours that a server works on at a time; more wait here. */
  callsAtOnce: number
  /** Bytes of a message from a server that has not let us in yet. */
  strangerFrame: number
  /** Bytes of answers to a server's questions that it has not read. */
  unsentAnswers: number
  /** Milliseconds without a word after which a server is asked whether it is there, and how often it may not answer. */
  keepalive: { interval: number; count: number }
}

export const clientLimits: ClientLimits = {
  // libvirtd stops reading a client with five, and then doesn't hear it asking whether it is there either.
  callsAtOnce: 4,
  strangerFrame: 64 << 10,
  unsentAnswers: 1 << 20,
  keepalive: { interval: 5000, count: 5 },
}

/** A daemon of ours goes on reading, and works on so many of one client. */
export const ourCallsAtOnce = 20
