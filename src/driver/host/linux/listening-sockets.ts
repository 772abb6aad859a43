import { readFileSync } from 'node:fs'

/** include/uapi/linux/net.h: SO_ACCEPTCON of its flags */
const listens = 0x10000

/** The paths at which somebody listens; the kernel tells them of this network namespace. */
export function listeningSockets(): Set<string> {
  const paths = new Set<string>()
  for (const line of read().split('\n').slice(1)) {
    // Num RefCount Protocol Flags Type St Inode Path (proc(5)); a path may hold spaces.
    const [, flags, path] = /^\S+ \S+ \S+ (\S+) \S+ \S+ +\S+ (.*)$/.exec(line) ?? []
    if (path && flags && Number.parseInt(flags, 16) & listens) paths.add(path.replace(/^\/var\/run\//, '/run/'))
  }
  return paths
}

function read(): string {
  try {
    return readFileSync('/proc/net/unix', 'utf8')
  } catch {
    return ''
  }
}
