/** What `lodge` ends with; scripts rely on these. */
export const exitCodes = {
  done: 0,
  /** The deed failed: QEMU ended badly, a file could not be read, … */
  failed: 1,
  /** The command line was not understood. */
  usage: 2,
  /** The definition has errors: nothing was started. */
  refused: 3,
  /** Ctrl-C or SIGINT; the guest was ended. */
  interrupted: 130,
  /** SIGTERM; the guest was ended. */
  terminated: 143,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]
