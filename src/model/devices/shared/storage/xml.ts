import {
  attr,
  child,
  content,
  type Element,
  element,
  type Infer,
  ignored,
  list,
  optional,
  recursive,
  union,
  within,
} from '../../../../formats/xml/declare.ts'
import { anyUint, hex, nonEmpty, oneOf, string, uint, uint64, yesNo } from '../../../../formats/xml/scalars.ts'
import { sizedContent } from '../../../../formats/xml/sized.ts'
import { reconnectField } from '../reconnect.ts'

const secretElement = element('secret', {
  type: optional(attr(nonEmpty)),
  uuid: optional(attr(nonEmpty)),
  usage: optional(attr(nonEmpty)),
})

export const authElement = element(
  'auth',
  { username: attr(nonEmpty), secret: child(secretElement) },
  'Who logs in at the server',
)
export type Auth = Infer<typeof authElement>

export const encryptionElement = element(
  'encryption',
  {
    format: attr(oneOf('default', 'qcow', 'luks', 'luks2', 'luks-any')),
    engine: optional(attr(oneOf('qemu', 'librbd'))),
    secrets: list(secretElement),
    cipher: optional(child(element('cipher', { name: attr(nonEmpty), size: optional(attr(uint)) }))),
    ivgen: optional(child(element('ivgen', { name: attr(nonEmpty) }))),
  },
  'How the image is encrypted',
)
export type Encryption = Infer<typeof encryptionElement>

const slicesElement = element('slices', {
  slice: list(element('slice', { type: attr(oneOf('storage')), offset: attr(uint64), size: attr(uint64) })),
})

const hostElement = element('host', {
  name: optional(attr(nonEmpty)),
  port: optional(attr(nonEmpty)),
  transport: optional(attr(oneOf('tcp', 'unix', 'rdma'))),
  socket: optional(attr(nonEmpty)),
})
export type StorageHost = Infer<typeof hostElement>

const delayElement = element('reconnect', { delay: attr(uint, 'seconds in which requests wait for the server') })

const reservationsElement = element('reservations', {
  managed: attr(yesNo),
  source: optional(
    child(element('source', { type: attr(oneOf('unix')), path: attr(nonEmpty), mode: attr(oneOf('client')) })),
  ),
})

const seclabelElement = element('seclabel', {
  model: optional(attr(string)),
  labelskip: optional(attr(yesNo)),
  relabel: optional(attr(yesNo)),
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
  startupPolicy: optional(attr(oneOf('mandatory', 'requisite', 'optional'))),
  index: ignored('attribute', 'The number of the image while the guest runs'),
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
    file: optional(attr(nonEmpty)),
    fdgroup: optional(attr(nonEmpty)),
    ...sourceAttributes,
    ...sourceChildren,
  }),
  block: within('source', { dev: optional(attr(nonEmpty)), ...sourceAttributes, ...sourceChildren }),
  dir: within('source', { dir: optional(attr(nonEmpty)), ...sourceAttributes, ...sourceChildren }),
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
    name: optional(attr(nonEmpty)),
    query: optional(attr(nonEmpty)),
    tls: optional(attr(yesNo)),
    tlsHostname: optional(attr(nonEmpty)),
    ...sourceAttributes,
    host: list(hostElement),
    snapshot: optional(child(element('snapshot', { name: attr(nonEmpty) }))),
    config: optional(child(element('config', { file: attr(nonEmpty) }))),
    initiator: optional(child(initiatorElement)),
    identity: optional(
      child(
        element('identity', {
          user: optional(attr(nonEmpty)),
          group: optional(attr(nonEmpty)),
          username: optional(attr(nonEmpty)),
          keyfile: optional(attr(nonEmpty)),
        }),
      ),
    ),
    knownHosts: optional(child(element('knownHosts', { path: attr(nonEmpty) }))),
    reconnect: optional(child(delayElement)),
    ssl: optional(child(element('ssl', { verify: attr(yesNo) }))),
    cookies: optional(child(cookiesElement)),
    readahead: optional(child(element('readahead', { size: attr(uint64) }))),
    timeout: optional(child(element('timeout', { seconds: attr(uint64) }))),
    ...sourceChildren,
  }),
  volume: within('source', {
    pool: optional(attr(nonEmpty)),
    volume: optional(attr(nonEmpty)),
    mode: optional(attr(oneOf('host', 'direct'))),
    ...sourceAttributes,
    ...sourceChildren,
  }),
  nvme: {
    ...within('source', {
      pci: optional(attr(oneOf('pci'), '', { name: 'type' })),
      managed: optional(attr(yesNo)),
      namespace: optional(attr(anyUint)),
      ...sourceAttributes,
      address: optional(child(nvmeAddressElement)),
      ...sourceChildren,
    }),
  },
  vhostuser: within('source', {
    kind: optional(attr(oneOf('unix'), '', { name: 'type' })),
    path: optional(attr(nonEmpty)),
    mode: optional(attr(oneOf('client', 'server'))),
    ...sourceAttributes,
    ...reconnectField,
    ...sourceChildren,
  }),
  vhostvdpa: within('source', { dev: optional(attr(nonEmpty)), ...sourceAttributes, ...sourceChildren }),
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
  backingStore?: BackingStore
}

export const backingStoreElement: Element<BackingStore> = element('backingStore', {
  format: optional(child(formatElement)),
  source: optional(union('type', sourceVariants)),
  index: ignored('attribute', 'The number of the image while the guest runs'),
  backingStore: optional(
    recursive('backingStore', (): Element<BackingStore> => backingStoreElement, { keepEmpty: true }),
  ),
})
