import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest'
import { type ActiveDomain, type Capabilities, open } from '../../src/index.ts'
import { copyOfExamples, words } from './catalogue.ts'

const examples = copyOfExamples()
const host = await open({ root: examples.state })
let capabilities: Capabilities
beforeAll(async () => {
  capabilities = await host.capabilities()
})
afterAll(async () => {
  await host[Symbol.asyncDispose]()
  examples[Symbol.dispose]()
})

/** Skips where this machine cannot run the guest, and says why. */
function skipWithoutPeer(context: TestContext, text: string): void {
  const older = /<type[^>]*>(qemu|kvm)<\/type>/.exec(text)?.[1]
  const arch = /arch='([^']+)'/.exec(text)?.[1] ?? capabilities.arch
  const { kvm, emulators } = capabilities
  const needsKvm = older === 'kvm' || (!older && /<domain type='kvm'/.test(text))
  context.skip(
    !emulators.some(({ archs }) => archs.includes(arch)),
    `no QEMU for ${arch} here: npm run setup -- --peers`,
  )
  context.skip(needsKvm && !kvm.usable, `KVM cannot be used here: ${kvm.usable ? '' : kvm.reason}`)
  context.skip(text.includes("machine='isapc'") && capabilities.arch !== 'x86_64', 'this host is no PC')
}

/** What the guest says until it matches, or until it ends. */
async function listen(guest: ActiveDomain, expected: RegExp): Promise<string> {
  const console = await guest.console()
  await guest.resume()
  const decoder = new TextDecoder()
  let said = ''
  for await (const chunk of console) {
    said += decoder.decode(chunk, { stream: true })
    if (expected.test(said)) break
  }
  return said
}

it('every example is in the catalogue', () => {
  expect(Object.keys(words).sort()).toEqual(examples.names)
})

describe.each(examples.names)('examples/%s', (name) => {
  it('has no problems', async (context) => {
    const { text } = await examples.read(name)
    skipWithoutPeer(context, text)
    expect(await host.check(text)).toEqual([])
  })

  it('starts, and talks on its console', async (context) => {
    const { text } = await examples.read(name)
    skipWithoutPeer(context, text)
    await using guest = await host.create(text, { paused: true })
    const expected = words[name] ?? /never/
    expect(await listen(guest, expected)).toMatch(expected)
  })
})
