import type { Import } from './sources.ts'

export interface Layer {
  name: string
  /** The most specific prefix decides: `src/model/devices/` before `src/model/`. */
  prefix: string
  may: readonly string[]
  /** Layers of which only types may be imported. */
  mayTypes?: readonly string[]
}

const contract = ['base', 'formats', 'api'] as const
const pure = ['base', 'formats', 'model'] as const
const device = [...pure, 'model/qemu', 'model/devices', 'model/devices/shared'] as const

/** Who may import whom. A layer may always import itself; a face or a device kind is a layer of its own. */
export const layers: readonly Layer[] = [
  { name: 'base', prefix: 'src/base/', may: [] },
  { name: 'formats', prefix: 'src/formats/', may: ['base'] },
  { name: 'api', prefix: 'src/api/', may: ['base'], mayTypes: ['model', 'model/qemu', 'model/domain'] },

  { name: 'model', prefix: 'src/model/', may: ['base', 'formats'] },
  { name: 'model/qemu', prefix: 'src/model/qemu/', may: pure },
  { name: 'model/devices', prefix: 'src/model/devices/', may: device },
  { name: 'model/devices/shared', prefix: 'src/model/devices/shared/', may: device },
  { name: 'model/devices/<kind>', prefix: 'src/model/devices/*/', may: device },
  { name: 'model/devices/index', prefix: 'src/model/devices/index.ts', may: [...device, 'model/devices/<kind>'] },
  {
    name: 'model/domain',
    prefix: 'src/model/domain/',
    may: [...device, 'model/devices/<kind>', 'model/devices/index'],
  },

  {
    name: 'model/capabilities',
    prefix: 'src/model/capabilities/',
    may: [...device, 'model/devices/index', 'model/domain'],
  },

  {
    name: 'driver',
    prefix: 'src/driver/',
    may: [
      ...contract,
      'model',
      'model/qemu',
      'model/domain',
      'model/capabilities',
      'model/devices',
      'model/devices/index',
    ],
  },

  { name: 'access/chain', prefix: 'src/access/chain/', may: contract },
  { name: 'access/rpc', prefix: 'src/access/rpc/', may: [...contract, 'access/chain'] },
  { name: 'access/rpc/client', prefix: 'src/access/rpc/client/', may: [...contract, 'access/rpc'] },
  { name: 'access/http', prefix: 'src/access/http/', may: [...contract, 'access/chain'] },
  { name: 'access/cli', prefix: 'src/access/cli/', may: [...contract, 'access/rpc/client'] },

  { name: 'daemon', prefix: 'src/daemon/', may: ['*'] },
  { name: 'doors', prefix: 'src/*.ts', may: ['*'] },
]

function matches(prefix: string, path: string): boolean {
  const pattern = prefix.split('*').map((text) => text.replaceAll('.', '\\.'))
  return new RegExp(`^${pattern.join('[^/]+')}${prefix.endsWith('.ts') ? '$' : ''}`).test(path)
}

/** The layer of a file; the longest prefix wins, a literal one over one with a star. */
export function layerOf(path: string): Layer | undefined {
  const weight = ({ prefix }: Layer): number =>
    prefix.split('/').length * 100 + prefix.length - (prefix.includes('*') ? 50 : 0)
  return layers.filter(({ prefix }) => matches(prefix, path)).sort((a, b) => weight(b) - weight(a))[0]
}

/** Device kinds are one layer in the table, but none may import another. */
function sameKind(from: string, to: string): boolean {
  const kind = (path: string): string | undefined => /^src\/model\/devices\/([^/]+)\//.exec(path)?.[1]
  return kind(from) === kind(to)
}

/** Why an import is not allowed, with what would be; undefined where it is. */
export function verdict(path: string, { target, typesOnly, line }: Import): string | undefined {
  if (!target?.startsWith('src/')) return undefined
  const from = layerOf(path)
  const to = layerOf(target)
  const place = `${path}:${line} imports ${target}`
  if (!from) return `${path} is in no layer; the layers are ${layers.map(({ name }) => name).join(', ')}`
  if (!to) return `${place}, which is in no layer`
  if (from === to && sameKind(path, target)) return undefined
  if (from === to)
    return `${place}, but a device kind never imports another; put what both need into model/devices/shared`
  if (from.may.includes('*') || from.may.includes(to.name)) return undefined
  if (typesOnly && from.mayTypes?.includes(to.name)) return undefined
  const types = from.mayTypes ? `, and types alone of ${from.mayTypes.join(', ')}` : ''
  return `${place}, but ${from.name} may only import ${from.may.join(', ') || 'nothing of ours'}${types}`
}
