import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/support/temporary-folder.ts'
import { Pty } from './pty.ts'

/** Makes a pipe, says the name of a pseudo-terminal, writes to its other end when it is told to, and then opens the pipe. */
const otherEnd = `
import os, sys, tty
other, own = os.openpty()
tty.setraw(own)
os.mkfifo(sys.argv[1])
print(os.ttyname(own), flush=True)
sys.stdin.readline()
os.write(other, b'words')
open(sys.argv[1], 'w').close()
sys.stdin.readline()
`

const python = '/usr/bin/python3'
const missing = spawnSync(python, ['--version']).error

test.skipIf(missing)(
  'what has been written is there before the kernel has told of it (where python3 is there)',
  async () => {
    using folder = temporaryFolder()
    const written = join(folder.path, 'written')
    const child = spawn(python, ['-c', otherEnd, written], { stdio: ['pipe', 'pipe', 'inherit'] })
    try {
      const [name] = await once(child.stdout, 'data')
      const pty = new Pty(String(name).trim())
      child.stdin.write('\n')
      // Nothing else of this process goes on until then.
      readFileSync(written)
      expect(pty.bytesReceived).toBe(0)
      pty.catchUp()
      expect(pty.bytesReceived).toBe(5)
      expect(String(pty.read())).toBe('words')
      pty.destroy()
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
  },
)
