import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { resolveUri } from './aliases.ts'
import { socketPaths } from './sockets.ts'

const folder = mkdtempSync(join(tmpdir(), 'lodge-aliases-'))
afterAll(() => rmSync(folder, { recursive: true }))
mkdirSync(join(folder, 'libvirt'))
writeFileSync(
  join(folder, 'libvirt', 'libvirt.conf'),
  `# uri_aliases = [ "old=qemu:///session" ]
uri_aliases = [
  "web=qemu+ssh://root@web.example.org/system", # the first
  "tls-1=qemu+tls://one/system",
]
`,
)
const around = { privileged: false, environment: { XDG_CONFIG_HOME: folder } }

test('a URI has a name where libvirt.conf gives it one', () => {
  expect(resolveUri('web', around)).toBe('qemu+ssh://root@web.example.org/system')
  expect(resolveUri('tls-1', around)).toBe('qemu+tls://one/system')
  expect(resolveUri('qemu:///system', around)).toBe('qemu:///system')
  expect(() => resolveUri('wep', around)).toThrow(expect.objectContaining({ hint: 'did you mean web?' }))
  expect(() => resolveUri('old', around)).toThrow(expect.objectContaining({ code: 'INVALID_ARG' }))
})

test('where nothing is named, the environment, the file and the user say what is meant', () => {
  expect(resolveUri(undefined, around)).toBe('qemu:///session')
  expect(resolveUri(undefined, { ...around, environment: { ...around.environment, LIBVIRT_DEFAULT_URI: 'web' } })).toBe(
    'qemu+ssh://root@web.example.org/system',
  )
  writeFileSync(join(folder, 'libvirt', 'libvirt.conf'), 'uri_default = "qemu+tcp://other/system"\n')
  expect(resolveUri('', around)).toBe('qemu+tcp://other/system')
  expect(resolveUri(undefined, { privileged: false, environment: { XDG_CONFIG_HOME: '/nowhere' } })).toBe(
    'qemu:///session',
  )
})

test("our daemon is looked for before libvirt's own, each where it listens", () => {
  const environment = { XDG_RUNTIME_DIR: '/run/user/7' }
  const paths = (scope: 'system' | 'session', mode?: string, readOnly = false): string[] =>
    socketPaths({ scope, parameters: { mode } }, readOnly, { privileged: false, environment })
  expect(paths('session')).toEqual([
    '/run/user/7/lodge/libvirt-sock',
    '/run/user/7/libvirt/virtqemud-sock',
    '/run/user/7/libvirt/libvirt-sock',
  ])
  expect(paths('system', 'legacy', true)).toEqual(['/run/libvirt/libvirt-sock-ro'])
  expect(paths('system', undefined, true)[0]).toBe('/run/lodge/libvirt-sock-ro')
  expect(paths('session', 'direct', true)).toEqual(['/run/user/7/libvirt/virtqemud-sock'])
  const given = { scope: 'system', parameters: { socket: '/x' } } as const
  expect(socketPaths(given, true, { privileged: true, environment: {} })).toEqual(['/x'])
})
