import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { open } from '../../src/index.ts'
import { hear, pc, Scratch } from './scratch.ts'

describe('one guest', () => {
  test('pause, resume, reset, destroy, and the events of it', async () => {
    await using scratch = await Scratch.make()
    const disk = scratch.disk('disk.img', { says: 'Booted.', next: 'halts' })
    await using guest = await scratch.host.create(pc({ disk }), { paused: true })
    const console = await guest.console()
    const events = guest.events()
    await guest.resume()
    await hear(console, /Booted\./)
    await guest.pause()
    expect(await guest.status()).toEqual({ state: 'paused', reason: 'user' })
    await guest.resume()
    const again = hear(console, /Booted\./)
    await guest.reset()
    await again
    await guest.destroy()
    expect(await guest.ended()).toEqual({ state: 'shutoff', reason: 'destroyed' })
    const seen: string[] = []
    for await (const { event, domain } of events) {
      expect(domain).toEqual({ name: 'pc', uuid: guest.uuid, id: 1 })
      // SeaBIOS resets the machine once more after a reset.
      if (event !== seen.at(-1)) seen.push(event)
    }
    expect(seen).toEqual(['resumed', 'suspended', 'resumed', 'reboot', 'shutdown', 'stopped'])
    expect(existsSync(`/proc/${guest.pid}/fd`)).toBe(false)
  })

  test('the console takes what is typed, as it is', async () => {
    await using scratch = await Scratch.make()
    const disk = scratch.disk('disk.img', { says: 'Say something: ', next: 'echoes' })
    await using guest = await scratch.host.create(pc({ disk }), { paused: true })
    const console = await guest.console('serial0')
    await guest.resume()
    await hear(console, /something: /)
    // Control characters that a terminal's line discipline would eat, and a carriage return that it would change.
    const typed = 'a\x03\x04\x11\x13\x1a\x7f\rb'
    console.write(typed)
    expect(await hear(console, /b/)).toBe(typed)
    await expect(guest.console('serial1')).rejects.toMatchObject({ hint: 'it has serial0' })
  })

  test('reset from inside is a reboot; on_reboot=destroy ends it', async () => {
    await using scratch = await Scratch.make()
    const disk = scratch.disk('disk.img', { says: 'Once.', next: 'resets' })
    const xml = pc({ disk }).replace('<devices>', '<on_reboot>destroy</on_reboot><devices>')
    await using guest = await scratch.host.create(xml)
    expect(await guest.ended()).toEqual({ state: 'shutoff', reason: 'shutdown' })
  })

  test('it has a log with its command line, and its own end clears away', async () => {
    await using scratch = await Scratch.make()
    const guest = await scratch.host.create(pc({ disk: scratch.disk('a.img', { says: '', next: 'halts' }) }))
    const log = readFileSync(await guest.logFile(), 'utf8')
    expect(log).toContain(`${guest.commandLine()[0]} \\\n-name `)
    expect(log).toContain('\n-S \\\n')
    await guest.monitorCommand('quit')
    expect((await guest.ended()).state).toBe('shutoff')
    expect(await scratch.host.domains()).toEqual([])
  })
})

describe('another process', () => {
  test('a guest outlives the process that has started it, and is found again', async () => {
    await using scratch = await Scratch.make()
    const disk = scratch.disk('disk.img', { says: '', next: 'echoes' })
    const script = `
      import { open } from ${JSON.stringify(new URL('../../src/index.ts', import.meta.url).href)}
      await using host = await open({ root: ${JSON.stringify(scratch.path('state'))} })
      const guest = await host.create(${JSON.stringify(pc({ disk, name: 'kept' }))})
      guest.release()
      console.log(JSON.stringify({ pid: guest.pid, uuid: guest.uuid, xml: await guest.xml() }))`
    const child = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(child.stderr).toBe('')
    const { pid, uuid, xml } = JSON.parse(child.stdout)
    const [found] = await scratch.host.domains()
    expect(found).toMatchObject({ name: 'kept', id: 1, pid, uuid })
    expect(await found?.xml()).toBe(xml)
    expect(await found?.status()).toEqual({ state: 'running', reason: 'booted' })
    const guest = await scratch.host.domain('kept')
    await expect(scratch.host.create(pc({ disk, name: 'kept' }))).rejects.toThrow(
      /domain 'kept' already exists with uuid/,
    )
    await guest.destroy()
    expect(await guest.ended()).toEqual({ state: 'shutoff', reason: 'destroyed' })
    await expect(scratch.host.domain('kept')).rejects.toMatchObject({ code: 'NO_DOMAIN' })
  })

  test('a host that is closed leaves its guests running', async () => {
    await using scratch = await Scratch.make()
    const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
    const first = await open({ root: scratch.path('state') })
    const guest = await first.create(pc({ disk }))
    await first[Symbol.asyncDispose]()
    await expect(guest.pause()).rejects.toThrow(/the host that this handle came from was closed/)
    const again = await scratch.host.domain('pc')
    expect(await again.status()).toMatchObject({ state: 'running' })
    await again.destroy()
  })

  test('a guest that somebody else is connected to is listed, and can be destroyed', async () => {
    await using scratch = await Scratch.make()
    const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
    const mine = await scratch.host.create(pc({ disk }))
    await using other = await open({ root: scratch.path('state') })
    const [found] = await other.domains()
    expect(found).toMatchObject({ name: 'pc', pid: mine.pid })
    await expect(found?.pause()).rejects.toMatchObject({ hint: expect.stringContaining('one process at a time') })
    await found?.destroy()
    expect(await found?.ended()).toEqual({ state: 'shutoff', reason: 'destroyed' })
    expect(await mine.ended()).toEqual({ state: 'shutoff', reason: 'destroyed' })
  })

  test('a guest that was killed is forgotten, with all that it had', async () => {
    await using scratch = await Scratch.make()
    const disk = scratch.disk('disk.img', { says: '', next: 'halts' })
    const guest = await scratch.host.create(pc({ disk }))
    process.kill(guest.pid, 'SIGKILL')
    expect(await guest.ended()).toEqual({ state: 'crashed', reason: 'signal SIGKILL' })
    await using _ = await scratch.host.create(pc({ disk }))
  })
})
