import type { CapabilityContext } from '../../context.ts'

/** What can stand behind a character device of a build. */
export function chardevTypes({ qemu }: CapabilityContext): string[] {
  const always = ['null', 'vc', 'pty', 'dev', 'file', 'pipe', 'stdio', 'udp', 'tcp', 'unix']
  return [
    ...always,
    ...(qemu.schemaHas('query-spice') ? ['spiceport'] : []),
    ...(qemu.atLeast(6, 1) ? ['qemu-vdagent'] : []),
    ...(qemu.atLeast(7, 0) ? ['dbus'] : []),
  ]
}
