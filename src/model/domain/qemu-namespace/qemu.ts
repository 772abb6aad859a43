import type { Part, Props, PropValue } from '../../qemu/part.ts'
import type { Emitter } from '../section.ts'
import type { Domain } from '../xml.ts'

/** The user's own arguments, word by word. */
export const passedArguments: Emitter = ({ domain }) =>
  (domain.commandline?.arg ?? []).map(({ value }) => ({ make: 'option', option: value }))

const inputs: Record<string, string | undefined> = { omit: undefined, reject: 'reject', crash: 'crash' }

/** What QEMU does with commands and arguments that it is about to drop. */
export const deprecated: Emitter = ({ domain: { deprecation } }) =>
  deprecation
    ? [
        {
          make: 'keyval',
          option: '-compat',
          props: { 'deprecated-output': 'hide', 'deprecated-input': inputs[deprecation.behavior] },
        },
      ]
    : []

/** A part with the properties that the user sets otherwise. */
export function overridden(part: Part, { override }: Pick<Domain, 'override'>): Part {
  if (part.make !== 'device' || !override) return part
  const own = override.device
    .filter(({ alias }) => alias === part.props.id)
    .flatMap(({ properties }) => properties ?? [])
  if (own.length === 0) return part
  const props: Props = { ...part.props }
  for (const { name, type, value = '' } of own) props[name] = typed(type, value)
  return { ...part, props }
}

function typed(type: string, value: string): PropValue {
  switch (type) {
    case 'remove':
      return undefined
    case 'bool':
      return value === 'true'
    case 'signed':
    case 'unsigned':
      return BigInt(/^\s*-?\d{1,20}\s*$/.test(value) ? value.trim() : '0')
    default:
      return value
  }
}
