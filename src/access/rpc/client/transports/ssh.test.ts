import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { served } from '../../../../../test/support/rpc-peer.ts'
import { connect } from '../index.ts'
import { parseUri } from '../uri.ts'
import { sshArguments } from './ssh.ts'

describe('the command line', () => {
  const words = (uri: string, readOnly = false): string[] => sshArguments(parseUri(uri), readOnly)

  test('has what the URI says, each as a word of its own', () => {
    const uri =
      'qemu+ssh://me@h:2222/system?keyfile=/my%20key&known_hosts=/k%20h&known_hosts_verify=auto&no_tty=1&proxy=native'
    expect(words(uri).slice(0, -1)).toEqual([
      ...['-T', '-e', 'none', '-o', 'BatchMode=yes', '-p', '2222', '-l', 'me', '-i', '/my key'],
      ...['-o', 'UserKnownHostsFile="/k h"', '-o', 'StrictHostKeyChecking=accept-new', '--', 'h'],
    ])
    expect(words('qemu+ssh://h/system?no_verify=1')).toContain('StrictHostKeyChecking=no')
    expect(() => words('qemu+ssh://h/system?known_hosts_verify=x')).toThrow(/known_hosts_verify/)
    expect(() => words('qemu+ssh://h/system?proxy=x')).toThrow(/proxy/)
  })

  test('nothing of a URI is more than a word for the shell there', () => {
    const evil = `/x'; touch /evil; '$(touch /evil)`
    for (const name of ['socket', 'netcat', 'name']) {
      const command = words(`qemu+ssh://h/system?${name}=${encodeURIComponent(evil)}`).at(-1) ?? ''
      // What the login shell there makes of it, and what the one makes of it that is then run.
      const inner = spawnSync('sh', ['-c', `printf %s ${command.replace(/^sh -c /, '')}`], { encoding: 'utf8' }).stdout
      const marked = `${inner.replaceAll('exec ', 'printf "%s\\n" ')}`
      expect(inner).toContain(`'/x'\\''; touch /evil; '\\''$(touch /evil)'`)
      expect(spawnSync('sh', ['-nc', marked]).status).toBe(0)
    }
  })
})

describe('with a program in the place of ssh', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-ssh-'))
  const socket = join(folder, 'socket')
  const there = served({ hostname: async () => 'there' })
  const server = createServer((client) => there.server.accept(client))
  const script = (name: string, text: string): string => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(folder, name), 0o755)
    return join(folder, name)
  }
  /** Runs what it is to run there here, as sshd does it. */
  const ssh = script('ssh', `for last; do :; done\nPATH='${folder}/bin':$PATH exec sh -c "$last"`)
  beforeAll(async () => {
    mkdirSync(join(folder, 'bin'))
    // A netcat of our own: joins its streams with a socket.
    const join2 = `const s = require('net').connect(process.argv.at(-1)); process.stdin.pipe(s); s.pipe(process.stdout)`
    script('bin/nc', `[ "$1" = -h ] || exec '${process.execPath}' -e "${join2}" -- "$@"`)
    await new Promise<void>((resolve) => server.listen(socket, resolve))
  })
  afterAll(() => {
    there.server.close()
    server.close()
    rmSync(folder, { recursive: true })
  })

  test('a netcat there brings us to the daemon', async () => {
    await using host = await connect(`qemu+ssh://h/system?command=${ssh}&socket=${socket}`)
    expect(await host.hostname()).toBe('there')
  })

  test('a helper there is told what is wanted, and that nothing is to be changed', async () => {
    script('bin/virt-ssh-helper', `echo "$@" > '${folder}/asked'; exec nc -U '${socket}'`)
    const uri = `qemu+ssh://h/system?command=${ssh}&proxy=native`
    await using host = await connect(uri, { readOnly: true })
    expect(await host.hostname()).toBe('there')
    expect(spawnSync('cat', [join(folder, 'asked')], { encoding: 'utf8' }).stdout).toBe('-r qemu:///system\n')
  })

  test('what ssh says is why it failed', async () => {
    const failing = script('failing', 'echo "Host key verification failed." >&2; exit 255')
    await expect(connect(`qemu+ssh://h/system?command=${failing}`)).rejects.toMatchObject({
      ...{ code: 'NO_CONNECT', message: expect.stringContaining('Host key verification failed.') },
    })
    await expect(connect(`qemu+ssh://h/system?command=${folder}/none`)).rejects.toMatchObject({
      code: 'NO_CONNECT',
      message: expect.stringContaining('ENOENT'),
    })
    await expect(connect(`qemu+ssh://h/system?command=${ssh}&socket=/nowhere`)).rejects.toMatchObject({
      ...{ message: expect.stringContaining("no daemon of libvirt's protocol listens here") },
    })
  })
})
