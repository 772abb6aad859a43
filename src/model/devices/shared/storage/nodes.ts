import { isLayered } from '../../../../formats/disk-image/index.ts'
import type { Part, Props } from '../../../qemu/part.ts'
import type { LaunchContext } from '../../context.ts'
import { Prerequisites } from './prerequisites.ts'
import { protocolProps } from './protocols.ts'
import type { Auth, BackingStore, Encryption, StorageSource } from './xml.ts'

/** How an image is opened. */
export interface Image {
  source: StorageSource
  format: string
  /** As a disk without anything said has it: undefined leaves it to QEMU. */
  readonly?: boolean
  /** It is an optical drive of the host's. */
  optical?: boolean
  cache?: { direct: boolean; 'no-flush': boolean }
  aio?: string
  discard?: string
  detectZeroes?: string
  discardNoUnref?: boolean
  metadataCache?: number
  auth?: Auth
  encryption?: Encryption
  backing?: BackingStore
}

/** How many numbers the nodes of an image and of what it lies over take. */
export function countNodes(source: StorageSource, backing: BackingStore | undefined): number {
  return isEmpty(source) ? 0 : 1 + countBacking(backing)
}

function countBacking(backing: BackingStore | undefined): number {
  return backing?.source && !isFound(backing) ? 1 + countBacking(backing.backingStore) : 0
}

/** It was found in the header of what lies over it: then it has its number before it is started. */
export function isFound({ index }: BackingStore): boolean {
  return index !== undefined
}

/** A drive without a medium. */
export function isEmpty(source: StorageSource): boolean {
  switch (source.type) {
    case 'file':
      return source.file === undefined && source.fdgroup === undefined
    case 'block':
      return source.dev === undefined
    case 'dir':
      return source.dir === undefined
    case 'network':
      return source.protocol === undefined
    case 'volume':
      return source.volume === undefined
    default:
      return false
  }
}

/** The block nodes of an image, lowest first, and the name of the one that a device is given. */
export function storageNodes(image: Image, number: number, context: LaunchContext): { parts: Part[]; top: string } {
  const prefix = `libvirt-${number}`
  const below = image.backing?.source && backingImage(image, image.backing)
  const backing = below && storageNodes(below, image.backing?.index ?? number + 1, context)
  const before = new Prerequisites(prefix, context)
  const protocol = protocolProps(image, before)
  const layers: Layer[] = [{ name: `${prefix}-storage`, props: () => protocol }]
  const slice = image.source.slices?.slice[0]
  if (slice) {
    const { offset, size } = slice
    layers.push({ name: `${prefix}-slice-sto`, props: (file) => ({ driver: 'raw', file, offset, size }) })
  }
  if (hasFormatNode(image, context)) {
    const format = formatProps(image, before)
    const end = image.backing && !image.backing.source && isLayered(image.format) ? null : undefined
    layers.push({ name: `${prefix}-format`, props: (file) => ({ ...format, file, backing: backing?.top ?? end }) })
  }
  const parts = layers.map(({ name, props }, index): Part => {
    const used = index === layers.length - 1
    const made = {
      ...props(layers[index - 1]?.name),
      'node-name': name,
      ...accessProps(image, { used, context }),
      cache: image.cache,
    }
    return { make: 'blockdev', props: made }
  })
  return { parts: [...(backing?.parts ?? []), ...before.parts, ...parts], top: layers.at(-1)?.name ?? '' }
}

interface Layer {
  name: string
  /** `file` is the layer below. */
  props(file: string | undefined): Props
}

/** The uppermost layer is opened as the guest sees it; those below follow it. */
function accessProps(image: Image, { used, context }: { used: boolean; context: LaunchContext }): Props {
  if (!used && !isSingleDescriptor(image.source, context)) return { 'auto-read-only': true, discard: 'unmap' }
  if (!used) return { 'read-only': image.readonly ?? false, discard: 'unmap' }
  return { 'read-only': image.readonly ?? false, discard: image.discard, 'detect-zeroes': image.detectZeroes }
}

/** QEMU takes a descriptor only for exactly what it allows: it cannot first read with one that may write as well. */
function isSingleDescriptor(source: StorageSource, { associated }: LaunchContext): boolean {
  return source.type === 'file' && source.fdgroup !== undefined && associated(source.fdgroup) === 1
}

/** Whether a node for the format lies over those that read bytes. */
function hasFormatNode({ format, encryption }: Image, { qemu }: LaunchContext): boolean {
  if (format !== 'raw' && format !== 'fat') return true
  if (encryption && encryption.engine !== 'librbd') return true
  // without this a block job would write the name of the node's driver into the image, where a format's name belongs
  return !qemu.schemaHas('block-commit/backing-mask-protocol')
}

/** The image below: read only, as the one above wants its bytes kept. */
function backingImage(above: Image, { source, format, backingStore }: BackingStore): Image | undefined {
  if (!source) return undefined
  return {
    source,
    format: format?.type ?? 'raw',
    readonly: true,
    cache: above.cache,
    aio: above.aio,
    discard: above.discard,
    metadataCache: format?.metadata_cache?.max_size?.bytes,
    auth: 'auth' in source ? source.auth : undefined,
    encryption: 'encryption' in source ? source.encryption : undefined,
    backing: backingStore,
  }
}

function formatProps(image: Image, before: Prerequisites): Props {
  const { encryption, format } = image
  const secret =
    encryption && encryption.engine !== 'librbd' ? before.secret('format-encryption', encryption.secrets[0]) : undefined
  if (format === 'raw') return secret ? { driver: 'luks', 'key-secret': secret } : { driver: 'raw' }
  return {
    driver: format,
    'cache-size': image.metadataCache,
    'discard-no-unref': image.discardNoUnref,
    encrypt: secret && { format: encryption?.format === 'luks' ? 'luks' : 'aes', 'key-secret': secret },
  }
}
