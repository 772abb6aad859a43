import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ActiveDomain, Domain, DomainEvent } from '../../src/api/index.ts'
import { type BootSector, bootSector } from '../machine/boot-sector.ts'
import { type PcOptions, pc } from '../machine/scratch.ts'
import type { Opened } from './face.ts'

let count = 0

/** A name that no other case has. */
export function freshName(): string {
  return `guest-${++count}`
}

/** A PC whose disk whoever runs emulators can write. */
export function bootable({ folder }: Opened, sector: BootSector, options: PcOptions = {}): string {
  const name = options.name ?? freshName()
  const disk = join(folder, `${name}.img`)
  const bytes = new Uint8Array(512 * 1024)
  bytes.set(bootSector(sector))
  writeFileSync(disk, bytes)
  chmodSync(disk, 0o666)
  return pc({ ...options, name, disk })
}

/** A definition that is there as long as its handle. */
export async function defined({ host }: Opened, xml: string): Promise<AsyncDisposable & { domain: Domain }> {
  const domain = await host.define(xml)
  return {
    domain,
    [Symbol.asyncDispose]: async () => {
      if (await domain.isActive()) await domain.destroy()
      if (await domain.isPersistent().catch(() => false)) await domain.undefine()
    },
  }
}

/** The next events of one domain's life, in their order, with the one that is named as the last. */
export async function heard(
  events: AsyncIterator<DomainEvent>,
  wanted: { name: string; last: string },
): Promise<string[]> {
  const found: string[] = []
  while (found.at(-1) !== wanted.last) {
    const { value, done } = await events.next()
    if (done) break
    if (value.domain.name === wanted.name && 'detail' in value) found.push(`${value.event} ${value.detail}`)
  }
  return found
}

export async function stateOf(domain: Domain | ActiveDomain): Promise<string> {
  const { state, reason } = await domain.status()
  return `${state} (${reason})`
}
