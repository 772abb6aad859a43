import type { LaunchWorld } from './launch.ts'

/** What QEMU finds in its environment: nothing of whoever started it, a home of its own in system mode, and what the user adds. */
export function environmentOf({ domain, host, guestFolder, devices }: LaunchWorld): Record<string, string> {
  const own: Record<string, string> = host.privileged
    ? {
        HOME: guestFolder,
        XDG_DATA_HOME: `${guestFolder}/.local/share`,
        XDG_CACHE_HOME: `${guestFolder}/.cache`,
        XDG_CONFIG_HOME: `${guestFolder}/.config`,
      }
    : {}
  const zone = domain.clock?.offset === 'timezone' ? domain.clock.timezone : undefined
  return {
    LC_ALL: 'C',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...own,
    ...(zone ? { TZ: zone } : {}),
    ...Object.assign({}, ...devices.map(({ kind, device }) => kind.environment?.(device))),
    ...Object.fromEntries((domain.commandline?.env ?? []).map(({ name, value }) => [name, value ?? ''])),
  }
}
