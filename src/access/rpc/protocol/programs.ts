/** The programs that may be called over one connection. */
export const programs = {
  remote: { number: 0x20008086, version: 1 },
  qemu: { number: 0x20008087, version: 1 },
  /** Lodge's own. */
  lodge: { number: 0x6c6f6467, version: 1 },
  keepalive: { number: 0x6b656570, version: 1 },
} as const

export const keepaliveProcedures = { PING: 1, PONG: 2 } as const
