import { createHash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { LodgeError } from '../../base/errors.ts'
import { parseUuid, uuidOf } from '../../base/uuid.ts'
import { parseDomain } from '../../model/domain/index.ts'

export interface Definition {
  name: string
  uuid: string
  path: string
}

/** More than any domain needs. */
export const largestFile = 16 << 20

/** How a file begins that was written by us or by libvirt, so that thousands are known without being read whole. */
const usualBeginning =
  /^\s*(?:<!--(?:(?!-->)[\s\S]){0,4096}-->\s*)?<domain\b[^<>]{0,1024}>\s*<name>([^<>&]{1,1024})<\/name>\s*<uuid>([^<>&]{1,80})<\/uuid>/

/** Who a file defines. Throws where it is no definition. */
export function identifyDefinition(text: string, path: string): Definition {
  const [, name, written] = usualBeginning.exec(text) ?? []
  const uuid = written && parseUuid(written)
  if (name !== undefined && uuid && /<\/domain>\s*$/.test(text)) return { name, uuid, path }
  const domain = parseDomain(text, path)
  return { name: domain.name, uuid: domain.uuid ?? uuidFor(domain.name), path }
}

/** The same every time, for a file that was written by hand without one. */
function uuidFor(name: string): string {
  return uuidOf(createHash('sha256').update(`definition ${name}`).digest().subarray(0, 16))
}

export function notItsFile({ name, path }: Definition, expected: string): LodgeError {
  return new LodgeError('XML_ERROR', `${path} defines '${name}', whose file is ${expected}`, {
    where: path,
    hint: 'rename the file, or change <name>',
  })
}

export function sameUuid({ path, uuid }: Definition, { name }: Definition): LodgeError {
  return new LodgeError('XML_ERROR', `'${name}' has the same UUID ${uuid}`, { where: path })
}

/** For a file that is put aside. */
export function freeName(path: string): string {
  for (let number = 0; ; number++) {
    const name = `${path}${number === 0 ? '' : `.${number}`}.broken`
    if (!lstatSync(name, { throwIfNoEntry: false })) return name
  }
}
