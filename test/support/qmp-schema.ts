import type { SchemaEntity } from '../../src/driver/qmp/index.ts'

/** Holds values against QEMU's own description of its commands (`query-qmp-schema`). */
export class QmpSchema {
  readonly #types: ReadonlyMap<string, SchemaEntity>

  constructor(entities: readonly SchemaEntity[]) {
    this.#types = new Map(entities.map((entity) => [entity.name, entity]))
  }

  /** What is wrong with the arguments of a command; nothing where QEMU would take them. */
  faults(command: string, value: unknown): string[] {
    const entity = this.#types.get(command)
    return entity?.['arg-type'] === undefined
      ? [`no command ${command}`]
      : this.#check(entity['arg-type'], value, command)
  }

  #check(name: string, value: unknown, path: string): string[] {
    const type = this.#types.get(name)
    if (!type) return [`${path}: no type ${name}`]
    switch (type['meta-type']) {
      case 'object':
        return this.#checkObject(type, value, path)
      case 'array':
        if (!Array.isArray(value)) return [`${path}: ${JSON.stringify(value)} is no list`]
        return value.flatMap((each, index) => this.#check(type['element-type'] ?? '', each, `${path}[${index}]`))
      case 'enum':
        return typeof value === 'string' && this.#values(type).includes(value)
          ? []
          : [`${path}: ${JSON.stringify(value)} is none of ${this.#values(type).join(', ')}`]
      case 'alternate': {
        const tries = (type.members ?? []).map((member) => this.#check(member.type ?? '', value, path))
        return tries.find((faults) => faults.length === 0) ?? tries[0] ?? []
      }
      case 'builtin':
        return isBuiltin(name, value) ? [] : [`${path}: ${JSON.stringify(value)} is no ${name}`]
      default:
        return [`${path}: ${name} is a ${type['meta-type']}`]
    }
  }

  #values(type: SchemaEntity): string[] {
    return type.values ?? (type.members ?? []).map((member) => member.name ?? '')
  }

  #checkObject(type: SchemaEntity, value: unknown, path: string): string[] {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path}: no object`]
    const given = value as Record<string, unknown>
    const variant = type.variants?.find((each) => each.case === given[type.tag ?? ''])
    const more = variant && this.#types.get(variant.type)
    const members = [...(type.members ?? []), ...(more?.members ?? [])]
    const faults = Object.entries(given).flatMap(([key, each]) => {
      if (each === undefined) return []
      const member = members.find(({ name }) => name === key)
      if (!member) return [`${path}.${key}: no such member`]
      const deprecated = member.features?.includes('deprecated') ? [`${path}.${key}: deprecated`] : []
      return [...deprecated, ...this.#check(member.type ?? '', each, `${path}.${key}`)]
    })
    const missing = members.filter((member) => !('default' in member) && given[member.name ?? ''] === undefined)
    return [...faults, ...missing.map(({ name }) => `${path}.${name}: missing`)]
  }
}

function isBuiltin(name: string, value: unknown): boolean {
  switch (name) {
    case 'str':
      return typeof value === 'string'
    case 'bool':
      return typeof value === 'boolean'
    case 'int':
      return typeof value === 'number' && Number.isInteger(value)
    case 'number':
      return typeof value === 'number'
    case 'null':
      return value === null
    default:
      return true
  }
}
