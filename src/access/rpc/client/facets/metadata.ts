import type { DomainMetadata, Impact, MetadataElement } from '../../../../api/index.ts'
import { LodgeError } from '../../../../base/errors.ts'
import { impactNumber } from '../../protocol/impact.ts'
import { metadataKinds } from '../../protocol/words.ts'
import type { CallableDomain } from './callable-domain.ts'

export class RemoteMetadata implements DomainMetadata {
  readonly #domain: CallableDomain

  constructor(domain: CallableDomain) {
    this.#domain = domain
  }

  title(where?: Impact): Promise<string | undefined> {
    return this.#get('title', where)
  }

  setTitle(title: string | undefined, where?: Impact): Promise<void> {
    return this.#set('title', { metadata: title }, where)
  }

  description(where?: Impact): Promise<string | undefined> {
    return this.#get('description', where)
  }

  setDescription(description: string | undefined, where?: Impact): Promise<void> {
    return this.#set('description', { metadata: description }, where)
  }

  element(uri: string, where?: Impact): Promise<string | undefined> {
    return this.#get('element', where, uri)
  }

  setElement(uri: string, note: MetadataElement | undefined, where?: Impact): Promise<void> {
    return this.#set('element', { metadata: note?.xml, key: note?.key, uri }, where)
  }

  async #get(word: string, where?: Impact, uri?: string): Promise<string | undefined> {
    const { handle: dom, call } = this.#domain
    try {
      const args = { dom, kind: metadataKinds.indexOf(word), uri, flags: impactNumber(where) }
      return (await call('DOMAIN_GET_METADATA', args)).text
    } catch (error) {
      if (error instanceof LodgeError && error.code === 'NO_DOMAIN_METADATA') return undefined
      throw error
    }
  }

  async #set(word: string, given: { metadata?: string; key?: string; uri?: string }, where?: Impact): Promise<void> {
    const { handle: dom, call } = this.#domain
    const { metadata, key, uri } = given
    const args = { dom, kind: metadataKinds.indexOf(word), metadata, key, uri, flags: impactNumber(where) }
    await call('DOMAIN_SET_METADATA', args)
  }
}
