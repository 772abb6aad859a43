import {
  attr,
  child,
  content,
  element,
  type Field,
  type Infer,
  list,
  optional,
  text,
} from '../../../formats/xml/declare.ts'
import { nonEmpty, oneOf, uint, yesNo } from '../../../formats/xml/scalars.ts'
import { XmlOutput } from '../../../formats/xml/writer.ts'
import { deviceKinds } from '../../devices/index.ts'

const supported = { supported: attr(yesNo) }

const valueElement = element('value', { word: content(nonEmpty) })

const enumElement = element('enum', { name: attr(nonEmpty), value: list(valueElement) })

/** Something that can be had or not, and the words that its parts may have. */
const answer = (name: string) => element(name, { ...supported, enum: list(enumElement) })

/** Elements that are called after what they answer for: a device's kind, a feature. */
function answers(names: readonly string[]): Field<[name: string, answer: Answer][]> {
  return () => ({
    known: { attributes: new Set(), elements: new Map(names.map((name) => [name, undefined])) },
    read: (from, reading) => from.children.map((each) => [each.name, answer(each.name).read(each, reading)]),
    absent: [],
    write(values, to, options) {
      for (const [name, value] of values) to.children.push(answer(name).write(value, options))
    },
    reference: { kind: 'element', name: '…', doc: 'one for each', repeated: true },
  })
}

const kinds = Object.values(deviceKinds).map(({ element: { name } }) => name)

const features = [
  ...['gic', 'vmcoreinfo', 'genid', 'backingStoreInput', 'backup', 'async-teardown', 's390-pv', 'ps2', 'tdx'],
  ...['sev', 'sgx', 'hyperv', 'launchSecurity'],
]

const loaderElement = element('loader', { ...supported, value: list(valueElement), enum: list(enumElement) })

const featureElement = element('feature', {
  policy: optional(attr(oneOf('require', 'disable'))),
  name: attr(nonEmpty),
})

const modelElement = element('model', {
  fallback: optional(attr(oneOf('allow', 'forbid'))),
  usable: optional(attr(oneOf('yes', 'no', 'unknown'))),
  deprecated: optional(attr(yesNo)),
  vendor: optional(attr(nonEmpty)),
  name: content(nonEmpty),
})

const modeElement = element('mode', {
  name: attr(nonEmpty),
  ...supported,
  enum: list(enumElement),
  models: modelsAndBlockers(),
  vendor: optional(text(nonEmpty)),
  feature: list(featureElement),
})

type ModelXml = Infer<typeof modelElement>

/** A model, and behind it the features that keep it from being used. */
function modelsAndBlockers(): Field<(ModelXml & { blockers?: readonly string[] })[]> {
  return () => ({
    known: {
      attributes: new Set(),
      elements: new Map([
        ['model', undefined],
        ['blockers', undefined],
      ]),
    },
    read: (from, reading) =>
      from.children.filter((each) => each.name === 'model').map((each) => modelElement.read(each, reading)),
    absent: [],
    write(models, to, options) {
      for (const { blockers, ...model } of models) {
        to.children.push(modelElement.write(model, options))
        if (!blockers || blockers.length === 0) continue
        const output = new XmlOutput('blockers')
        output.attribute('model', model.name)
        for (const name of blockers) output.append('feature').attribute('name', name)
        to.children.push(output)
      }
    },
    reference: { ...modelElement.reference, repeated: true },
  })
}

export const domainCapabilitiesElement = element('domainCapabilities', {
  path: text(nonEmpty),
  domain: text(nonEmpty),
  machine: optional(text(nonEmpty)),
  arch: text(nonEmpty),
  vcpu: optional(child(element('vcpu', { max: attr(uint) }))),
  iothreads: child(element('iothreads', supported)),
  os: child(element('os', { ...supported, enum: list(enumElement), loader: child(loaderElement) })),
  cpu: child(element('cpu', { mode: list(modeElement) })),
  memoryBacking: child(answer('memoryBacking')),
  devices: child(element('devices', { kinds: answers(kinds) })),
  features: child(element('features', { features: answers(features) })),
})

export interface Answer {
  supported: boolean
  enum: { name: string; value: { word: string }[] }[]
}

export type DomainCapabilities = Infer<typeof domainCapabilitiesElement>
export type ModeXml = Infer<typeof modeElement>
export type EnumXml = Infer<typeof enumElement>
