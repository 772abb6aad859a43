import { isObject, readInterop } from './interop-files.ts'

/** The first program in the folders that serves devices of a kind. */
export function findVhostUser(type: string, folders: readonly string[]): string | undefined {
  for (const { value } of readInterop(folders)) {
    if (!isObject(value) || value.type !== type) continue
    if (typeof value.binary === 'string' && value.binary.startsWith('/')) return value.binary
  }
  return undefined
}
