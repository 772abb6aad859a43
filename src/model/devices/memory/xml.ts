import { formatNumberSet, parseNumberSet } from '../../../base/number-sets.ts'
import { parseUuid } from '../../../base/uuid.ts'
import { attr, child, element, flag, type Infer, optional, text } from '../../../formats/xml/declare.ts'
import { hex, nonEmpty, oneOf, type Scalar, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { sizedContent } from '../../../formats/xml/sized.ts'
import { commonFields } from '../shared/common.ts'

const nodes: Scalar<number[]> = { read: parseNumberSet, write: formatNumberSet, expects: 'a set of numbers: 0-3,6' }
const uuid: Scalar<string> = { read: parseUuid, write: (value) => value, expects: 'a UUID' }

const size = (name: string, doc = '') => optional(child(element(name, { kib: sizedContent('KiB') }, doc)))

const sourceElement = element('source', {
  nodemask: optional(text(nodes, 'nodes of the host that the memory comes from')),
  pagesize: size('pagesize'),
  path: optional(text(nonEmpty, 'the file that holds it')),
  alignsize: size('alignsize'),
  pmem: flag('the file is on persistent memory'),
})

const targetElement = element('target', {
  dynamicMemslots: optional(attr(yesNo, 'virtio-mem: the host sets up only what is plugged in')),
  size: size('size'),
  node: optional(text(uint, 'the cell of <numa> that it belongs to')),
  label: optional(child(element('label', { size: size('size', 'of the label area, a part of the whole') }))),
  block: size('block', 'what is plugged at a time'),
  requested: size('requested', 'what the guest shall have'),
  address: optional(
    child(element('address', { base: attr(hex(1, Number.MAX_SAFE_INTEGER), 'where the guest finds it') })),
  ),
})

export const memoryElement = element(
  'memory',
  {
    model: attr(
      oneOf('dimm', 'nvdimm', 'virtio-mem', 'virtio-pmem', 'sgx-epc'),
      'dimm is a module, nvdimm one that keeps its contents, virtio-mem grows in blocks, sgx-epc is for enclaves',
    ),
    access: optional(attr(oneOf('shared', 'private'), 'whether other programs see it')),
    discard: optional(attr(yesNo, 'contents are thrown away when the guest ends')),
    uuid: optional(text(uuid, 'nvdimm of pseries')),
    source: optional(child(sourceElement)),
    target: child(targetElement),
    ...commonFields,
  },
  'A memory module',
)

export type Memory = Infer<typeof memoryElement>
