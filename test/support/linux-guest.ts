import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Duplex } from 'node:stream'
import { fileURLToPath } from 'node:url'

/** Where the set-up with peers puts a kernel of Debian's and the drivers that it doesn't have in it. */
export const kernel = fileURLToPath(new URL('../../.cache/peers/vmlinuz', import.meta.url))
const modules = fileURLToPath(new URL('../../.cache/peers/modules', import.meta.url))

const busybox = '/bin/busybox'
const agent = '/usr/sbin/qemu-ga'

/** Why Linux can't be booted here. */
export const linuxMissing =
  process.arch !== 'x64'
    ? "the set-up fetches a kernel of the host's own architecture"
    : missing('no kernel or busybox here', [kernel, busybox])

/** Why it can't mount a folder of the host's. */
export const foldersMissing = linuxMissing ?? missing('no kernel module here', [join(modules, 'fuse.ko')])

/** Why it can't be booted with drivers of virtio devices and with the guest agent. */
export const agentMissing = linuxMissing ?? missing('no kernel modules or guest agent here', [modules, agent])

function missing(what: string, files: string[]): string | undefined {
  return files.every((path) => existsSync(path)) ? undefined : `${what}: npm run setup -- --peers`
}

/** In the order in which one needs another. */
const drivers = [
  ...['virtio_ring', 'virtio', 'virtio_pci_legacy_dev', 'virtio_pci_modern_dev', 'virtio_pci'],
  ...['virtio_console', 'virtio_blk', 'failover', 'net_failover', 'virtio_net', 'virtio_balloon'],
  ...['fuse', 'virtiofs'],
]

/** An archive of busybox and these files, by where they are in the guest. */
export function makeInitrd(folder: string, files: Record<string, { text: string } | { file: string }>): string {
  const root = join(folder, 'initrd')
  for (const each of ['bin', 'proc', 'dev', 'sys', 'mnt', 'run', 'tmp'])
    mkdirSync(join(root, each), { recursive: true })
  copyFileSync(busybox, join(root, 'bin/busybox'))
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    if ('file' in content) copyFileSync(content.file, join(root, path))
    else writeFileSync(join(root, path), content.text, { mode: 0o755 })
  }
  const archive = `${root}.cpio`
  const input = execFileSync(busybox, ['find', '.'], { cwd: root })
  const made = execFileSync(busybox, ['cpio', '-o', '-H', 'newc'], {
    ...{ cwd: root, input, stdio: ['pipe', 'pipe', 'ignore'], maxBuffer: 64 << 20 },
  })
  writeFileSync(archive, made)
  return archive
}

/** Loads what drives virtio devices, and gives whoever is at the serial port a shell. */
const init = `#!/bin/busybox sh
export PATH=/bin:/sbin
/bin/busybox --install -s /bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
for name in ${drivers.join(' ')}; do
  [ -f /modules/$name.ko ] && insmod /modules/$name.ko
done
mkdir -p /dev/virtio-ports
for port in /sys/class/virtio-ports/*; do
  [ -f $port/name ] && ln -s /dev/\${port##*/} /dev/virtio-ports/$(cat $port/name)
done
hostname lodger
stty -F /dev/ttyS0 -echo
exec </dev/ttyS0 >/dev/ttyS0 2>&1
export PS1='lodger# '
while :; do setsid cttyhack sh -i; done
`

/** What the agent calls to have the guest end or restart: \`shutdown -h -P +0 …\`, \`shutdown -r +0 …\`. */
const shutdown = `#!/bin/sh
case "$*" in *-r*) reboot -f ;; *) poweroff -f ;; esac
`

/** What the agent calls to set a password: this guest has one user, and another one whom the agent does not survive. */
const chpasswd = `#!/bin/sh
read line
case "$line" in
root:*) echo "$line" >/tmp/password ;;
mortal:*) kill -9 $PPID ;;
*) echo "chpasswd: no such user" >&2; exit 1 ;;
esac
`

/** What the agent calls to set the hardware clock. */
const hwclock = `#!/bin/sh
exec /bin/hwclock "$@"
`

const osRelease = `NAME=Lodger
ID=lodger
VERSION_ID=7
PRETTY_NAME="Lodger 7"
`

/** The archive of a guest that has the agent of Debian, and shows a shell at its serial port. */
export function agentInitrd(folder: string): string {
  const libraries = execFileSync('ldd', [agent], { encoding: 'utf8' }).match(/\/\S+(?= \()/g) ?? []
  const present = drivers.filter((name) => existsSync(join(modules, `${name}.ko`)))
  return makeInitrd(folder, {
    init: { text: init },
    'sbin/shutdown': { text: shutdown },
    'sbin/chpasswd': { text: chpasswd },
    'sbin/hwclock': { text: hwclock },
    'etc/os-release': { text: osRelease },
    'sbin/qemu-ga': { file: agent },
    ...Object.fromEntries(libraries.map((path) => [path.slice(1), { file: path }])),
    ...Object.fromEntries(present.map((name) => [`modules/${name}.ko`, { file: join(modules, `${name}.ko`) }])),
  })
}

/** A small PC with these devices that shows a shell at its serial port soon after its start. */
export function linuxPc({ name, initrd, devices = '' }: { name: string; initrd: string; devices?: string }): string {
  return `<domain type='qemu'>
  <name>${name}</name>
  <memory unit='MiB'>256</memory>
  <os>
    <type arch='x86_64' machine='q35'>hvm</type>
    <kernel>${kernel}</kernel><initrd>${initrd}</initrd><cmdline>console=ttyS0 quiet loglevel=3</cmdline>
  </os>
  <features><acpi/></features>
  <devices><serial type='pty'/>${devices}</devices>
</domain>`
}

/** A disk of a few megabytes with an ext4 file system. */
export function ext4Disk(path: string): string {
  execFileSync('mkfs.ext4', ['-q', path, '16M'])
  return path
}

/** Starts the agent, and stays until it has its channel. */
export const startAgent = 'qemu-ga -d -t /run -f /run/qemu-ga.pid </dev/null >/dev/null 2>&1'

/** Somebody at the shell of a guest's serial port. */
export class Shell {
  readonly #console: Duplex
  #said = ''
  #heard: (() => void) | undefined
  #over = false

  constructor(console: Duplex) {
    this.#console = console
    const end = (): void => {
      this.#over = true
      this.#heard?.()
    }
    console.on('data', (chunk: Uint8Array) => {
      this.#said += Buffer.from(chunk).toString('latin1')
      this.#heard?.()
    })
    console.once('end', end).once('close', end).on('error', end)
  }

  /** Until the prompt is there. */
  async ready(): Promise<void> {
    await this.#until(/lodger# $/)
  }

  /** What a command prints. */
  async run(command: string): Promise<string> {
    this.type(command)
    return (await this.#until(/lodger# $/)).replace(/\s*lodger# $/, '').trim()
  }

  type(line: string): void {
    this.#said = ''
    this.#console.write(`${line}\n`)
  }

  async #until(expected: RegExp): Promise<string> {
    while (!expected.test(this.#said)) {
      if (this.#over) throw new Error(`the console ended without ${expected}; it said: ${this.#said.slice(-2000)}`)
      await new Promise<void>((resolve) => {
        this.#heard = resolve
      })
    }
    return this.#said
  }
}
