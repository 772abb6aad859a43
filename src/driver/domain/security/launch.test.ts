import { expect, test } from 'vitest'
import { parseDomain } from '../../../model/domain/index.ts'
import type { DomainEditor } from '../editor.ts'
import { launchSecurity, setLaunchSecret } from './launch.ts'

const secret = { header: 'aGVhZA==', secret: 'c2VjcmV0' }

/** A guest whose QEMU answers as one with SEV does; what it is asked is written down. */
function guestWith({ kind = "type='sev'", state = 'paused' } = {}) {
  const asked: unknown[] = []
  const answers: Record<string, unknown> = {
    'query-sev-launch-measure': { data: 'TWVhc3VyZWQ=' },
    'query-sev': { enabled: true, 'api-major': 1, 'api-minor': 55, 'build-id': 24, policy: 3, state: 'launch-secret' },
  }
  const guest = {
    monitor: {
      executeAny: async (command: string, args?: object) => {
        asked.push(args ? [command, args] : command)
        return answers[command] ?? {}
      },
    },
    state: { now: { state } },
    change: (_: string, work: () => Promise<void>) => work(),
  }
  const security = kind && `<launchSecurity ${kind}><policy>0x3</policy></launchSecurity>`
  const xml = `<domain type='kvm'><name>a</name><memory>65536</memory><os><type>hvm</type></os>${security}</domain>`
  return { asked, editor: { read: async () => parseDomain(xml), requireGuest: () => guest } as unknown as DomainEditor }
}

test('what was measured is asked of QEMU', async () => {
  const { editor } = guestWith()
  expect(await launchSecurity(editor)).toEqual({
    ...{ measurement: 'TWVhc3VyZWQ=', apiMajor: 1, apiMinor: 55, build: 24, policy: 3 },
  })
})

test('of a guest that is not encrypted nothing is asked', async () => {
  const { editor, asked } = guestWith({ kind: '' })
  expect(await launchSecurity(editor)).toBeUndefined()
  await expect(setLaunchSecret(editor, secret)).rejects.toMatchObject({ code: 'OPERATION_UNSUPPORTED' })
  expect(asked).toEqual([])
})

test('a secret is handed over while the CPUs stand still, and only then', async () => {
  const { editor, asked } = guestWith()
  await setLaunchSecret(editor, { ...secret, address: 4096 })
  await setLaunchSecret(editor, secret)
  const args = { 'packet-header': secret.header, secret: secret.secret }
  expect(asked).toEqual([
    ['sev-inject-launch-secret', { ...args, gpa: 4096 }],
    ['sev-inject-launch-secret', args],
  ])
  await expect(setLaunchSecret(guestWith({ state: 'running' }).editor, secret)).rejects.toThrow(/paused state/)
})
