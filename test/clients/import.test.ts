import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Imported, importLibvirt, open } from '../../src/index.ts'
import { Libvirtd } from '../support/libvirtd.ts'

const xml = `<domain type='qemu'>
  <name>taken</name>
  <memory unit='MiB'>64</memory>
  <os><type arch='x86_64'>hvm</type></os>
  <devices>
    <serial type='pty'/>
    <interface type='user'><model type='virtio'/></interface>
    <graphics type='vnc'/>
  </devices>
</domain>`

test.skipIf(Libvirtd.missing)("what libvirt's own daemon has defined is taken over as it is", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-import-'))
  await using stack = new AsyncDisposableStack()
  stack.defer(() => rmSync(folder, { recursive: true }))
  const libvirtd = stack.use(await Libvirtd.start(['/usr/bin/qemu-system-x86_64']))
  const host = stack.use(await open({ root: folder }))
  writeFileSync(join(folder, 'taken.xml'), xml, { mode: 0o644 })
  await libvirtd.virsh('define', join(folder, 'taken.xml'))
  await libvirtd.virsh('autostart', 'taken')
  const all: Imported[] = []
  for await (const each of importLibvirt(host, { from: { folder: libvirtd.definitions }, root: folder })) all.push(each)
  expect(all).toMatchObject([{ name: 'taken', result: 'taken', autostart: true, problems: [] }])
  const ours = await host.domain('taken')
  expect(await ours.autostart()).toBe(true)
  const theirs = await libvirtd.virsh('dumpxml', '--inactive', 'taken')
  expect((await ours.xml()).trim()).toBe(theirs.trim())
})
