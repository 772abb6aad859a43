/** What one client may cost. */
export interface Limits {
  /** Connections at a time. */
  clients: number
  /** The same of one user, certificate or machine; root has no limit. */
  clientsOfOne: number
  /** Connections that have not yet said what they open. */
  strangers: number
  strangersOfOne: number
  /** Milliseconds in which a stranger has to open. */
  openWithin: number
  /** Milliseconds that polkit may take to ask who a stranger is; the time to open runs anew after that. */
  askWithin: number
  /** Bytes of a message from a stranger. */
  strangerFrame: number
  /** Bytes of a message from who may only look, and has nothing long to say. */
  lookingFrame: number
  /** Calls of one client that are worked on at the same time; quick ones are not counted. */
  callsAtOnce: number
  /** Calls of one client that wait for that; with more its socket is not read. */
  callsWaiting: number
  /** Bytes of calls that are worked on or wait. */
  callBytes: number
  /** Bytes for a client that does not read: from then on nothing more is read from it. */
  unsent: number
  /** Bytes from where on events for a client that does not read end the connection. */
  unsentEvents: number
  /** Milliseconds in which the descriptors of a message have to come. */
  descriptorsWithin: number
  /** Streams that one client has open, or has not said that it knows of their end. */
  streams: number
  /** Bytes from a client that a console does not take; with more the client's socket is not read. */
  streamInput: number
  /** Milliseconds without a word after which a client is asked whether it is there, and how often it may not answer. */
  keepalive: { interval: number; count: number }
}

export const defaultLimits: Limits = {
  clients: 5000,
  clientsOfOne: 1000,
  strangers: 100,
  strangersOfOne: 50,
  openWithin: 30_000,
  askWithin: 180_000,
  strangerFrame: 64 << 10,
  lookingFrame: 1 << 20,
  callsAtOnce: 20,
  callsWaiting: 100,
  callBytes: 64 << 20,
  unsent: 4 << 20,
  unsentEvents: 16 << 20,
  descriptorsWithin: 10_000,
  streams: 100,
  streamInput: 256 << 10,
  keepalive: { interval: 5000, count: 5 },
}
