import type { Part } from '../../../qemu/part.ts'
import type { LaunchContext } from '../../context.ts'
import type { Auth } from './xml.ts'

type Surroundings = Pick<LaunchContext, 'host' | 'fdset' | 'associated'>

/** What has to be there before a block node: secrets, credentials, descriptors, helpers. Each is named after the node. */
export class Prerequisites {
  readonly parts: Part[] = []
  readonly #prefix: string
  readonly #context: Surroundings

  /** `prefix` is what the node's layers are called after: `libvirt-1`. */
  constructor(prefix: string, context: Surroundings) {
    this.#prefix = prefix
    this.#context = context
  }

  /** The id of the object that holds a secret. */
  secret(name: string, reference: Auth['secret'] | undefined, nth = 0): string {
    const id = `${this.#prefix}-${name}-secret${nth}`
    const sealed = this.#context.host.secret(reference ?? {})
    this.parts.push({
      make: 'object',
      props: { 'qom-type': 'secret', id, data: sealed?.data, keyid: 'masterKey0', iv: sealed?.iv, format: 'base64' },
    })
    return id
  }

  /** The id of the certificates that this host shows to servers of a protocol. */
  clientCertificates(protocol: string): string {
    const id = `obj${this.#prefix}-storage_tls0`
    const dir = `${this.#context.host.folders.certificates}/libvirt-${protocol}`
    this.parts.push({
      make: 'object',
      props: { 'qom-type': 'tls-creds-x509', id, dir, endpoint: 'client', 'verify-peer': true },
    })
    return id
  }

  /** The name under which QEMU finds a device that is opened for it. */
  opened(path: string, what: string): string {
    const set = this.#context.fdset()
    const fd = { descriptor: 'file' as const, path, append: false, fdset: set }
    this.parts.push({
      make: 'keyval',
      option: '-add-fd',
      props: { set, fd, opaque: `${this.#prefix}-storage-${what}` },
    })
    return `/dev/fdset/${set}`
  }

  /** The name under which QEMU finds what was handed in; it takes the descriptor that allows what it is about to do. */
  associated(name: string): string {
    const set = this.#context.fdset()
    for (let nth = 0; nth < this.#context.associated(name); nth++) {
      const fd = { descriptor: 'associated' as const, name, nth }
      this.parts.push({
        make: 'keyval',
        option: '-add-fd',
        props: { set, fd, opaque: `${this.#prefix}-storage${nth}` },
      })
    }
    return `/dev/fdset/${set}`
  }

  /** The id of the helper that makes persistent reservations: one of ours for all, or the user's own. */
  reservations({ managed, source }: { managed: boolean; source?: { path: string } }): string {
    if (managed) return 'pr-helper0'
    const id = `pr-helper-${this.#prefix}-storage`
    this.parts.push({ make: 'object', props: { 'qom-type': 'pr-manager-helper', id, path: source?.path } })
    return id
  }
}
