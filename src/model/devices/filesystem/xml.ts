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
  type: optional(attr(oneOf('path', 'handle', 'loop', 'nbd', 'ploop', 'virtiofs', 'mtp'))),
  format: optional(attr(nonEmpty)),
  name: optional(attr(nonEmpty)),
  wrpolicy: optional(attr(oneOf('immediate'))),
  queue: optional(attr(uint)),
  ...virtioDriverAttributes,
})

const binaryElement = element('binary', {
  path: optional(attr(nonEmpty)),
  xattr: optional(attr(onOff)),
  cache: optional(child(element('cache', { mode: attr(oneOf('none', 'always')) }))),
  sandbox: optional(child(element('sandbox', { mode: attr(oneOf('namespace', 'chroot')) }))),
  lock: optional(child(element('lock', { posix: optional(attr(onOff)), flock: optional(attr(onOff)) }))),
  thread_pool: optional(child(element('thread_pool', { size: attr(uint) }))),
  openfiles: optional(child(element('openfiles', { max: attr(uint) }))),
})

const mapping = { start: attr(uint), target: attr(uint), count: attr(uint) }

const idmapElement = element('idmap', { uid: list(element('uid', mapping)), gid: list(element('gid', mapping)) })

export const filesystemElement = element(
  'filesystem',
  {
    type: optional(attr(oneOf('mount', 'template', 'file', 'block', 'ram', 'bind', 'volume'))),
    accessmode: optional(attr(oneOf('passthrough', 'mapped', 'squash'))),
    model: optional(attr(oneOf('virtio', 'virtio-transitional', 'virtio-non-transitional'))),
    multidevs: optional(attr(oneOf('default', 'remap', 'forbid', 'warn'))),
    fmode: optional(attr(fileMode)),
    dmode: optional(attr(fileMode)),
    driver: optional(child(driverElement)),
    binary: optional(child(binaryElement)),
    idmap: optional(child(idmapElement)),
    source: optional(
      child(
        element('source', {
          dir: optional(attr(nonEmpty)),
          socket: optional(attr(nonEmpty)),
          file: optional(attr(nonEmpty)),
          dev: optional(attr(nonEmpty)),
        }),
      ),
    ),
    target: optional(child(element('target', { dir: attr(nonEmpty) }))),
    readonly: flag(),
    space_hard_limit: optional(child(element('space_hard_limit', { bytes: sizedContent('bytes') }))),
    space_soft_limit: optional(child(element('space_soft_limit', { bytes: sizedContent('bytes') }))),
    ...bootField,
    ...commonFields,
  },
  'A folder of the host that the guest can mount',
)

export type Filesystem = Infer<typeof filesystemElement>
