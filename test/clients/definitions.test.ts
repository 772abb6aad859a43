import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { pc } from '../machine/scratch.ts'
import { Daemon, virshMissing } from './virsh.ts'

describe.skipIf(virshMissing)(`virsh${virshMissing ? `: ${virshMissing}` : ''}`, () => {
  async function defined(daemon: Daemon, name: string, os = '', devices = '') {
    const said = async (...words: string[]): Promise<string> => {
      const { code, out, err } = await daemon.virsh(...words)
      return code === 0 ? out : `${code}: ${err}`
    }
    const file = join(daemon.folder, 'guest.xml')
    writeFileSync(file, pc({ name, os, devices }))
    expect(await said('define', file)).toMatch(/defined/)
    return said
  }

  /** A file that passes for one, as long as nothing is started with it. */
  function firmware(daemon: Daemon, variables: string): string {
    const code = join(daemon.folder, 'code.fd')
    writeFileSync(code, 'code')
    return `<loader readonly='yes' type='pflash'>${code}</loader><nvram>${variables}</nvram>`
  }

  test('a domain goes by another name, with all that is its own', async () => {
    await using daemon = await Daemon.start()
    await defined(daemon, 'other')
    const nvram = join(daemon.folder, 'lib/nvram')
    mkdirSync(nvram, { recursive: true })
    writeFileSync(join(nvram, 'guest_VARS.fd'), 'variables')
    mkdirSync(join(daemon.folder, 'log'), { recursive: true })
    for (const log of ['guest.log', 'guest+swtpm.log', 'guest2.log'])
      writeFileSync(join(daemon.folder, 'log', log), log)
    const said = await defined(daemon, 'guest', firmware(daemon, join(nvram, 'guest_VARS.fd')))
    const uuid = await said('domuuid', 'guest')
    await said('autostart', 'guest')
    expect(await said('domrename', 'guest', 'guest')).toMatch(/Can't rename domain to itself/)
    expect(await said('domrename', 'guest', 'other')).toMatch(/domain with name 'other' already exists/)
    expect(await said('domrename', 'guest', 'a/b')).toMatch(
      /XML error: name a\/b cannot contain '\/'|cannot contain '\/'/,
    )
    const lines: string[] = []
    const listening = daemon.start('event', '--event', 'lifecycle', '--loop')
    createInterface(listening.stdout).on('line', (line) => lines.push(line))
    const names = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth']
    let name = 'guest'
    // It has registered once it hears of something.
    await expect
      .poll(
        async () => {
          const next = names.shift() ?? 'too-late'
          expect(await said('domrename', name, next)).toBe('Domain successfully renamed')
          name = next
          return lines.length
        },
        { timeout: 30_000 },
      )
      .toBeGreaterThan(1)
    listening.kill()
    expect(lines.at(-1)).toMatch(/Defined Renamed/)
    expect(lines.at(-2)).toMatch(/Undefined Renamed/)
    // A folder on the way to the variables is called so too.
    expect(await said('domrename', name, 'lib')).toBe('Domain successfully renamed')
    expect(await said('domrename', 'lib', name)).toBe('Domain successfully renamed')
    expect(await said('domuuid', name)).toBe(uuid)
    expect(await said('list', '--all', '--autostart', '--name')).toBe(name)
    const logs = readdirSync(join(daemon.folder, 'log')).filter(
      (log) => /^(guest|.*swtpm)/.test(log) || log === `${name}.log`,
    )
    expect(logs.sort()).toEqual([`${name}.log`, `${name}+swtpm.log`, 'guest2.log'].sort())
    expect(readdirSync(nvram)).toEqual([`${name}_VARS.fd`])
    await daemon.restart()
    expect((await said('list', '--all', '--name')).split('\n').sort()).toEqual([name, 'other'].sort())
    expect(await said('dumpxml', name)).toMatch(new RegExp(`nvram/${name}_VARS.fd`))
    await said('start', 'other')
    expect(await said('domrename', 'other', 'another')).toMatch(/cannot rename active domain/)
  })

  test('what the firmware has kept is removed only where that is said', async () => {
    await using daemon = await Daemon.start()
    const file = join(daemon.folder, 'vars.fd')
    writeFileSync(file, 'variables')
    const said = await defined(daemon, 'guest', firmware(daemon, file))
    expect(await said('undefine', 'guest')).toMatch(/cannot undefine domain with nvram/)
    expect(await said('undefine', 'guest', '--keep-nvram')).toBe("Domain 'guest' has been undefined")
    expect(existsSync(file)).toBe(true)
    await defined(daemon, 'guest', firmware(daemon, file))
    expect(await said('undefine', 'guest', '--nvram')).toBe("Domain 'guest' has been undefined")
    expect(existsSync(file)).toBe(false)
  })

  test('what a TPM has kept goes, unless that is said or the definition says otherwise', async () => {
    await using daemon = await Daemon.start()
    const folders = join(daemon.folder, 'lib/swtpm')
    const isKept = async (attribute: string, ...flags: string[]): Promise<boolean> => {
      const tpm = `<tpm model='tpm-crb'><backend type='emulator' version='2.0'${attribute}/></tpm>`
      const said = await defined(daemon, 'guest', '', tpm)
      const folder = join(folders, (await said('domuuid', 'guest')).trim())
      mkdirSync(folder, { recursive: true })
      expect(await said('undefine', 'guest', ...flags)).toBe("Domain 'guest' has been undefined")
      return existsSync(folder)
    }
    expect(await isKept('')).toBe(false)
    expect(await isKept('', '--keep-tpm')).toBe(true)
    expect(await isKept(" persistent_state='yes'")).toBe(true)
    expect(await isKept(" persistent_state='yes'", '--tpm')).toBe(false)
  })
})
