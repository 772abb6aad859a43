import { expect, test } from 'vitest'
import type { Guest } from '../guest.ts'
import { LocalGraphics } from './index.ts'

function screensOf(devices: string) {
  const asked: unknown[] = []
  const xml = `<domain type='qemu'><name>a</name><memory>1</memory><os><type>hvm</type></os><devices>${devices}</devices></domain>`
  const guest = {
    status: { xml },
    change: (_: string, work: () => Promise<unknown>) => work(),
    monitor: { executeAny: async (...said: unknown[]) => void asked.push(said) },
  }
  return { asked, graphics: new LocalGraphics(() => guest as unknown as Guest) }
}

test('certificates are read again where there is a screen that has some', async () => {
  const { asked, graphics } = screensOf("<graphics type='spice'/><graphics type='vnc'/>")
  await graphics.reloadCertificates()
  expect(asked).toEqual([['display-reload', { type: 'vnc', 'tls-certs': true }]])
  await expect(screensOf("<graphics type='spice'/>").graphics.reloadCertificates()).rejects.toMatchObject({
    code: 'OPERATION_UNSUPPORTED',
  })
})
