import { parseUuid } from '../../base/uuid.ts'
import type { Scalar } from '../../formats/xml/scalars.ts'

export const uuidText: Scalar<string> = {
  read: parseUuid,
  write: (value) => value,
  expects: 'a UUID: 32 hexadecimal digits, 8-4-4-4-12',
}
