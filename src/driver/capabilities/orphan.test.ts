import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { identify, isAlive } from '../host/system.ts'

const session = fileURLToPath(new URL('./emulator-session.ts', import.meta.url))
const missing = existsSync('/usr/bin/setpriv') ? undefined : 'there is no setpriv here (util-linux)'

test.skipIf(missing)(
  `an emulator that is being asked ends with a process that is killed${missing ? `: ${missing}` : ''}`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lodge-orphan-'))
    const binary = join(folder, 'qemu')
    const pidFile = join(folder, 'pid')
    writeFileSync(binary, `#!/bin/sh\necho $$ > ${pidFile}\necho >&2 here\nexec sleep 600\n`)
    chmodSync(binary, 0o755)
    // It says its number once the emulator has said something.
    const script = `const { EmulatorSession } = await import(${JSON.stringify(session)})
      EmulatorSession.with(${JSON.stringify(binary)}, { accelerators: "tcg", timeout: 60000 }, () => new Promise(() => {})).catch(() => {})
      const { existsSync } = await import('node:fs')
      const look = setInterval(() => { if (existsSync(${JSON.stringify(pidFile)})) { clearInterval(look); console.log('asked') } }, 5)`
    const asker = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      await once(asker.stdout, 'data')
      await expect.poll(() => Number(readFileSync(pidFile, 'utf8'))).toBeGreaterThan(0)
      const emulator = identify(Number(readFileSync(pidFile, 'utf8')))
      expect(emulator && isAlive(emulator)).toBe(true)
      const ended = once(asker, 'exit')
      asker.kill('SIGKILL')
      await ended
      await expect.poll(() => emulator && isAlive(emulator)).toBe(false)
    } finally {
      asker.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
  },
)
