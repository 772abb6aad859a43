import { execFile, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { pc } from '../machine/scratch.ts'
import { Daemon, virshMissing } from './virsh.ts'

const python = '/usr/bin/python3'
const missing =
  virshMissing ??
  (spawnSync(python, ['-c', 'import libvirt']).status === 0 ? undefined : 'there is no python3-libvirt here')

describe.skipIf(missing)(`descriptors${missing ? `: ${missing}` : ''}`, () => {
  async function withGuest(daemon: Daemon, devices: string): Promise<void> {
    const file = join(daemon.folder, 'guest.xml')
    const xml = pc({ name: 'guest' }).replace('</devices>', `${devices}</devices>`)
    writeFileSync(file, xml)
    const { code, err } = await daemon.virsh('create', file, '--paused')
    expect([code, err]).toEqual([0, ''])
  }

  /** What a program with `dom` says. */
  async function asked(daemon: Daemon, program: string, socket?: string): Promise<string> {
    const words = ['-c', `${prelude}${program}`, daemon.uri(socket)]
    const env = { PATH: process.env.PATH, LIBVIRT_AUTOSTART: '0', LC_ALL: 'C' }
    const { stdout } = await promisify(execFile)(python, words, { env, timeout: 120_000 })
    return stdout.trim()
  }

  const prelude = `
import libvirt, os, socket, sys
libvirt.registerErrorHandler(lambda *_: None, None)
dom = libvirt.open(sys.argv[1]).lookupByName('guest')
def hear(fd):
    s = socket.socket(fileno=fd)
    s.settimeout(10)
    return s.recv(12)
def attempt(work):
    try: return work()
    except libvirt.libvirtError as e: return (e.get_error_code(), e.get_error_message())
`

  test('a client gets a connection to the screen, or gives one', async () => {
    await using daemon = await Daemon.start()
    await withGuest(daemon, "<graphics type='vnc' port='-1' autoport='yes' passwd='secret'/>")
    const said = await asked(
      daemon,
      `
print(hear(dom.openGraphicsFD(0, libvirt.VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH)))
mine, theirs = socket.socketpair()
dom.openGraphics(0, theirs.fileno(), 0)
theirs.close()
print(hear(mine.detach()))
print(attempt(lambda: dom.openGraphicsFD(7, 0)))
with open('/dev/null') as file: print(attempt(lambda: dom.openGraphics(0, file.fileno(), 0))[0])
print(hear(dom.openGraphicsFD(0, 0)), dom.name(), dom.state())
`,
    )
    expect(said.split('\n')).toEqual([
      "b'RFB 003.008\\n'",
      "b'RFB 003.008\\n'",
      expect.stringMatching(/^\(1, .*No graphics backend with index 7/),
      expect.stringMatching(/^\d+$/),
      "b'RFB 003.008\\n' guest [3, 1]",
    ])
  })

  test('who may only look gets none', async () => {
    await using daemon = await Daemon.start()
    await withGuest(daemon, "<graphics type='vnc'/>")
    const program = `
c = libvirt.openReadOnly(sys.argv[1])
dom = c.lookupByName('guest')
print(attempt(lambda: dom.openGraphicsFD(0, 0))[0])
`
    expect(await asked(daemon, program)).toBe('29')
    expect(await asked(daemon, 'print(attempt(lambda: dom.openGraphicsFD(0, 0))[0])', 'libvirt-sock-ro')).toBe('29')
  })

  test('one goes with a command of the monitor', async () => {
    await using daemon = await Daemon.start()
    await withGuest(daemon, '')
    const said = await promisify(execFile)(
      'sh',
      [
        '-c',
        `exec virsh -c "$0" qemu-monitor-command guest --pass-fds 3 '{"execute":"getfd","arguments":{"fdname":"a"}}' 3</dev/null`,
        daemon.uri(),
      ],
      { env: { PATH: process.env.PATH, LIBVIRT_AUTOSTART: '0', LC_ALL: 'C' } },
    )
    expect(said.stdout).toMatch(/"return":\{\}/)
  })

  /** Programs that have the file open. */
  function holders(path: string): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => linksIn(`/proc/${pid}/fd`).some((target) => target.startsWith(path)))
      .map((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim())
  }

  test('a disk comes as one, whatever its path was, and goes with its connection', async () => {
    await using daemon = await Daemon.start()
    const image = join(daemon.folder, 'image')
    writeFileSync(image, new Uint8Array(1 << 20), { mode: 0o600 })
    const disk = "<disk type='file'><source fdgroup='image'/><target dev='vda' bus='virtio'/></disk>"
    const file = join(daemon.folder, 'guest.xml')
    writeFileSync(file, pc({ name: 'guest' }).replace('</devices>', `${disk}</devices>`))
    expect(await daemon.virsh('define', file)).toMatchObject({ code: 0 })
    const said = await asked(
      daemon,
      `
print(attempt(dom.create))
fd = os.open(${JSON.stringify(image)}, os.O_RDWR)
os.unlink(${JSON.stringify(image)})
for _ in range(100): dom.FDAssociate('image', [fd], 0)
os.close(fd)
print(attempt(lambda: dom.createWithFlags(libvirt.VIR_DOMAIN_START_PAUSED)), dom.state())
`,
    )
    const refusal = "file descriptor group 'image' was not associated with the domain"
    expect(said.split('\n')).toEqual([expect.stringMatching(new RegExp(`^\\(8, .*${refusal}`)), '0 [3, 1]'])
    expect(await daemon.virsh('domblkinfo', 'guest', 'vda')).toMatchObject({
      ...{ code: 0, out: expect.stringMatching(/Capacity: +1048576/) },
    })
    // The client has gone, and the daemon has heard of it.
    await expect.poll(() => holders(image)).toEqual([expect.stringMatching(/^qemu/)])
    await daemon.virsh('destroy', 'guest')
    expect(holders(image)).toEqual([])
    expect((await daemon.virsh('start', 'guest')).err).toContain(refusal)
    await daemon.virsh('undefine', 'guest')
  })

  test('a run that is over has them no more, though their client is there', async () => {
    await using daemon = await Daemon.start()
    await withGuest(daemon, '')
    const image = join(daemon.folder, 'image')
    writeFileSync(image, '')
    const said = await asked(
      daemon,
      `
fd = os.open(${JSON.stringify(image)}, os.O_RDWR)
print(attempt(lambda: dom.FDAssociate('', [fd], 0))[0], attempt(lambda: dom.FDAssociate('a', [fd], 99))[0])
dom.FDAssociate('a', [fd, fd], libvirt.VIR_DOMAIN_FD_ASSOCIATE_SECLABEL_RESTORE)
os.close(fd)
def here():
    links = []
    for pid in filter(str.isdigit, os.listdir('/proc')):
        try: links += [os.readlink(f'/proc/{pid}/fd/{each}') for each in os.listdir(f'/proc/{pid}/fd')]
        except OSError: pass
    return links.count(${JSON.stringify(image)})
print(here())
dom.destroy()
print(here())
`,
    )
    expect(said.split('\n')).toEqual(['8 8', '2', '0'])
  })
})

function linksIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => readlinkSync(join(folder, name)))
  } catch {
    // It has ended, or is somebody else's.
    return []
  }
}
