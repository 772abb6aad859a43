import type { SchemaEntity } from '../qmp/index.ts'

/**
 * Commands that a guest's own parts become, as deep as `chardev-add/backend/socket/data/reconnect-ms`. Of the others the
 * arguments' names are enough: whole, `blockdev-create` and its like would be most of the list.
 */
const deepCommands = new Set([
  'block-export-add',
  'blockdev-add',
  'chardev-add',
  'device_add',
  'display-reload',
  'migrate-set-parameters',
  'netdev_add',
  'object-add',
  'set-numa-node',
])

const deepest = 5

/** Commands whose answers differ in ways that matter, as paths under `NAME/returns`. */
const answersThatMatter = new Set([
  'query-block-jobs',
  'query-cpu-model-expansion',
  'query-display-options',
  'query-iothreads',
  'query-machines',
  'query-migrate',
  'query-named-block-nodes',
  'query-sev-capabilities',
  'query-sgx-capabilities',
])

/**
 * `query-qmp-schema` as a sorted list of paths: `blockdev-add`, `blockdev-add/file/aio`. A segment is a member or a
 * union's branch; `^value` is a value of an enumeration, `$name` a feature flag (as libvirt marks them).
 */
export function schemaPaths(entities: readonly SchemaEntity[]): string[] {
  const types = new Map(entities.map((entity) => [entity.name, entity]))
  const paths = new Set<string>()

  function walk(path: string, id: string | undefined, room: number, above: readonly string[]): void {
    const type = id === undefined ? undefined : types.get(id)
    if (!type || id === undefined || above.includes(id)) return
    const within = [...above, id]
    const kind = type['meta-type']
    if (kind === 'array') {
      walk(path, type['element-type'], room, within)
    } else if (kind === 'alternate') {
      for (const member of type.members ?? []) walk(path, member.type, room, within)
    } else if (room > 0 && kind === 'enum') {
      for (const value of type.values ?? []) paths.add(`${path}/^${value}`)
    } else if (room > 0) {
      walkMembers(path, type, room, within)
    }
  }

  function walkMembers(path: string, type: SchemaEntity, room: number, within: readonly string[]): void {
    for (const { name, type: memberType, features } of type.members ?? []) {
      paths.add(`${path}/${name}`)
      for (const feature of features ?? []) paths.add(`${path}/${name}/$${feature}`)
      // The values of a union's tag are the names of its branches.
      if (name !== type.tag) walk(`${path}/${name}`, memberType, room - 1, within)
    }
    for (const variant of type.variants ?? []) {
      paths.add(`${path}/${variant.case}`)
      walk(`${path}/${variant.case}`, variant.type, room - 1, within)
    }
  }

  for (const entity of entities) {
    const kind = entity['meta-type']
    if (kind !== 'command' && kind !== 'event') continue
    paths.add(entity.name)
    for (const feature of entity.features ?? []) paths.add(`${entity.name}/$${feature}`)
    if (kind === 'event') continue
    walk(entity.name, entity['arg-type'], deepCommands.has(entity.name) ? deepest : 1, [])
    if (answersThatMatter.has(entity.name)) walk(`${entity.name}/returns`, entity['ret-type'], 2, [])
  }
  return [...paths].sort()
}
