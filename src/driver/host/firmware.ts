import type { FirmwareDescriptor } from '../../model/qemu/host.ts'
import { isObject, readInterop } from './interop-files.ts'

/** The firmware that the folders describe. What can't be understood is left out. */
export function readFirmware(folders: readonly string[]): FirmwareDescriptor[] {
  return readInterop(folders).flatMap(({ file, value }) => (isDescriptor(value) ? [{ ...value, file }] : []))
}

function isDescriptor(value: unknown): value is Omit<FirmwareDescriptor, 'file'> {
  if (!isObject(value) || !isObject(value.mapping)) return false
  const { device, executable, 'nvram-template': template, filename } = value.mapping
  return (
    typeof device === 'string' &&
    (executable === undefined || isFile(executable)) &&
    (template === undefined || isFile(template)) &&
    (filename === undefined || typeof filename === 'string') &&
    areStrings(value['interface-types']) &&
    areStrings(value.features) &&
    Array.isArray(value.targets) &&
    value.targets.every(
      (target) => isObject(target) && typeof target.architecture === 'string' && areStrings(target.machines),
    )
  )
}

function isFile(value: unknown): boolean {
  return isObject(value) && typeof value.filename === 'string' && typeof value.format === 'string'
}

function areStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
