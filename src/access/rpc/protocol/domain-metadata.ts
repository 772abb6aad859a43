import type { Domain } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import { int, struct } from '../../../formats/xdr/index.ts'
import { readXml } from '../../../formats/xml/reader.ts'
import type { XmlElement } from '../../../formats/xml/tree.ts'
import type { ProcedureName } from './numbers.ts'
import { domainOf, procedure, refuseOtherFlags } from './procedure.ts'
import { domainHandle, flags, optionalText, textResult } from './types.ts'

/** virDomainModificationImpact */
const impact = { live: 1, config: 2 } as const

/** virDomainMetadataType: which words of its owner's a domain is asked for. */
const kinds: Record<number, (domain: XmlElement, xml: string, uri: string | undefined) => string | undefined> = {
  0: (domain) => childOf(domain, 'description')?.text,
  1: (domain) => childOf(domain, 'title')?.text,
  2: (domain, xml, uri) => {
    const element = childOf(domain, 'metadata')?.children.find(({ namespace }) => namespace === uri)
    return element && xml.slice(...element.range)
  },
}

/** What a definition says for people and programs, and nothing for the guest. */
export const domainMetadata = {
  DOMAIN_GET_METADATA: procedure({
    args: struct({ dom: domainHandle, kind: int, uri: optionalText, flags }),
    result: textResult,
    access: 'domain:read',
    answer: async (call, { dom, kind, uri, flags }) => {
      refuseOtherFlags(flags, impact)
      return {
        text: await metadataOf(await domainOf(call, dom), { kind, uri, inactive: (flags & impact.config) !== 0 }),
      }
    },
  }),
} satisfies Partial<Record<ProcedureName, unknown>>

interface Wanted {
  kind: number
  uri: string | undefined
  inactive: boolean
}

async function metadataOf(domain: Domain, { kind, uri, inactive }: Wanted): Promise<string> {
  const read = kinds[kind]
  if (!read) throw new LodgeError('INVALID_ARG', `there is no metadata of the kind ${kind}`)
  const xml = await domain.xml({ inactive })
  const found = read(readXml(xml), xml, uri)
  if (found !== undefined) return found
  throw new LodgeError('NO_DOMAIN_METADATA', `metadata not found: the domain '${domain.name}' has none of that kind`)
}

function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name)
}
