import { execFileSync } from 'node:child_process'
import { existsSync, readlinkSync } from 'node:fs'
import { describe, expect, type TestContext, test } from 'vitest'
import { pc, Scratch } from './scratch.ts'

const interfaces = () => execFileSync('ip', ['-brief', 'link'], { encoding: 'utf8' })

function needsTaps(context: TestContext): void {
  context.skip(process.getuid?.() !== 0 || !existsSync('/dev/net/tun'), 'network interfaces take root and /dev/net/tun')
  const ip = spawnable('ip')
  context.skip(!ip, 'the program ip is not here: apt-get install iproute2')
}

function spawnable(program: string): boolean {
  try {
    execFileSync(program, ['-V'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const card = (type: string, inside: string) => `<interface type='${type}'>${inside}<model type='virtio'/></interface>`

describe('interfaces of the host', () => {
  test('are made for a guest, with all queues and the name that was wished for, and go with it', async (context) => {
    needsTaps(context)
    await using scratch = await Scratch.make()
    const devices = [
      card('ethernet', "<mac address='52:54:00:12:34:56'/><target dev='lodge-t0'/><driver queues='2'/>"),
      card('ethernet', ''),
    ].join('')
    const guest = await scratch.host.create(pc({ devices }))
    const tuns = Array.from({ length: 60 }, (_, fd) => linkOf(guest.pid, fd)).filter((link) => link === '/dev/net/tun')
    expect(tuns).toHaveLength(3)
    expect(interfaces()).toMatch(/^lodge-t0 .*fe:54:00:12:34:56/m)
    expect(interfaces()).toMatch(/^vnet\d+ /m)
    await guest.destroy()
    expect(interfaces()).not.toMatch(/^(lodge-t0|vnet\d+) /m)
  })

  test('join their bridge', async (context) => {
    needsTaps(context)
    await using scratch = await Scratch.make()
    execFileSync('ip', ['link', 'add', 'lodge-br0', 'type', 'bridge'])
    try {
      await using _ = await scratch.host.create(pc({ devices: card('bridge', "<source bridge='lodge-br0'/>") }))
      expect(execFileSync('ip', ['-brief', 'link', 'show', 'master', 'lodge-br0'], { encoding: 'utf8' })).toMatch(
        /^vnet/,
      )
    } finally {
      execFileSync('ip', ['link', 'delete', 'lodge-br0'])
    }
  })

  test('are not left behind where the bridge is not there', async (context) => {
    needsTaps(context)
    await using scratch = await Scratch.make()
    const before = interfaces()
    const xml = pc({ devices: card('bridge', "<source bridge='lodge-none'/>") })
    await expect(scratch.host.create(xml)).rejects.toMatchObject({
      message: expect.stringContaining('lodge-none'),
      hint: expect.stringContaining('is the bridge there?'),
    })
    expect(interfaces()).toBe(before)
  })
})

function linkOf(pid: number, fd: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/${fd}`)
  } catch {
    return undefined
  }
}
