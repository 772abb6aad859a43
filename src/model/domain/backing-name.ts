import type { SourceOf } from '../devices/shared/storage/xml.ts'

/** Where a name in an image's header leads: a path of this host, which may be any kind of file, or something else. */
export type BackingPlace = { path: string } | { source: SourceOf<'network'> } | { refused: string }

/** Reads what an image says that it lies over; `format` where the name says that itself. */
export function readBackingName(name: string, above: string): BackingPlace & { format?: string } {
  if (name.startsWith('json:')) return readJson(name.slice('json:'.length))
  const [, protocol, rest = ''] = /^([^/:]*):(.*)$/s.exec(name) ?? []
  if (protocol === undefined) return { path: name.startsWith('/') ? name : `${folderOf(above)}/${name}` }
  if (localProtocols.includes(protocol)) return pathOf(rest)
  return readUrl(name) ?? { refused: `'${shown(name)}' can't be said in XML` }
}

/** QEMU's drivers of files and devices of this host. */
const localProtocols = ['file', 'host_device']

/** Formats whose node may stand around the one that says where an image is. */
const formatDrivers = ['raw', 'qcow2', 'qcow', 'qed', 'vmdk', 'vpc', 'vdi']

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'))
}

/** With an authority of this host before it, or none. */
function pathOf(text: string): BackingPlace {
  const path = text.replace(/^\/\/(?=\/)/, '')
  return path.startsWith('/') ? { path } : { refused: `'${shown(text)}' is no absolute path` }
}

const urlPattern = /^(\w+):\/\/(\[[^\]/?#]+\]|[^:/?#@]+)(?::(\d{1,5}))?\/([^?#]*)(?:\?([^#]*))?$/
const urlProtocols = ['nbd', 'http', 'https', 'ftp', 'ftps', 'tftp', 'ssh', 'iscsi', 'gluster'] as const
const queried: readonly string[] = ['http', 'https', 'ftp', 'ftps']

function readUrl(text: string): BackingPlace | undefined {
  const [, scheme, host = '', port, path = '', query] = urlPattern.exec(text) ?? []
  const protocol = urlProtocols.find((each) => each === scheme)
  if (!protocol || path === '' || (query !== undefined && !queried.includes(protocol))) return undefined
  const name = protocol === 'ssh' ? `/${path}` : path
  return { source: { type: 'network', protocol, name, query, host: [{ name: host.replace(/^\[|\]$/g, ''), port }] } }
}

type Json = Record<string, unknown>

/** Only what can be said in XML: a file, maybe with its format around it. Every other key would be lost. */
function readJson(text: string): BackingPlace & { format?: string } {
  const refused = { refused: `'json:${shown(text)}' says more than can be said in XML` }
  const node = unfold(parsed(text))
  if (!node) return refused
  if (formatDrivers.includes(String(node.driver))) {
    const { driver, file, ...more } = node
    if (!isObject(file) || Object.keys(more).length > 0) return refused
    const inner = fileNode(file)
    return inner ? { ...inner, format: String(driver) } : refused
  }
  return fileNode(node) ?? refused
}

function fileNode({ driver, filename, ...more }: Json): BackingPlace | undefined {
  if (!localProtocols.includes(String(driver)) || typeof filename !== 'string') return undefined
  return Object.keys(more).length > 0 ? undefined : pathOf(filename)
}

/** QEMU takes `file.driver` for `driver` within `file`. */
function unfold(node: unknown): Json | undefined {
  if (!isObject(node)) return undefined
  const flat = Object.entries(node).filter(([key]) => key.startsWith('file.'))
  if (flat.length === 0) return node
  const file = Object.fromEntries(flat.map(([key, value]) => [key.slice('file.'.length), value]))
  const plain = Object.fromEntries(Object.entries(node).filter(([key]) => !key.startsWith('file.')))
  return { ...plain, file: isObject(node.file) ? { ...node.file, ...file } : file }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function shown(text: string): string {
  return text.replace(/\p{Cc}/gu, '?').slice(0, 200)
}
