import type { Part, Props } from '../../../qemu/part.ts'
import type { LaunchContext } from '../../context.ts'
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
  return backing?.source ? 1 + countBacking(backing.backingStore) : 0
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
  const backing = below && storageNodes(below, number + 1, context)
  const secrets: Part[] = []
  const secretFor = (name: string, reference: Auth['secret'] | undefined, nth = 0): string => {
    const id = `${prefix}-${name}-secret${nth}`
    const sealed = context.host.secret(reference ?? {})
    secrets.push({
      make: 'object',
      props: { 'qom-type': 'secret', id, data: sealed?.data, keyid: 'masterKey0', iv: sealed?.iv, format: 'base64' },
    })
    return id
  }
  const layers = layersOf(image, context)
  const access: Props = {
    'read-only': image.readonly ?? false,
    discard: image.discard,
    'detect-zeroes': image.detectZeroes,
  }
  const hidden: Props = { 'auto-read-only': true, discard: 'unmap' }
  const protocol = protocolProps(image, secretFor)
  const helper = image.source.reservations?.managed === false ? reservationHelper(image, `${prefix}-storage`) : []
  const formatSecret =
    layers.format && image.encryption && image.encryption.engine !== 'librbd'
      ? secretFor('format-encryption', image.encryption.secrets[0])
      : undefined
  const last = layers.format ? 'format' : layers.slice ? 'slice' : 'storage'
  const parts: Part[] = [
    ...helper,
    {
      make: 'blockdev',
      props: {
        ...protocol,
        'pr-manager': helper.length > 0 ? `pr-helper-${prefix}-storage` : protocol['pr-manager'],
        'node-name': `${prefix}-storage`,
        ...(last === 'storage' ? access : hidden),
        cache: image.cache,
      },
    },
  ]
  let top = `${prefix}-storage`
  if (layers.slice) {
    const { offset, size } = layers.slice
    const name = `${prefix}-slice-sto`
    parts.push({
      make: 'blockdev',
      props: {
        driver: 'raw',
        file: top,
        offset,
        size,
        'node-name': name,
        ...(last === 'slice' ? access : hidden),
        cache: image.cache,
      },
    })
    top = name
  }
  if (layers.format) {
    const name = `${prefix}-format`
    parts.push({
      make: 'blockdev',
      props: {
        'node-name': name,
        ...access,
        cache: image.cache,
        ...formatProps(image, formatSecret),
        file: top,
        backing:
          backing?.top ?? (image.backing && !image.backing.source && canHaveBacking(image.format) ? null : undefined),
      },
    })
    top = name
  }
  return { parts: [...(backing?.parts ?? []), ...secrets, ...parts], top }
}

/** The user's own program that speaks for the guest in persistent reservations. */
function reservationHelper({ source }: Image, node: string): Part[] {
  const path = source.reservations?.source?.path
  return [{ make: 'object', props: { 'qom-type': 'pr-manager-helper', id: `pr-helper-${node}`, path } }]
}

/** Which layers lie over the one that reads the image's bytes. */
function layersOf(
  image: Image,
  { qemu }: LaunchContext,
): { format: boolean; slice?: { offset: number; size: number } } {
  const raw = image.format === 'raw' || image.format === 'fat'
  const luks = image.encryption !== undefined && image.encryption.engine !== 'librbd'
  // without this a block job would write the name of the node's driver into the image, where a format's name belongs
  const rawNeedsNode = !qemu.schemaHas('block-commit/backing-mask-protocol')
  return { format: !raw || luks || rawNeedsNode, slice: image.source.slices?.slice[0] }
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

function canHaveBacking(format: string): boolean {
  return ['qcow2', 'qcow', 'qed', 'vmdk', 'vpc'].includes(format)
}

function formatProps(image: Image, secret: string | undefined): Props {
  if (image.format === 'raw') return secret ? { driver: 'luks', 'key-secret': secret } : { driver: 'raw' }
  const encrypt = secret && {
    format: image.encryption?.format === 'luks' ? 'luks' : 'aes',
    'key-secret': secret,
  }
  return {
    driver: image.format,
    'cache-size': image.metadataCache,
    'discard-no-unref': image.discardNoUnref,
    encrypt: encrypt || undefined,
  }
}
