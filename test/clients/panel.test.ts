import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { pc } from '../machine/scratch.ts'
import { Daemon, virshMissing } from './virsh.ts'

describe.skipIf(virshMissing)(`virsh${virshMissing ? `: ${virshMissing}` : ''}`, () => {
  async function started(daemon: Daemon) {
    const said = async (...words: string[]): Promise<string> => {
      const { code, out, err } = await daemon.virsh(...words)
      return code === 0 ? out : `${code}: ${err}`
    }
    const file = join(daemon.folder, 'guest.xml')
    const channel = "<channel type='unix'><target type='virtio' name='org.example.0'/></channel>"
    writeFileSync(file, pc({ name: 'guest', devices: `${channel}<video><model type='vga'/></video>` }))
    expect(await said('define', file)).toMatch(/defined/)
    expect(await said('send-key', 'guest', 'KEY_A')).toMatch(/domain is not running/)
    expect(await said('start', 'guest')).toMatch(/started/)
    return said
  }

  test('keys, by their codesets', async () => {
    await using daemon = await Daemon.start()
    const said = await started(daemon)
    expect(await said('send-key', 'guest', 'KEY_LEFTCTRL', 'KEY_LEFTALT', 'KEY_DELETE')).toBe('')
    expect(await said('send-key', 'guest', '--codeset', 'usb', '4', '--holdtime', '10')).toBe('')
    expect(await said('send-key', 'guest', '9999')).toMatch(
      /internal error: cannot translate keycode 9999 of linux codeset to qnum keycode/,
    )
  })

  test('screenshots', async () => {
    await using daemon = await Daemon.start()
    const said = await started(daemon)
    const file = join(daemon.folder, 'screen.png')
    expect(await said('screenshot', 'guest', file)).toBe(`Screenshot saved to ${file}, with type of image/png`)
    expect(readFileSync(file).subarray(0, 4)).toEqual(Buffer.from('\x89PNG', 'latin1'))
    expect(await said('screenshot', 'guest', file, '--screen', '3')).toMatch(
      /Requested operation is not valid: no such screen ID/,
    )
  })

  test('buttons', async () => {
    await using daemon = await Daemon.start()
    const said = await started(daemon)
    expect(await said('inject-nmi', 'guest')).toBe('')
    expect(await said('dompmwakeup', 'guest')).toMatch(/could not be woken up\n.*suspend/)
  })
})
