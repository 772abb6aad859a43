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
  /** Whether it panics when it is reset; then its memory is written, and it ends. */
  panics: boolean
  /** It was reset, and nobody knows yet what has come of that. */
  isReset: boolean
  ledger: Ledger
}

const mostDomains = 4

/** KiB */
export const mostMemory = 16 << 10

export function subjects(folder: string): Subject[] {
  // Variables that pass for a firmware's.
  writeFileSync(join(folder, 'code.fd'), firmware())
  writeFileSync(join(folder, 'template.fd'), new Uint8Array(64 << 10))
  const isThere = existsSync('/usr/bin/swtpm')
  return Array.from({ length: mostDomains }, (_, index) => ({
    uuid: `00000000-0000-4000-8000-00000000000${index}`,
    names: [`crash-${index}`, `other-${index}`],
    folder,
    hasTpm: isThere && index === mostDomains - 1,
    panics: index === 0,
    isReset: false,
    ledger: ledgerOf(absent(`crash-${index}`)),
  }))
}

/** 64 KiB of code that has the processor halted at once, so that a guest takes none of the machine's time; after a reset it panics first. */
function firmware(): Uint8Array {
  const code = new Uint8Array(64 << 10).fill(0xf4)
  const hex = (text: string) => Buffer.from(text.replaceAll(/\s/g, ''), 'hex')
  // xor ax, ax; mov ds, ax; cmp word [0x500], 0x55aa; je over both hlt; mov word [0x500], 0x55aa; hlt; hlt; mov dx, 0x505; mov al, 1; out dx, al
  code.set(hex('31c0 8ed8 813e0005aa55 7408 c7060005aa55 f4f4 ba0505 b001 ee'), 0xf000)
  // Where the processor begins: jmp 0xf000
  code.set(hex('e90df0'), 0xfff0)
  return code
}

export function definition({ uuid, folder, ledger, hasTpm, panics }: Subject, title: string): string {
  return domainXml({ name: known(ledger.name), uuid, folder, title, hasTpm, panics })
}

interface Described {
  name: string
  uuid: string
  folder: string
  title: string
  hasTpm: boolean
  panics?: boolean
  /** Where its variables are; otherwise they are made where they belong. */
  variables?: string
}

export function domainXml({ name, uuid, folder, title, hasTpm, panics, variables = '' }: Described): string {
  const tpm = hasTpm ? "<tpm model='tpm-tis'><backend type='emulator' version='2.0'/></tpm>" : ''
  const panic = panics ? "<panic model='isa'/>" : ''
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
  <on_crash>${panics ? 'coredump-destroy' : 'destroy'}</on_crash>
  <devices><serial type='pty'/><memballoon model='none'/>${tpm}${panic}</devices>
</domain>`
}
