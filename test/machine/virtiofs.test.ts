import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { expect, type TestContext, test } from 'vitest'
import { LodgeError } from '../../src/index.ts'
import { agentInitrd, agentMissing, foldersMissing, linuxPc, Shell } from '../support/linux-guest.ts'
import { confining, nobody } from './confining.ts'
import { pc, Scratch } from './scratch.ts'

const shared = "<memoryBacking><source type='memfd'/><access mode='shared'/></memoryBacking>"

const folder = (path: string, inside = '') =>
  pc({
    more: shared,
    devices: `<filesystem type='mount'><driver type='virtiofs'/>${inside}<source dir='${path}'/><target dir='shared'/></filesystem>`,
  })

function needsVirtiofsd(context: TestContext): void {
  context.skip(!existsSync('/usr/lib/qemu/virtiofsd'), "Debian 12's virtiofsd is not here: npm run setup -- --peers")
  context.skip(process.getuid?.() !== 0, 'that virtiofsd needs root')
}

/** What a server is doing is its command line's matter: the folder is in it. */
const servers = (scratch: Scratch): number => scratch.processes().length - 1

test('a folder is served as long as its guest runs', async (context) => {
  needsVirtiofsd(context)
  await using scratch = await Scratch.make()
  mkdirSync(scratch.path('shared'))
  // QEMU has shaken hands with it when that comes back
  const guest = await scratch.host.create(folder(scratch.path('shared')))
  expect(servers(scratch)).toBeGreaterThan(0)
  process.kill(guest.pid, 'SIGKILL')
  await guest.ended()
  expect(scratch.processes()).toEqual([])
})

test('Linux reads and writes in it', async (context) => {
  needsVirtiofsd(context)
  context.skip(foldersMissing !== undefined || agentMissing !== undefined, foldersMissing ?? agentMissing)
  await using scratch = await Scratch.make()
  mkdirSync(scratch.path('shared'))
  writeFileSync(scratch.path('shared/greeting'), 'from the host')
  const device = folder(scratch.path('shared')).match(/<filesystem.*<\/filesystem>/)?.[0]
  const linux = linuxPc({ name: 'linux', initrd: agentInitrd(scratch.folder), devices: device })
  const guest = await scratch.host.create(linux.replace('<os>', `${shared}<os>`), { paused: true })
  const shell = new Shell(await guest.console())
  await guest.resume()
  await shell.ready()
  expect(await shell.run('mount -t virtiofs shared /mnt && cat /mnt/greeting')).toBe('from the host')
  await shell.run('echo from the guest >/mnt/answer; chown 1000:1000 /mnt/answer; sync')
  expect(readFileSync(scratch.path('shared/answer'), 'utf8')).toBe('from the guest\n')
  expect(statSync(scratch.path('shared/answer')).uid).toBe(1000)
  await guest.destroy()
})

test('what its server has said last is the error', async (context) => {
  needsVirtiofsd(context)
  await using scratch = await Scratch.make()
  mkdirSync(scratch.path('shared'))
  const start = scratch.host.create(folder(scratch.path('shared'), '<readonly/>'))
  const error = await start.catch((error: unknown) => error)
  expect(error).toBeInstanceOf(LodgeError)
  expect(error).toMatchObject({ message: expect.stringContaining("unknown option(s): `--readonly'") })
  expect(scratch.processes()).toEqual([])
  expect(readdirSync(scratch.path('state/log'))).toContain('pc+fs0-virtiofsd.log')
})

test('it has the rights that its guest does not have', async (context) => {
  needsVirtiofsd(context)
  await using scratch = await confining()
  mkdirSync(scratch.path('shared'), { mode: 0o700 })
  const guest = await scratch.host.create(folder(scratch.path('shared')))
  const users = scratch.processes().map((pid) => statSync(`/proc/${pid}`).uid)
  expect(new Set(users)).toEqual(new Set([0, nobody]))
  await guest.destroy()
})
