import type { Impact } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { QmpError } from '../../qmp/index.ts'
import type { DomainEditor } from '../editor.ts'
import type { Guest } from '../guest.ts'

export async function setMemory(editor: DomainEditor, kib: number, where: Impact): Promise<void> {
  requireAmount(kib)
  await editor.change(where, {
    check({ memory }) {
      if (kib <= (memory?.kib ?? 0)) return
      throw new LodgeError('INVALID_ARG', 'cannot set memory higher than max memory', {
        hint: `it is ${memory?.kib ?? 0} KiB`,
      })
    },
    live: (guest) => inflate(guest, kib),
    edit(domain, place) {
      // What the guest gives back, and when, is its own affair: the balloon tells.
      if (place === 'config') domain.currentMemory = { kib }
    },
  })
}

export async function setMaxMemory(editor: DomainEditor, kib: number, where: Impact): Promise<void> {
  requireAmount(kib)
  await editor.change(where, {
    check({ cpu, maxMemory }, place) {
      if (place === 'live') refuse('cannot resize the maximum memory on an active domain')
      if (cpu?.numa?.cell.length) {
        refuse('initial memory size of a domain with NUMA nodes cannot be modified with this API')
      }
      if (maxMemory && kib > maxMemory.kib) {
        throw new LodgeError('INVALID_ARG', 'cannot set initial memory size greater than the maximum memory size')
      }
    },
    edit(domain) {
      domain.memory = { ...domain.memory, kib }
      if (!domain.currentMemory || domain.currentMemory.kib > kib) domain.currentMemory = { kib }
    },
  })
}

async function inflate({ monitor }: Guest, kib: number): Promise<void> {
  try {
    await monitor.execute('balloon', { value: kib * 1024 })
  } catch (error) {
    if (!(error instanceof QmpError) || error.errorClass !== 'DeviceNotActive') throw error
    refuse('Unable to change memory of active domain without the balloon device and guest OS balloon driver')
  }
}

function requireAmount(kib: number): void {
  if (Number.isSafeInteger(kib) && kib > 0 && kib < 2 ** 43) return
  throw new LodgeError('INVALID_ARG', `${kib} KiB is no amount of memory`)
}

function refuse(why: string): never {
  throw new LodgeError('OPERATION_INVALID', why)
}
