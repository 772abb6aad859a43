import type { Props } from '../../../qemu/part.ts'
import type { Image } from './nodes.ts'
import type { Prerequisites } from './prerequisites.ts'
import type { SourceOf, StorageHost } from './xml.ts'

/** The properties of the node that reads an image's bytes; what must be there before it goes into `before`. */
export function protocolProps(image: Image, before: Prerequisites): Props {
  const { source } = image
  switch (source.type) {
    case 'file':
      return {
        driver: 'file',
        filename: filename(source, before),
        aio: image.aio,
        ...prManager(source.reservations, before),
      }
    case 'block':
      return {
        driver: image.optical ? 'host_cdrom' : 'host_device',
        filename: source.dev,
        aio: image.aio,
        ...prManager(source.reservations, before),
      }
    case 'dir':
      return { driver: 'vvfat', dir: source.dir, floppy: false, rw: !image.readonly }
    case 'nvme':
      return { driver: 'nvme', device: nvmeDevice(source), namespace: source.namespace }
    case 'vhostvdpa':
      return { driver: 'virtio-blk-vhost-vdpa', path: before.opened(source.dev ?? '', 'vdpa') }
    case 'network':
      return networks[source.protocol ?? 'nbd'](source, image, before)
    default:
      return {}
  }
}

function filename({ file, fdgroup }: { file?: string; fdgroup?: string }, before: Prerequisites): string | undefined {
  return fdgroup === undefined ? file : before.associated(fdgroup)
}

function prManager(reservations: SourceOf<'block'>['reservations'], before: Prerequisites): Props {
  return reservations ? { 'pr-manager': before.reservations(reservations) } : {}
}

function nvmeDevice({ address }: SourceOf<'nvme'>): string {
  const hex = (value = 0, digits = 2) => value.toString(16).padStart(digits, '0')
  return `${hex(address?.domain, 4)}:${hex(address?.bus)}:${hex(address?.slot)}.${(address?.function ?? 0).toString(16)}`
}

type Network = SourceOf<'network'>
type NetworkProps = (source: Network, image: Image, before: Prerequisites) => Props

const curl: NetworkProps = (source, image, before) => {
  const { auth, ssl, cookies, readahead, timeout } = source
  const [host] = source.host
  const address = host?.name?.includes(':') ? `[${host.name}]` : host?.name
  const port = host?.port ?? defaultPorts[source.protocol ?? '']
  const path = (source.name ?? '').replace(/^\//, '')
  const login = image.auth ?? auth
  return {
    driver: source.protocol,
    url: `${source.protocol}://${address}:${port}/${path}${source.query ? `?${source.query}` : ''}`,
    username: login?.username,
    'password-secret': login && before.secret('storage-auth', login.secret),
    sslverify: ssl?.verify,
    'cookie-secret': cookies && before.secret('storage-httpcookie', undefined),
    readahead: readahead?.size,
    timeout: timeout?.seconds,
  }
}

/** Ports that a protocol's servers listen on; rbd's monitors are found without. */
export const defaultPorts: Record<string, string> = {
  nbd: '10809',
  http: '80',
  https: '443',
  ftp: '21',
  ftps: '990',
  tftp: '69',
  ssh: '22',
  gluster: '24007',
  iscsi: '3260',
  sheepdog: '7000',
  vxhs: '9999',
}

/** How each protocol of `<source protocol>` is reached. */
const networks: Record<NonNullable<Network['protocol']>, NetworkProps> = {
  nbd: ({ host: [host], name, reconnect, tls, tlsHostname }, _, before) => ({
    driver: 'nbd',
    server: inetServer(host, 'nbd'),
    export: name,
    'tls-creds': tls ? before.clientCertificates('nbd') : undefined,
    'tls-hostname': tls ? tlsHostname : undefined,
    'reconnect-delay': reconnect?.delay,
  }),
  rbd: ({ name = '', snapshot, config, host, auth }, image, before) => {
    const login = image.auth ?? auth
    const [pool, ...rest] = name.split('/')
    const namespaced = rest.length > 1
    return {
      driver: 'rbd',
      pool,
      namespace: namespaced ? rest[0] : undefined,
      image: rest.slice(namespaced ? 1 : 0).join('/'),
      snapshot: snapshot?.name,
      conf: config?.file,
      server: host.length === 0 ? undefined : host.map((each) => ({ host: each.name, port: each.port ?? '6789' })),
      user: login?.username,
      'auth-client-required': login && ['cephx', 'none'],
      'key-secret': login && before.secret('storage-auth', login.secret),
      encrypt: librbdEncryption(image, before),
    }
  },
  gluster: ({ name = '', host }) => {
    const [volume, ...path] = name.split('/')
    return {
      driver: 'gluster',
      volume,
      path: path.join('/'),
      server: host.map((each) =>
        each.transport === 'unix'
          ? { type: 'unix', path: each.socket }
          : { type: 'inet', host: each.name, port: each.port ?? '24007' },
      ),
      debug: 4,
    }
  },
  iscsi: ({ name = '', host: [host], initiator, auth }, image, before) => {
    const login = image.auth ?? auth
    const [target, lun] = name.split('/')
    const address = host?.name?.includes(':') ? `[${host.name}]` : host?.name
    return {
      driver: 'iscsi',
      portal: `${address}:${host?.port ?? '3260'}`,
      target,
      lun: Number(lun ?? 0),
      transport: 'tcp',
      user: login?.username,
      'password-secret': login && before.secret('storage-auth', login.secret),
      'initiator-name': initiator?.iqn.name,
    }
  },
  ssh: ({ name, host: [host], identity }) => ({
    driver: 'ssh',
    path: name,
    server: { host: host?.name, port: host?.port ?? '22' },
    user: identity?.username,
  }),
  nfs: ({ name = '', host: [host], identity }) => ({
    driver: 'nfs',
    server: { host: host?.name, type: 'inet' },
    path: name.startsWith('/') ? name : `/${name}`,
    user: identity?.user === undefined ? undefined : Number(identity.user.replace(/^\+/, '')),
    group: identity?.group === undefined ? undefined : Number(identity.group.replace(/^\+/, '')),
  }),
  vxhs: ({ name, host: [host], tls }, _, before) => ({
    driver: 'vxhs',
    'tls-creds': tls ? before.clientCertificates('vxhs') : undefined,
    'vdisk-id': name,
    server: { host: host?.name, port: host?.port ?? '9999' },
  }),
  sheepdog: ({ name, host: [host] }) => ({ driver: 'sheepdog', vdi: name, server: inetServer(host, 'sheepdog') }),
  http: curl,
  https: curl,
  ftp: curl,
  ftps: curl,
  tftp: curl,
}

/** librbd's own encryption, layer below layer. */
function librbdEncryption({ encryption, format }: Image, before: Prerequisites): Props | undefined {
  if (encryption?.engine !== 'librbd') return undefined
  const name = format === 'raw' ? 'storage-encryption' : 'format-encryption'
  const ids = encryption.secrets.map((secret, nth) => before.secret(name, secret, nth))
  return ids.reduceRight<Props | undefined>(
    (parent, id) => ({ format: encryption.format, 'key-secret': id, parent }),
    undefined,
  )
}

function inetServer(host: StorageHost | undefined, protocol: string): Props {
  if (host?.transport === 'unix') return { type: 'unix', path: host.socket }
  return { type: 'inet', host: host?.name, port: host?.port ?? defaultPorts[protocol] }
}
