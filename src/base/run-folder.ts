interface Whose {
  privileged: boolean
  environment: Record<string, string | undefined>
  home: string
  /** A user without an entry has no name, and mostly needs none. */
  user(): string
}

/** Where daemons have their sockets: those who start one and those who look for one must mean the same place. */
export function runFolder({ privileged, environment, home, user }: Whose): string {
  if (privileged) return '/run/lodge'
  // The XDG specification: a relative path is to be ignored.
  const folder = (path: string | undefined): string | undefined => (path?.startsWith('/') ? path : undefined)
  const runtime = folder(environment.XDG_RUNTIME_DIR)
  if (runtime !== undefined) return `${runtime}/lodge`
  return `${folder(environment.XDG_DATA_HOME) ?? `${home}/.local/share`}/lodge/run/${user()}`
}
