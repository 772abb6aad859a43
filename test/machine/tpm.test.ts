import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { expect, type TestContext, test } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { confining, nobody, onlyRoot } from './confining.ts'
import { pc, Scratch } from './scratch.ts'

const tpm = "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>"
const uuid = '2f3c1f5a-5f2e-4c2b-9d2f-6f0c7c1f9a11'
const definition = pc({ devices: tpm }).replace('<name>', `<uuid>${uuid}</uuid><name>`)

function needsSwtpm(context: TestContext): void {
  const missing = ['swtpm', 'swtpm_setup'].filter((name) => !existsSync(`/usr/bin/${name}`))
  context.skip(missing.length > 0, `no ${missing.join(', ')} here: npm run setup -- --peers`)
}

/** The beginning of what a certificate of its key is signed with, which is another one for other keys. */
function signatureIn(state: Buffer): Buffer {
  // RSA with SHA-256 or SHA-384, and a string of bits behind it (RFC 5280)
  const starts = ['0b', '0c'].map((hash) => Buffer.from(`2a864886f70d0101${hash}05000382`, 'hex'))
  const at = Math.max(...starts.map((each) => state.indexOf(each)))
  return at < 0 ? Buffer.alloc(0) : state.subarray(at + 16, at + 216)
}

test('a TPM is emulated beside its guest, and keeps its keys from run to run', { timeout: 60_000 }, async (context) => {
  needsSwtpm(context)
  await using scratch = await Scratch.make()
  const state = scratch.path(`state/lib/swtpm/${uuid}/tpm2/tpm2-00.permall`)
  const domain = await scratch.host.define(definition)
  const guest = await domain.start()
  expect(await guest.monitorCommand('query-tpm')).toMatchObject([{ id: 'tpm-tpm0', model: 'tpm-crb' }])
  expect(existsSync(state)).toBe(true)
  expect(scratch.processes().length).toBe(2)
  await guest.destroy()
  expect(scratch.processes()).toEqual([])
  const keys = readFileSync(state)
  const again = await domain.start()
  expect(readFileSync(state).length).toBe(keys.length)
  await again.destroy()
  expect(readdirSync(scratch.path('state/log')).filter((name) => name.endsWith('swtpm.log'))).toHaveLength(1)
})

test('a guest that loses its TPM runs on, and whoever keeps it is told', { timeout: 60_000 }, async (context) => {
  needsSwtpm(context)
  const warnings: string[] = []
  await using scratch = await Scratch.make({ warn: ({ message }) => warnings.push(message) })
  const guest = await scratch.host.create(definition)
  const [swtpm = 0] = scratch.processes().filter((pid) => pid !== guest.pid)
  process.kill(swtpm, 'SIGTERM')
  await eventually(() => warnings.length > 0)
  expect(warnings[0]).toMatch(/^swtpm of the guest 'pc' has ended .*: its TPM does not answer$/)
  expect(await guest.status()).toMatchObject({ state: 'running' })
  await guest.destroy()
  const other = await scratch.host.create(definition)
  // Its helper ends before QEMU does.
  await other.monitorCommand('quit').catch(() => {})
  await other.ended()
  expect(warnings).toHaveLength(1)
})

test('what a TPM keeps goes with the definition, unless that is to stay', { timeout: 60_000 }, async (context) => {
  needsSwtpm(context)
  await using scratch = await Scratch.make()
  const folder = scratch.path(`state/lib/swtpm/${uuid}`)
  const run = async (xml: string) => {
    const domain = await scratch.host.define(xml)
    await (await domain.start()).destroy()
    expect(existsSync(folder)).toBe(true)
    return domain
  }
  await (await run(definition)).undefine({ tpm: 'keep' })
  expect(existsSync(folder)).toBe(true)
  await (await run(definition)).undefine()
  expect(existsSync(folder)).toBe(false)
  const lasting = definition.replace("version='2.0'", "version='2.0' persistent_state='yes'")
  await (await run(lasting)).undefine()
  expect(existsSync(folder)).toBe(true)
  await (await run(lasting)).undefine({ tpm: 'remove' })
  expect(existsSync(folder)).toBe(false)
})

test('its banks change with the definition, and its keys stay', { timeout: 60_000 }, async (context) => {
  needsSwtpm(context)
  await using scratch = await Scratch.make()
  const state = scratch.path(`state/lib/swtpm/${uuid}/tpm2/tpm2-00.permall`)
  const keptWith = async (banks: string): Promise<Buffer> => {
    const chip = `<active_pcr_banks>${banks}</active_pcr_banks></backend>`
    const domain = await scratch.host.define(definition.replace("version='2.0'/>", `version='2.0'>${chip}`))
    await (await domain.start()).destroy()
    return readFileSync(state)
  }
  const [one, other] = [await keptWith('<sha256/>'), await keptWith('<sha256/><sha384/>')]
  expect(other.equals(one)).toBe(false)
  const signature = signatureIn(one)
  expect(signature).toHaveLength(200)
  expect(other.includes(signature)).toBe(true)
})

test('a guest without a definition leaves no TPM behind', { timeout: 60_000 }, async (context) => {
  needsSwtpm(context)
  await using scratch = await Scratch.make()
  const folder = scratch.path(`state/lib/swtpm/${uuid}`)
  const guest = await scratch.host.create(definition)
  expect(existsSync(folder)).toBe(true)
  await guest.destroy()
  await eventually(() => !existsSync(folder))
})

test('a start that fails leaves neither the helper nor what it would have kept', {
  timeout: 60_000,
}, async (context) => {
  needsSwtpm(context)
  await using scratch = await Scratch.make()
  const broken = definition.replace('<domain ', "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' ")
  const passed = "<qemu:commandline><qemu:arg value='-device'/><qemu:arg value='nothing'/></qemu:commandline></domain>"
  await expect(scratch.host.create(broken.replace('</domain>', passed))).rejects.toThrow('nothing')
  expect(scratch.processes()).toEqual([])
  expect(existsSync(scratch.path(`state/lib/swtpm/${uuid}`))).toBe(false)
})

test("a guest that is another user has a TPM of that user's", { timeout: 60_000 }, async (context) => {
  needsSwtpm(context)
  context.skip(onlyRoot, 'only root can start a guest as another user')
  await using scratch = await confining()
  const guest = await scratch.host.create(definition)
  expect(await guest.monitorCommand('query-tpm')).toMatchObject([{ model: 'tpm-crb' }])
  const [swtpm = 0] = scratch.processes().filter((pid) => pid !== guest.pid)
  expect(statSync(`/proc/${swtpm}`).uid).toBe(nobody)
  const state = scratch.path(`state/lib/swtpm/${uuid}/tpm2`)
  expect([state, `${state}/tpm2-00.permall`].map((path) => statSync(path).uid)).toEqual([nobody, nobody])
  const groups = [guest.pid, swtpm].map((pid) => readFileSync(`/proc/${pid}/cgroup`, 'utf8'))
  expect(groups[0]).toBe(groups[1])
  await guest.destroy()
})
