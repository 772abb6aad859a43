import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { open } from '../../src/index.ts'
import { pc, Scratch } from './scratch.ts'

const namespace = 'http://libvirt.org/schemas/domain/qemu/1.0'

/** Of guests that tests start it depends on who starts them. */
const byUser = /elevated privileges/

/** With an argument of its own, and a machine that QEMU is about to drop where it has such. */
const odd = (machine: string): string =>
  pc({
    ...{ name: 'odd', machine },
    more: `<commandline xmlns='${namespace}'><arg value='-no-user-config'/></commandline>`,
  })

test('what is to be said of a run is in its log and outlives who has started it', { timeout: 60_000 }, async () => {
  await using scratch = await Scratch.make()
  const root = scratch.path('state')
  const first = await open({ root })
  const { machines } = await first.machines('x86_64')
  const old = machines.find(({ deprecated }) => deprecated)?.name
  const guest = await first.create(odd(old ?? 'pc'))
  guest.release()
  const drops = old === undefined ? [] : [`deprecated configuration: machine type '${old}'`]
  const settings = old === undefined ? [] : ['tainted: use of deprecated configuration settings']
  const [argument, command] = [
    'tainted: custom configuration parameters specified',
    'tainted: custom monitor control commands issued',
  ]
  const said = async (): Promise<string[]> => (await guest.messages()).filter((text) => !byUser.test(text))
  expect(await said()).toEqual([argument, ...settings, ...drops])
  expect(await guest.messages(['deprecation'])).toEqual(drops)
  const log = await guest.logFile()
  const lines = (): string[] =>
    readFileSync(log, 'utf8')
      .split('\n')
      .flatMap((line) => /is tainted: (.*)$/.exec(line)?.[1] ?? [])
      .filter((name) => name !== 'high-privileges')
  const atStart = ['custom-argv', ...(old === undefined ? [] : [`deprecated-config (machine type '${old}')`])]
  expect(lines()).toEqual(atStart)
  await guest.monitorCommand('query-status')
  await guest.monitorCommand('query-status')
  await expect(guest.monitorCommand('no-such-command')).rejects.toThrow()
  expect(await said()).toEqual([argument, command, ...settings, ...drops])
  expect(lines()).toEqual([...atStart, 'custom-monitor'])
  await first[Symbol.asyncDispose]()
  await using second = await open({ root })
  const found = await second.domain('odd')
  expect(await found.messages(['tainting'])).toEqual(expect.arrayContaining([argument, command]))
  await found.destroy()
  expect(await found.messages()).toEqual([])
})
