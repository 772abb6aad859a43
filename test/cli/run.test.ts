import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { pc, Scratch } from '../machine/scratch.ts'
import { root } from '../rules/sources.ts'

let scratch: Scratch
beforeAll(async () => {
  scratch = await Scratch.make()
})
afterAll(() => scratch[Symbol.asyncDispose]())

const ctrlRightBracket = '\x1d'

/** A definition file of a guest that greets and then sends back what it gets. */
function echoing(name: string): string {
  const disk = scratch.disk(`${name}.img`, { says: 'Say something: ', next: 'echoes' })
  writeFileSync(scratch.path(`${name}.xml`), pc({ name, disk }))
  return scratch.path(`${name}.xml`)
}

interface Command {
  process: ChildProcess
  output(): string
  /** Settles once the output matches; the output is in the error where it does not. */
  says(expected: RegExp | string): Promise<void>
  code: Promise<number | null>
}

/** `lodge`, with pipes, or on a terminal that `script` makes. */
function lodge(words: string[], { terminal = false } = {}): Command {
  const line = [`${root}bin/lodge`, ...words]
  const [program = '', ...args] = terminal ? ['script', '-qec', line.join(' '), '/dev/null'] : line
  const child = spawn(program, args, { env: { ...process.env, LODGE_ROOT: scratch.path('state'), NO_COLOR: '1' } })
  onTestFinished(() => void child.kill())
  let output = ''
  const waiting = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text
      for (const check of waiting) check()
    })
  }
  const code = new Promise<number | null>((resolve) => child.once('close', resolve))
  const says = (expected: RegExp | string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (typeof expected === 'string' ? output.includes(expected) : expected.test(output)) resolve()
      }
      waiting.add(check)
      check()
      void code.then((ended) => reject(new Error(`ended with ${ended} without ${expected}: ${output}`)))
    })
  return { process: child, output: () => output, says, code }
}

describe('lodge run', () => {
  test('on a terminal keys go to the guest, and Ctrl-] leaves it running', async (context) => {
    context.skip(!existsSync('/usr/bin/script'), "no 'script' (bsdutils) to make a terminal with")
    const command = lodge(['run', echoing('typed')], { terminal: true })
    await command.says(/Ctrl-\] leaves.*Say something: /s)
    command.process.stdin?.write('abc\x03def')
    await command.says('abc\x03def')
    command.process.stdin?.write(ctrlRightBracket)
    expect(await command.code).toBe(0)
    expect(command.output()).toMatch(/typed runs; its log is/)
    await using guest = await scratch.host.domain('typed')
    expect(await guest.status()).toEqual({ state: 'running', reason: 'unpaused' })
    await guest.destroy()
  })

  test('elsewhere standard input goes to the guest', async () => {
    const command = lodge(['run', echoing('piped')])
    await command.says(/Say something: /)
    command.process.stdin?.end(`a${ctrlRightBracket}b`)
    await command.says(`a${ctrlRightBracket}b`)
    command.process.kill('SIGTERM')
    await command.code
  })

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the guest', async (signal, code) => {
    const command = lodge(['run', echoing('interrupted')])
    await command.says(/Say something: /)
    command.process.kill(signal)
    expect(await command.code).toBe(code)
    expect(await scratch.host.domains()).toEqual([])
  })

  test.each([
    [['--detach'], { state: 'running', reason: 'booted' }],
    [['--detach', '--paused'], { state: 'paused', reason: 'user' }],
  ])('%j starts and ends', async (options, status) => {
    const command = lodge(['run', ...options, echoing('alone')])
    expect(await command.code).toBe(0)
    await using guest = await scratch.host.domain('alone')
    expect(await guest.status()).toEqual(status)
    await guest.destroy()
  })

  test.each([
    ['a disk that is missing', pc({ name: 'bad', disk: '/nowhere/disk.img' }), 1, '/nowhere/disk.img'],
    ['a definition that is wrong', pc({ name: 'bad', machine: 'q53' }), 3, 'q53'],
    ['a document that is no XML', '<domain', 3, 'line 1'],
  ])('%s is refused, and nothing is left', async (_, xml, code, said) => {
    writeFileSync(scratch.path('bad.xml'), xml)
    const command = lodge(['run', scratch.path('bad.xml')])
    expect(await command.code).toBe(code)
    expect(command.output()).toMatch(/^lodge: /)
    expect(command.output()).toContain(said)
    expect(scratch.processes()).toEqual([])
  })
})
