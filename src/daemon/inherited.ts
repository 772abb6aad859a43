/** Sockets that systemd listens at for this daemon (sd_listen_fds(3)). */
export interface InheritedSocket {
  fd: number
  /** As the socket's unit calls it. */
  name: string
}

const first = 3
const most = 16

/** Takes them out of the environment, so that nobody else believes that they are for it. */
export function takeInherited(environment: NodeJS.ProcessEnv = process.env): InheritedSocket[] {
  const { LISTEN_PID: pid, LISTEN_FDS: count, LISTEN_FDNAMES: names = '' } = environment
  delete environment.LISTEN_PID
  delete environment.LISTEN_FDS
  delete environment.LISTEN_FDNAMES
  if (Number(pid) !== process.pid) return []
  const given = names.split(':')
  const length = Math.min(Number(count) || 0, most)
  return Array.from({ length }, (_, index) => ({ fd: first + index, name: given[index] ?? '' }))
}
