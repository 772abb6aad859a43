import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, type TestContext, test } from 'vitest'
import { pc } from './scratch.ts'

const nobody = 65534

/** Runs a program text as a user without any rights, with the library's `open` and a folder of that user's own. */
function asNobody(context: TestContext, text: (folder: string) => string): Record<string, unknown> {
  context.skip(process.getuid?.() !== 0, 'only root can become another user')
  const folder = mkdtempSync(join(tmpdir(), 'lodge-nobody-'))
  try {
    chownSync(folder, nobody, nobody)
    const library = new URL('../../src/index.ts', import.meta.url).href
    const script = `const { open } = await import(${JSON.stringify(library)}); await using host = await open({ root: ${JSON.stringify(folder)} }); ${text(folder)}`
    const { stdout, stderr, error } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      ...{ uid: nobody, gid: nobody, cwd: '/', encoding: 'utf8', env: { PATH: process.env.PATH, HOME: folder } },
    })
    context.skip(error !== undefined || /EACCES.*(node|src)/.test(stderr), 'that user cannot read this checkout')
    expect(stderr).toBe('')
    return JSON.parse(stdout)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('without rights', () => {
  test('KVM is not usable, and the reason says what to do', (context) => {
    const { kvm } = asNobody(context, () => 'console.log(JSON.stringify(await host.capabilities()))') as {
      kvm: { usable: boolean; reason: string }
    }
    context.skip(kvm.usable, 'everybody may use KVM here')
    expect(kvm.reason).toMatch(
      /not there|no permission to open \/dev\/kvm: (only its owner may|.*sudo usermod -aG \S+ nobody)/,
    )
  })

  test('a disk that cannot be opened: who may not, and the command that mends it', (context) => {
    const error = asNobody(context, (folder) => {
      const disk = join(folder, 'disk.img')
      writeFileSync(disk, '')
      chmodSync(disk, 0o600)
      return `await host.create(${JSON.stringify(pc({ disk }))}).catch((error) => console.log(JSON.stringify(error)))`
    })
    expect(error.message).toMatch(
      /permission denied for the disk .*disk\.img cannot be opened to write: the user 'nobody' may not write .*disk\.img, which is root:root 0600/,
    )
    expect(error.hint).toMatch(/^sudo setfacl -m u:nobody:rw \S+\/disk\.img$/)
    expect(error).toMatchObject({ user: { name: 'nobody', uid: nobody }, obstacles: [{ wish: 'write', mode: '0600' }] })
  })

  test('a guest runs nevertheless', (context) => {
    const ended = asNobody(context, () => {
      return `await using guest = await host.create(${JSON.stringify(pc())}); console.log(JSON.stringify(await guest.status()))`
    })
    expect(ended).toEqual({ state: 'running', reason: 'booted' })
  })

  test("a TPM has certificates of the user's own", (context) => {
    context.skip(!existsSync('/usr/bin/swtpm_setup'), 'no swtpm_setup here: npm run setup -- --peers')
    const devices = "<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>"
    const found = asNobody(context, () => {
      return `await using guest = await host.create(${JSON.stringify(pc({ devices }))}); console.log(JSON.stringify((await guest.monitorCommand('query-tpm'))[0]))`
    })
    expect(found).toMatchObject({ model: 'tpm-crb' })
  })
})
