import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { UndefineOptions } from '../../api/index.ts'
import { parseDomain } from '../../model/domain/index.ts'
import type { Paths } from '../host/paths.ts'

/** What becomes of the state of an emulated TPM when its domain is gone; most have none, which is seen without reading the XML. */
export function losesTpmState(xml: string, { tpm }: Pick<UndefineOptions, 'tpm'> = {}): boolean {
  if (tpm !== undefined || !xml.includes('<tpm')) return tpm === 'remove'
  return parseDomain(xml).devices.tpm.some(
    ({ backend: { chip } }) => chip.type === 'emulator' && !chip.persistent_state,
  )
}

/** The folder of it, where there is one. */
export function tpmState({ folders }: Paths, uuid: string): string[] {
  const folder = join(folders.swtpm, uuid)
  return existsSync(folder) ? [folder] : []
}

/** The folder that a definition names itself is its user's, and stays. */
export async function removeTpmState({ folders }: Paths, uuid: string): Promise<void> {
  await rm(join(folders.swtpm, uuid), { recursive: true, force: true })
}
