import { attr, child, element, type Field, type Infer, optional } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, onOff, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { sizedContent } from '../../../formats/xml/sized.ts'
import { commonFields } from '../shared/common.ts'

/** Any unit is read; whole megabytes are written, with libvirt's short name of them. */
const megabytes: Field<number> = (key) => ({
  ...sizedContent('bytes', 'a power of two, 1 MiB or more')(key),
  write(bytes, to) {
    to.attribute('unit', 'M')
    to.text = String(Math.floor(bytes / 2 ** 20))
  },
})

const serverElement = element(
  'server',
  { path: optional(attr(nonEmpty, 'one is made up where absent')) },
  'The socket of an ivshmem server',
)

const msiElement = element('msi', {
  enabled: optional(attr(yesNo, 'interrupts as messages')),
  vectors: optional(attr(uint, 'interrupts')),
  ioeventfd: optional(attr(onOff, 'a neighbour is told without waiting')),
})

export const shmemElement = element(
  'shmem',
  {
    name: attr(nonEmpty, 'guests that name the same memory share it'),
    role: optional(attr(oneOf('master', 'peer'), 'a peer may come and go')),
    model: optional(
      child(
        element('model', {
          type: optional(
            attr(oneOf('ivshmem', 'ivshmem-plain', 'ivshmem-doorbell'), 'doorbell has interrupts, by a server'),
          ),
        }),
      ),
    ),
    size: optional(child(element('size', { bytes: megabytes }))),
    server: optional(child(serverElement, { keepEmpty: true })),
    msi: optional(child(msiElement)),
    ...commonFields,
  },
  'Memory that guests share',
)

export type Shmem = Infer<typeof shmemElement>
