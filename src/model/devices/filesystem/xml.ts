import { attr, child, element, flag, type Infer, list, optional } from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, onOff, type Scalar, uint } from '../../../formats/xml/scalars.ts'
import { sizedContent } from '../../../formats/xml/sized.ts'
import { bootField, commonFields } from '../shared/common.ts'
import { virtioDriverAttributes } from '../shared/virtio.ts'

const fileMode: Scalar<number> = {
  read: (text) =>
    /^[0-7]{1,5}$/.test(text) && Number.parseInt(text, 8) <= 0o7777 ? Number.parseInt(text, 8) : undefined,
  write: (mode) => mode.toString(8).padStart(4, '0'),
  expects: 'a mode in octal: 0644',
}

const driverElement = element('driver', {
  type: optional(
    attr(
      oneOf('path', 'handle', 'loop', 'nbd', 'ploop', 'virtiofs', 'mtp'),
      'path is 9p by QEMU itself, virtiofs a program beside it',
    ),
  ),
  format: optional(attr(nonEmpty)),
  name: optional(attr(nonEmpty)),
  wrpolicy: optional(attr(oneOf('immediate'), 'immediate: what is written reaches the disk at once')),
  queue: optional(attr(uint, 'virtiofs: entries of the queue')),
  ...virtioDriverAttributes,
})

const binaryElement = element('binary', {
  path: optional(attr(nonEmpty, 'of virtiofsd; found by itself where absent')),
  xattr: optional(attr(onOff, 'extended attributes')),
  cache: optional(
    child(element('cache', { mode: attr(oneOf('none', 'always'), 'whether the guest keeps what it has read') })),
  ),
  sandbox: optional(
    child(element('sandbox', { mode: attr(oneOf('namespace', 'chroot'), 'how virtiofsd is locked in') })),
  ),
  lock: optional(
    child(
      element('lock', {
        posix: optional(attr(onOff, 'locks over ranges')),
        flock: optional(attr(onOff, 'locks over files')),
      }),
    ),
  ),
  thread_pool: optional(child(element('thread_pool', { size: attr(uint, 'threads') }))),
  openfiles: optional(child(element('openfiles', { max: attr(uint, 'files open at a time') }))),
})

const mapping = {
  start: attr(uint, 'the first id in the guest'),
  target: attr(uint, 'the first id on the host'),
  count: attr(uint, 'how many'),
}

const idmapElement = element('idmap', { uid: list(element('uid', mapping)), gid: list(element('gid', mapping)) })

export const filesystemElement = element(
  'filesystem',
  {
    type: optional(attr(oneOf('mount', 'template', 'file', 'block', 'ram', 'bind', 'volume'))),
    accessmode: optional(
      attr(
        oneOf('passthrough', 'mapped', 'squash'),
        "9p: whose files they are; passthrough the guest's own ids, mapped in extended attributes, squash without telling failures",
      ),
    ),
    model: optional(attr(oneOf('virtio', 'virtio-transitional', 'virtio-non-transitional'))),
    multidevs: optional(attr(oneOf('default', 'remap', 'forbid', 'warn'), '9p: folders on several disks')),
    fmode: optional(attr(fileMode, 'of new files; mapped')),
    dmode: optional(attr(fileMode, 'of new folders; mapped')),
    driver: optional(child(driverElement)),
    binary: optional(child(binaryElement)),
    idmap: optional(child(idmapElement)),
    source: optional(
      child(
        element('source', {
          dir: optional(attr(nonEmpty, 'the folder')),
          socket: optional(attr(nonEmpty, 'of a virtiofsd that runs already')),
          file: optional(attr(nonEmpty, 'an image')),
          dev: optional(attr(nonEmpty, 'a block device')),
        }),
      ),
    ),
    target: optional(child(element('target', { dir: attr(nonEmpty, 'the tag by which the guest mounts it') }))),
    readonly: flag('the guest can only read'),
    space_hard_limit: optional(child(element('space_hard_limit', { bytes: sizedContent('bytes') }))),
    space_soft_limit: optional(child(element('space_soft_limit', { bytes: sizedContent('bytes') }))),
    ...bootField,
    ...commonFields,
  },
  'A folder of the host that the guest can mount',
)

export type Filesystem = Infer<typeof filesystemElement>
