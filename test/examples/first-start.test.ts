import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { root } from '../rules/sources.ts'

const run = (program: string, args: string[], cwd = root) =>
  spawnSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 })

describe('what a newcomer types', { timeout: 90_000 }, () => {
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

  it('the set-up is quick where nothing is missing', () => {
    const began = performance.now()
    expect(run('sh', ['tools/setup.sh']).status).toBe(0)
    expect(performance.now() - began).toBeLessThan(3000)
  })
})
