import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { LodgeError, open } from '../../src/index.ts'
import { pc, Scratch } from './scratch.ts'

/** What went wrong; that nothing is left is seen by the scratch folder itself. */
async function refusal(scratch: Scratch, xml: string): Promise<LodgeError> {
  const error = await scratch.host.create(xml).then(
    () => undefined,
    (error) => error,
  )
  expect(error).toBeInstanceOf(LodgeError)
  expect(scratch.processes()).toEqual([])
  return error as LodgeError
}

test('a disk is in use by another guest of ours', async () => {
  await using scratch = await Scratch.make()
  const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
  await using _ = await scratch.host.create(pc({ name: 'first', disk }))
  const error = await scratch.host.create(pc({ name: 'second', disk })).catch((error) => error)
  expect(error).toMatchObject({ message: `the image ${disk} is in use by the guest 'first'`, where: disk })
  expect(await scratch.host.domains()).toHaveLength(1)
})

test('a disk is in use by a QEMU that is not ours', async () => {
  await using scratch = await Scratch.make()
  await using elsewhere = await open({ root: scratch.path('elsewhere') })
  const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
  await using theirs = await elsewhere.create(pc({ name: 'web,1', disk }))
  const error = await scratch.host.create(pc({ disk })).catch((error) => error)
  expect(error.message).toBe(
    `the image ${disk} is in use by the guest 'web,1' of another daemon (process ${theirs.pid})`,
  )
})

test('a disk, a kernel or an emulator is not there', async () => {
  await using scratch = await Scratch.make()
  const nowhere = scratch.path('nowhere')
  expect(await refusal(scratch, pc({ disk: nowhere }))).toMatchObject({ where: nowhere })
  expect((await refusal(scratch, pc({ os: `<kernel>${nowhere}</kernel>` }))).message).toContain(nowhere)
  const error = await refusal(scratch, pc({ devices: `<emulator>${nowhere}</emulator>` }))
  expect(error.message).toBe(`there is no emulator at ${nowhere}`)
})

test('an emulator is no QEMU', async () => {
  await using scratch = await Scratch.make()
  const error = await refusal(scratch, pc({ devices: '<emulator>/bin/true</emulator>' }))
  expect(error.message).toMatch(/\/bin\/true could not be asked what it can do/)
  const script = scratch.path('qemu')
  writeFileSync(script, '#!/bin/sh\necho nonsense\nsleep 60\n')
  chmodSync(script, 0o755)
  expect((await refusal(scratch, pc({ devices: `<emulator>${script}</emulator>` }))).message).toMatch(
    /not JSON: nonsense/,
  )
})

test('an emulator of another architecture is named', async (context) => {
  const other = '/usr/bin/qemu-system-ppc'
  context.skip(!existsSync(other), 'no QEMU for ppc here: npm run setup -- --peers')
  await using scratch = await Scratch.make()
  const error = await refusal(scratch, pc({ devices: `<emulator>${other}</emulator>` }))
  expect(error).toMatchObject({ message: `${other} runs ppc guests, not x86_64`, where: other })
})

test('QEMU refuses at its start, in its own words', async () => {
  await using scratch = await Scratch.make()
  const xml = pc({ devices: '' })
    .replace("<domain type='qemu'>", "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>")
    .replace(
      '</domain>',
      "<qemu:commandline><qemu:arg value='-device'/><qemu:arg value='nonsense'/></qemu:commandline></domain>",
    )
  const error = await refusal(scratch, xml)
  expect(error.message).toMatch(/QEMU ended at its start \(exit status 1\): .*nonsense/)
})

test('no space is left for the log', async (context) => {
  context.skip(process.getuid?.() !== 0, 'only root can mount a full file system')
  await using scratch = await Scratch.make()
  const logs = scratch.path('state/log')
  mkdirSync(logs, { recursive: true })
  const mounted = tryMount(logs)
  context.skip(!mounted, 'nothing can be mounted here')
  try {
    writeFileSync(`${logs}/filler`, new Uint8Array(4096))
    const error = await refusal(scratch, pc())
    expect(error.message).toMatch(/log .*no space is left/)
    expect(readdirSync(logs)).not.toContain('pc.log.old')
  } finally {
    execFileSync('umount', [logs])
  }
})

function tryMount(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
