import { beforeAll, describe, expect, test } from 'vitest'
import { factsFromConversation, probeBinary } from '../../src/driver/capabilities/index.ts'
import { type Capabilities, open } from '../../src/index.ts'
import { recordConversation } from '../../tools/record-qmp.ts'

let capabilities: Capabilities

beforeAll(async () => {
  await using host = await open()
  capabilities = await host.capabilities()
})

describe('a recorded conversation gives the same facts as the QEMU that it was held with', () => {
  test.for(['the host', 'ppc', 'aarch64'])('of %s', async (arch, context) => {
    const { arch: own, emulators, kvm } = capabilities
    const binary = emulators.find(({ archs }) => archs[0] === (arch === 'the host' ? own : arch))?.path
    context.skip(!binary, `no QEMU for ${arch} here: npm run setup -- --peers`)
    const options = { kvm: kvm.usable }
    const recorded = await factsFromConversation(await recordConversation(binary ?? '', options), binary ?? '')
    expect(recorded).toEqual(await probeBinary(binary ?? '', options))
  })
})
