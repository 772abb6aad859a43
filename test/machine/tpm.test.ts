import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, type TestContext, test } from 'vitest'
import { pc, Scratch } from './scratch.ts'

const tpm = "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>"
const uuid = '2f3c1f5a-5f2e-4c2b-9d2f-6f0c7c1f9a11'
const definition = pc({ devices: tpm }).replace('<name>', `<uuid>${uuid}</uuid><name>`)

function needsSwtpm(context: TestContext): void {
  const missing = ['swtpm', 'swtpm_setup'].filter((name) => !existsSync(`/usr/bin/${name}`))
  context.skip(missing.length > 0, `no ${missing.join(', ')} here: npm run setup -- --peers`)
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
