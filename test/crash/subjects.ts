import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { absent, known, type Ledger, ledgerOf } from './ledger.ts'

/** A domain of the campaign. */
export interface Subject {
  uuid: string
  /** The names that it goes by, one at a time. */
  names: [string, string]
  /** Where its firmware is. */
  folder: string
  /** Whether a TPM is emulated beside it. */
  hasTpm: boolean
  ledger: Ledger
}

const mostDomains = 4

/** KiB */
export const mostMemory = 16 << 10

export function subjects(folder: string): Subject[] {
  // Variables that pass for a firmware's, and code that has the processor halted at once: a guest then takes none of the machine's time.
  writeFileSync(join(folder, 'code.fd'), new Uint8Array(64 << 10).fill(0xf4))
  writeFileSync(join(folder, 'template.fd'), new Uint8Array(64 << 10))
  const isThere = existsSync('/usr/bin/swtpm')
  return Array.from({ length: mostDomains }, (_, index) => ({
    uuid: `00000000-0000-4000-8000-00000000000${index}`,
    names: [`crash-${index}`, `other-${index}`],
    folder,
    hasTpm: isThere && index === mostDomains - 1,
    ledger: ledgerOf(absent(`crash-${index}`)),
  }))
}

export function definition({ uuid, folder, ledger, hasTpm }: Subject, title: string): string {
  return domainXml({ name: known(ledger.name), uuid, folder, title, hasTpm })
}

interface Described {
  name: string
  uuid: string
  folder: string
  title: string
  hasTpm: boolean
  /** Where its variables are; otherwise they are made where they belong. */
  variables?: string
}

export function domainXml({ name, uuid, folder, title, hasTpm, variables = '' }: Described): string {
  const tpm = hasTpm ? "<tpm model='tpm-tis'><backend type='emulator' version='2.0'/></tpm>" : ''
  return `<domain type='qemu'>
  <name>${name}</name>
  <uuid>${uuid}</uuid>
  <title>${title}</title>
  <memory unit='KiB'>${mostMemory}</memory>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <loader readonly='yes' type='pflash'>${folder}/code.fd</loader>
    <nvram template='${folder}/template.fd'>${variables}</nvram>
  </os>
  <features><acpi/></features>
  <devices><serial type='pty'/><memballoon model='none'/>${tpm}</devices>
</domain>`
}
