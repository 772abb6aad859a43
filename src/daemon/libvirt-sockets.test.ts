import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { libvirtSockets, requireNoLibvirtd } from './libvirt-sockets.ts'
import { listenAt } from './sockets.ts'

test.each([
  [{ XDG_RUNTIME_DIR: '/run/user/7' }, '/run/user/7/libvirt/libvirt-sock'],
  [{ XDG_RUNTIME_DIR: 'relative', XDG_CACHE_HOME: '/srv/a/cache' }, '/srv/a/cache/libvirt/libvirt-sock'],
  [{ HOME: '/srv/a' }, '/srv/a/.cache/libvirt/libvirt-sock'],
])('in a session with %j it is %s', (environment, socket) => {
  expect(libvirtSockets(false, environment)).toEqual({ socket })
})

test("where libvirt's own daemon listens, under either name, it is left alone", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-libvirt-'))
  try {
    mkdirSync(join(folder, 'libvirt'))
    const sockets = libvirtSockets(false, { XDG_RUNTIME_DIR: folder })
    requireNoLibvirtd(sockets)
    for (const name of ['libvirt-sock', 'virtqemud-sock']) {
      let asked = false
      await using _ = await listenAt(join(folder, 'libvirt', name), () => {
        asked = true
      })
      expect(() => requireNoLibvirtd(sockets)).toThrow(expect.objectContaining({ code: 'OPERATION_INVALID' }))
      expect(asked).toBe(false)
    }
    requireNoLibvirtd(sockets)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
