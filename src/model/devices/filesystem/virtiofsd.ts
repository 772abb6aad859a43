import type { Part } from '../../qemu/part.ts'
import type { LaunchContext } from '../context.ts'
import type { Filesystem } from './xml.ts'

/** virtiofsd: the folder's own server, with the rights of whoever starts guests, as the folder has files of many users. */
export function virtiofsdProcess(device: Filesystem, { alias, host }: LaunchContext, socket: string): Part {
  const { binary } = device
  return {
    make: 'process',
    process: {
      name: `${alias}-virtiofsd`,
      program: binary?.path ?? host.vhostUser('fs') ?? 'virtiofsd',
      package: 'virtiofsd (Debian 12: qemu-system-common)',
      arguments: [
        ...['--fd=3', '-o', options(device).join(',')],
        ...(binary?.thread_pool ? [`--thread-pool-size=${binary.thread_pool.size}`] : []),
        ...(binary?.openfiles ? [`--rlimit-nofile=${binary.openfiles.max}`] : []),
        ...(device.readonly ? ['--readonly'] : []),
        ...mappings('uid', device),
        ...mappings('gid', device),
      ],
      what: `filesystem ${device.target?.dir}`,
      lost: `its filesystem ${device.target?.dir} does not answer`,
      user: 'host',
      begin: { by: 'inheriting', socket },
    },
  }
}

/** Words that both of its implementations know. */
function options({ source, binary }: Filesystem): string[] {
  const { cache, sandbox, lock, xattr } = binary ?? {}
  const switched = (name: string, on: boolean | undefined) => (on === undefined ? [] : [on ? name : `no_${name}`])
  return [
    `source=${source?.dir}`,
    ...(cache ? [`cache=${cache.mode}`] : []),
    ...(sandbox ? [`sandbox=${sandbox.mode}`] : []),
    ...switched('xattr', xattr),
    ...switched('flock', lock?.flock),
    ...switched('posix_lock', lock?.posix),
  ]
}

function mappings(kind: 'uid' | 'gid', { idmap }: Filesystem): string[] {
  return (idmap?.[kind] ?? []).map(({ start, target, count }) => `--${kind}-map=:${start}:${target}:${count}:`)
}
