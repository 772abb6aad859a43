import { attr, element, type OptionalField, optional } from '../../../../formats/xml/declare.ts'
import { nonEmpty, oneOf } from '../../../../formats/xml/scalars.ts'
import type { XmlElement } from '../../../../formats/xml/tree.ts'

export interface Endpoint {
  mode: 'bind' | 'connect'
  host?: string
  service?: string
}

const endpointElement = element('source', {
  mode: attr(oneOf('bind', 'connect')),
  host: optional(attr(nonEmpty)),
  service: optional(attr(nonEmpty, 'port')),
})

/** One of the two `<source>` of a datagram backend, told apart by their mode; without one it is where datagrams are sent to. */
export function endpoint(mode: Endpoint['mode']): OptionalField<Endpoint> {
  const isMeant = ({ name, attributes }: XmlElement) =>
    name === 'source' && (attributes.get('mode')?.value ?? 'connect') === mode
  const field = () => ({
    known: { attributes: new Set<string>(), elements: new Map([['source', undefined]]) },
    read: (from: XmlElement, reading: Parameters<typeof endpointElement.read>[1]) => {
      const found = from.children.find(isMeant)
      if (!found) return undefined
      const position = found.position
      const attributes = new Map(found.attributes).set('mode', { name: 'mode', value: mode, position })
      return reading.inside('source', () => endpointElement.read({ ...found, attributes }, reading))
    },
    write: (value: Endpoint, to: { children: unknown[] }) => {
      to.children.push(endpointElement.write(value))
    },
    reference: { ...endpointElement.reference, optional: true },
  })
  return Object.assign(field, { optional: true as const })
}
