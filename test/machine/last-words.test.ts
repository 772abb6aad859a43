import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { open } from '../../src/index.ts'
import { copyOfExamples } from '../examples/catalogue.ts'

const examples = copyOfExamples()
const host = await open({ root: examples.state })
afterAll(async () => {
  await host[Symbol.asyncDispose]()
  examples[Symbol.dispose]()
})

const { text } = await examples.read('hello.xml')
const xml = text.replace("<domain type='kvm'>", "<domain type='qemu'>")
const { emulators } = await host.capabilities()

describe.skipIf(!emulators.some(({ archs }) => archs.includes('x86_64')))(
  'a guest that says something and is gone',
  () => {
    test.each([0, 0, 0, 150])(
      'is heard to its last word, though its listener takes its time (%i ms)',
      async (slowness) => {
        await using guest = await host.create(xml, { paused: true })
        const console = await guest.console()
        await guest.resume()
        await pause(slowness)
        let said = ''
        for await (const chunk of console) {
          said += Buffer.from(chunk).toString()
          await pause(slowness)
        }
        expect(said).toMatch(/^Hello.*powering off\.\r\n$/s)
        expect(await guest.ended()).toEqual({ state: 'shutoff', reason: 'shutdown' })
      },
    )

    test('ends by itself when its console has been closed again', async () => {
      await using guest = await host.create(xml, { paused: true })
      const console = await guest.console()
      console.destroy()
      await pause(20)
      await guest.resume()
      expect(await guest.ended()).toEqual({ state: 'shutoff', reason: 'shutdown' })
    })
  },
)
