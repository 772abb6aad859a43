import {
  attr,
  child,
  content,
  type Element,
  element,
  type Infer,
  list,
  optional,
  recursive,
  union,
  within,
} from '../../../../formats/xml/declare.ts'
import {
  anyUint,
  hex,
  nonEmpty,
  oneOf,
  positive,
  string,
  uint,
  uint64,
  yesNo,
} from '../../../../formats/xml/scalars.ts'
import { sizedContent } from '../../../../formats/xml/sized.ts'
import { reconnectField } from '../reconnect.ts'

const secretElement = element('secret', {
  type: optional(attr(nonEmpty, 'what it is used for: ceph, iscsi, volume, passphrase, …')),
  uuid: optional(attr(nonEmpty, 'of a defined secret')),
  usage: optional(attr(nonEmpty, 'its use, instead of the UUID')),
})

export const authElement = element(
  'auth',
  { username: attr(nonEmpty, 'by which the server knows the guest'), secret: child(secretElement) },
  'Who logs in at the server',
)
export type Auth = Infer<typeof authElement>

export const encryptionElement = element(
  'encryption',
  {
    format: attr(oneOf('default', 'qcow', 'luks', 'luks2', 'luks-any'), 'luks of any kind, or that of old qcow images'),
    engine: optional(attr(oneOf('qemu', 'librbd'), 'who encrypts')),
    secrets: list(secretElement),
    cipher: optional(child(element('cipher', { name: attr(nonEmpty, 'aes, …'), size: optional(attr(uint, 'bits')) }))),
    ivgen: optional(child(element('ivgen', { name: attr(nonEmpty, 'plain64, …') }))),
  },
  'How the image is encrypted',
)
export type Encryption = Infer<typeof encryptionElement>

const slicesElement = element('slices', {
  slice: list(
    element('slice', {
      type: attr(oneOf('storage')),
      offset: attr(uint64, 'bytes from the start'),
      size: attr(uint64, 'bytes'),
    }),
  ),
})

const hostElement = element('host', {
  name: optional(attr(nonEmpty, 'name or address of a server')),
  port: optional(attr(nonEmpty)),
  transport: optional(attr(oneOf('tcp', 'unix', 'rdma'), 'tcp where absent')),
  socket: optional(attr(nonEmpty, 'the path of a UNIX socket')),
})
export type StorageHost = Infer<typeof hostElement>

const delayElement = element('reconnect', { delay: attr(uint, 'seconds in which requests wait for the server') })

const reservationsElement = element('reservations', {
  managed: attr(yesNo, 'a helper for SCSI reservations is run with the guest'),
  source: optional(
    child(
      element('source', {
        type: attr(oneOf('unix')),
        path: attr(nonEmpty, "the helper's socket"),
        mode: attr(oneOf('client')),
      }),
    ),
  ),
})

const seclabelElement = element('seclabel', {
  model: optional(attr(string, 'the security driver')),
  labelskip: optional(attr(yesNo, 'nothing was labelled')),
  relabel: optional(attr(yesNo, 'the label is set')),
  label: optional(child(element('label', { text: content(string) }))),
})

/** Children of every `<source>`. */
const sourceChildren = {
  slices: optional(child(slicesElement)),
  seclabel: optional(list(seclabelElement)),
  auth: optional(child(authElement)),
  encryption: optional(child(encryptionElement)),
  reservations: optional(child(reservationsElement)),
}

const sourceAttributes = {
  startupPolicy: optional(
    attr(oneOf('mandatory', 'requisite', 'optional'), 'whether the guest starts where it is missing'),
  ),
  index: optional(attr(positive, 'the number of the image while the guest runs')),
}

const initiatorElement = element('initiator', { iqn: child(element('iqn', { name: attr(nonEmpty) })) })

const cookiesElement = element('cookies', {
  cookie: list(element('cookie', { name: attr(nonEmpty), value: content(string, '', { secret: true }) })),
})

const nvmeAddressElement = element('address', {
  type: optional(attr(oneOf('pci'))),
  domain: attr(hex(4)),
  bus: attr(hex(2)),
  slot: attr(hex(2)),
  function: attr(hex(1)),
})

/** `type` on the device and the `<source>` that it says the form of. */
export const sourceVariants = {
  file: within('source', {
    file: optional(attr(nonEmpty, 'the path of the image')),
    fdgroup: optional(attr(nonEmpty, 'descriptors that are handed in under this name')),
    ...sourceAttributes,
    ...sourceChildren,
  }),
  block: within('source', {
    dev: optional(attr(nonEmpty, 'the path of the block device')),
    ...sourceAttributes,
    ...sourceChildren,
  }),
  dir: within('source', {
    dir: optional(attr(nonEmpty, 'a folder that becomes a FAT disk')),
    ...sourceAttributes,
    ...sourceChildren,
  }),
  network: within('source', {
    protocol: optional(
      attr(
        oneOf(
          'nbd',
          'rbd',
          'sheepdog',
          'gluster',
          'iscsi',
          'http',
          'https',
          'ftp',
          'ftps',
          'tftp',
          'ssh',
          'vxhs',
          'nfs',
        ),
      ),
    ),
    name: optional(attr(nonEmpty, 'the image at the server: pool/image, path, target/unit')),
    query: optional(attr(nonEmpty, 'what stands behind ? in a URL')),
    tls: optional(attr(yesNo, 'the connection is encrypted')),
    tlsHostname: optional(attr(nonEmpty, "the name in the server's certificate, where it is another")),
    ...sourceAttributes,
    host: list(hostElement),
    snapshot: optional(child(element('snapshot', { name: attr(nonEmpty, 'rbd: a snapshot of the image') }))),
    config: optional(child(element('config', { file: attr(nonEmpty, 'rbd: the configuration of the client') }))),
    initiator: optional(child(initiatorElement)),
    identity: optional(
      child(
        element('identity', {
          user: optional(attr(nonEmpty, 'nfs: as whom files are opened')),
          group: optional(attr(nonEmpty, 'nfs')),
          username: optional(attr(nonEmpty, 'ssh')),
          keyfile: optional(attr(nonEmpty, 'ssh: the private key')),
        }),
      ),
    ),
    knownHosts: optional(
      child(element('knownHosts', { path: attr(nonEmpty, 'ssh: file with the keys of known servers') })),
    ),
    reconnect: optional(child(delayElement)),
    ssl: optional(
      child(element('ssl', { verify: attr(yesNo, "https, ftps: the server's certificate must be valid") })),
    ),
    cookies: optional(child(cookiesElement)),
    readahead: optional(child(element('readahead', { size: attr(uint64, 'bytes') }))),
    timeout: optional(child(element('timeout', { seconds: attr(uint64, 'in which the server must answer') }))),
    ...sourceChildren,
  }),
  volume: within('source', {
    pool: optional(attr(nonEmpty, 'the storage pool')),
    volume: optional(attr(nonEmpty, 'the name of the volume in it')),
    mode: optional(attr(oneOf('host', 'direct'), 'iscsi: through a device of the host, or by QEMU itself')),
    ...sourceAttributes,
    ...sourceChildren,
  }),
  nvme: {
    ...within('source', {
      pci: optional(attr(oneOf('pci'), '', { name: 'type' })),
      managed: optional(attr(yesNo, 'it is taken from its driver at the start and given back at the end')),
      namespace: optional(attr(anyUint, 'the number on the controller, from 1')),
      ...sourceAttributes,
      address: optional(child(nvmeAddressElement)),
      ...sourceChildren,
    }),
  },
  vhostuser: within('source', {
    kind: optional(attr(oneOf('unix'), '', { name: 'type' })),
    path: optional(attr(nonEmpty, "the other side's socket")),
    mode: optional(attr(oneOf('client', 'server'), 'client: QEMU connects')),
    ...sourceAttributes,
    ...reconnectField,
    ...sourceChildren,
  }),
  vhostvdpa: within('source', {
    dev: optional(attr(nonEmpty, '/dev/vhost-vdpa-…')),
    ...sourceAttributes,
    ...sourceChildren,
  }),
}

export const sourceField = union('type', sourceVariants, { fallback: 'file' })

export type StorageSource = NonNullable<ReturnType<ReturnType<typeof sourceField>['read']>>
export type SourceOf<T extends StorageSource['type']> = Extract<StorageSource, { type: T }>

export const metadataCacheElement = element('metadata_cache', {
  max_size: optional(child(element('max_size', { bytes: sizedContent('bytes') }))),
})

const formatElement = element('format', {
  type: attr(nonEmpty),
  metadata_cache: optional(child(metadataCacheElement)),
})

/** What an image is laid over; an empty one says that there is nothing below. */
export interface BackingStore {
  source?: StorageSource
  format?: Infer<typeof formatElement>
  index?: number
  backingStore?: BackingStore
}

export const backingStoreElement: Element<BackingStore> = element('backingStore', {
  format: optional(child(formatElement)),
  source: optional(union('type', sourceVariants)),
  index: optional(attr(positive, 'the number of the image while the guest runs')),
  backingStore: optional(
    recursive('backingStore', (): Element<BackingStore> => backingStoreElement, { keepEmpty: true }),
  ),
})
