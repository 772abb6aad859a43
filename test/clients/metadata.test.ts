import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { pc } from '../machine/scratch.ts'
import { Daemon, virshMissing } from './virsh.ts'

describe.skipIf(virshMissing)(`virsh${virshMissing ? `: ${virshMissing}` : ''}`, () => {
  async function prepared() {
    const daemon = await Daemon.start()
    const file = join(daemon.folder, 'guest.xml')
    writeFileSync(file, pc({ name: 'guest' }))
    const said = async (...words: string[]): Promise<string> => {
      const { code, out, err } = await daemon.virsh(...words)
      return code === 0 ? out : `${code}: ${err}`
    }
    return { daemon, file, said }
  }

  test('title and description, of what runs and of what is defined', async () => {
    const { daemon, file, said } = await prepared()
    await using _ = daemon
    await said('define', file)
    await said('start', 'guest')
    expect(await said('desc', 'guest', '--title', '--new-desc', 'a title')).toBe('Domain title updated successfully')
    expect(await said('desc', 'guest', '--title')).toBe('a title')
    expect(await said('desc', 'guest', '--title', '--config')).toBe('No title for domain: guest')
    expect(await said('desc', 'guest', '--title', '--new-desc', 'two\nlines')).toMatch(
      /metadata title can't contain newlines/,
    )
    await said('desc', 'guest', '--new-desc', 'words & more', '--config', '--live')
    await daemon.restart()
    expect(await said('desc', 'guest')).toBe('words & more')
    expect(await said('list', '--title')).toMatch(/guest +running +a title/)
    await said('desc', 'guest', '--title', '--new-desc', '')
    expect(await said('desc', 'guest', '--title')).toBe('No title for domain: guest')
    expect(await said('dumpxml', 'guest', '--inactive')).toMatch(/<description>words &amp; more<\/description>/)
  })

  test('elements of tools, and the event', async () => {
    const { daemon, file, said } = await prepared()
    await using _ = daemon
    await said('create', file)
    const listening = daemon.start('event', '--event', 'metadata-change', '--loop')
    const lines: string[] = []
    createInterface(listening.stdout).on('line', (line) => lines.push(line))
    const set = ['--set', "<a v='1'><b/></a>", '--key', 'k']
    // It has registered once it hears of something.
    await expect
      .poll(
        async () => {
          expect(await said('metadata', 'guest', 'http://x/y', ...set)).toBe('Metadata modified')
          return lines
        },
        { timeout: 20_000 },
      )
      .toContain("event 'metadata-change' for domain 'guest': type element, uri http://x/y")
    listening.kill()
    await once(listening, 'exit')
    expect(await said('metadata', 'guest', 'http://x/y')).toBe('<a v="1">\n  <b/>\n</a>')
    expect(await said('dumpxml', 'guest')).toMatch(/<metadata>\n {4}<k:a xmlns:k="http:\/\/x\/y" v="1">/)
    expect(await said('metadata', 'guest', 'http://x/y', '--set', '<a', '--key', 'k')).toMatch(/^1: error/)
    expect(await said('metadata', 'guest', 'http://x/y', '--set', '<a/>')).toMatch(/namespace key is required/)
    expect(await said('metadata', 'guest', 'http://x/y', '--config')).toMatch(
      /transient domains do not have any persistent config/,
    )
    expect(await said('metadata', 'guest', 'http://x/y', '--remove')).toBe('Metadata removed')
    expect(await said('metadata', 'guest', 'http://x/y')).toMatch(
      /metadata not found: Requested metadata element is not present/,
    )
  })
})
