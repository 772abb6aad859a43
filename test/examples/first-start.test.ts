import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import { root } from '../rules/sources.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

// Where everything is usually kept, somebody else may have a guest of that name.
const place = temporaryFolder()
afterAll(() => place[Symbol.dispose]())

const run = (program: string, args: string[], cwd = root) =>
  spawnSync(program, args, {
    ...{ cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 110_000 },
    env: { ...process.env, LODGE_ROOT: place.path },
  })

describe('what a newcomer types', () => {
  it('npm start: the set-up has nothing to do, the guest greets, its accelerator and time are told, all ends well', () => {
    const { stdout, stderr, status } = run('npm', ['start', '--silent'])
    expect(stderr).toBe('')
    expect(stdout).toMatch(/Hello from your guest.*powering off.*ran under (KVM|QEMU's own translator).*\d+\.\d+ s/s)
    expect(status).toBe(0)
  })

  it('bin/lodge works from another folder', () => {
    const { stdout, stderr, status } = run(`${root}bin/lodge`, ['argv', `${root}examples/mips.xml`], tmpdir())
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 })
    expect(stdout).toContain(`${root}examples/mips.elf`)
  })

  it('the set-up has nothing to do where nothing is missing', () => {
    const { stdout, status } = run('sh', ['tools/setup.sh'])
    expect(stdout).not.toMatch(/installing/)
    expect(status).toBe(0)
  })
})
