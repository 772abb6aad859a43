import type { Domain, Impact } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { int, nothing, struct } from '../../../formats/xdr/index.ts'
import { impactOf, oneImpactOf } from './impact.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure } from './procedure.ts'
import { domainHandle, flags, optionalText, textResult } from './types.ts'
import { metadataKinds } from './words.ts'

/** What a definition says for people and programs, and nothing for the guest. */
export const domainMetadata = {
  DOMAIN_GET_METADATA: procedure({
    args: struct({ dom: domainHandle, kind: int, uri: optionalText, flags }),
    result: textResult,
    access: 'domain:read',
    answer: async (call, { dom, kind, uri, flags }) => {
      const where = oneImpactOf(flags, {})
      return { text: await read(await domainOf(call, dom), { kind, uri }, where) }
    },
  }),
  DOMAIN_SET_METADATA: procedure({
    args: struct({
      ...{ dom: domainHandle, kind: int, metadata: optionalText },
      ...{ key: optionalText, uri: optionalText, flags },
    }),
    result: nothing,
    access: 'domain:write',
    answer: async (call, { dom, kind, metadata, key, uri, flags }) => {
      const where = impactOf(flags)
      const domain = await domainOf(call, dom)
      await write(domain, { kind, metadata, key, uri }, where)
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

interface Wanted {
  kind: number
  uri: string | undefined
}

interface Given extends Wanted {
  metadata: string | undefined
  key: string | undefined
}

async function read({ metadata }: Domain, { kind, uri }: Wanted, where: Impact): Promise<string> {
  const word = wordOf(kind)
  if (word === 'element') {
    return (await metadata.element(requireUri(uri), where)) ?? missing('Requested metadata element is not present')
  }
  refuseUri(uri)
  const found = word === 'title' ? await metadata.title(where) : await metadata.description(where)
  return found ?? missing('Requested metadata element is not present')
}

async function write({ metadata: facet }: Domain, { kind, metadata, key, uri }: Given, where: Impact): Promise<void> {
  const word = wordOf(kind)
  if (word === 'element') {
    const namespace = requireUri(uri)
    if (metadata !== undefined && !key) {
      throw new LodgeError('INVALID_ARG', 'namespace key is required when modifying metadata')
    }
    await facet.setElement(namespace, metadata === undefined ? undefined : { key: key ?? '', xml: metadata }, where)
    return
  }
  refuseUri(uri ?? key)
  if (word === 'title') await facet.setTitle(metadata, where)
  else await facet.setDescription(metadata, where)
}

function wordOf(kind: number): string {
  const word = metadataKinds[kind]
  if (word) return word
  throw new LodgeError('INVALID_ARG', `unknown metadata type '${kind}'`)
}

function requireUri(uri: string | undefined): string {
  if (uri) return uri
  throw new LodgeError('INVALID_ARG', 'the namespace of the metadata has to be named')
}

function refuseUri(uri: string | undefined): void {
  if (uri === undefined) return
  throw new LodgeError('INVALID_ARG', 'only elements of the metadata have a namespace')
}

function missing(what: string): never {
  throw new LodgeError('NO_DOMAIN_METADATA', `metadata not found: ${what}`)
}
