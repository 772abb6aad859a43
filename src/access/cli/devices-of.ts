import { readXml } from '../../formats/xml/reader.ts'
import type { XmlElement } from '../../formats/xml/tree.ts'

/** What people ask about in a domain's XML. */
export interface DevicesShown {
  disks: { target: string; device: string; type: string; source?: string; readonly: boolean }[]
  interfaces: { type: string; source?: string; mac?: string; model?: string; target?: string }[]
  consoles: { alias?: string; kind: string; type: string; source?: string }[]
  graphics: { type: string; address?: string }[]
}

export function devicesOf(xml: string): DevicesShown {
  const devices = readXml(xml).children.find(({ name }) => name === 'devices')
  const all = (...names: string[]): XmlElement[] => devices?.children.filter(({ name }) => names.includes(name)) ?? []
  return {
    disks: all('disk').map(diskOf),
    interfaces: all('interface').map(interfaceOf),
    consoles: all('serial', 'console').filter(isOneOfItsOwn).map(consoleOf),
    graphics: all('graphics').map((element) => ({ type: of(element, 'type') ?? '', address: addressOf(element) })),
  }
}

function diskOf(disk: XmlElement): DevicesShown['disks'][number] {
  return {
    target: of(child(disk, 'target'), 'dev') ?? '',
    device: of(disk, 'device') ?? 'disk',
    type: of(disk, 'type') ?? 'file',
    source: sourceOf(disk),
    readonly: child(disk, 'readonly') !== undefined,
  }
}

function interfaceOf(element: XmlElement): DevicesShown['interfaces'][number] {
  return {
    type: of(element, 'type') ?? '',
    source: sourceOf(element),
    mac: of(child(element, 'mac'), 'address'),
    model: of(child(element, 'model'), 'type'),
    target: of(child(element, 'target'), 'dev'),
  }
}

/** libvirt shows the first serial port of a PC as a console too. */
function isOneOfItsOwn(element: XmlElement): boolean {
  return element.name === 'serial' || of(child(element, 'target'), 'type') !== 'serial'
}

function consoleOf(element: XmlElement): DevicesShown['consoles'][number] {
  return {
    alias: of(child(element, 'alias'), 'name'),
    kind: element.name,
    type: of(element, 'type') ?? '',
    source: sourceOf(element),
  }
}

const places = ['file', 'dev', 'dir', 'name', 'network', 'bridge', 'path', 'volume', 'socket', 'service'] as const

function sourceOf(element: XmlElement): string | undefined {
  const source = child(element, 'source')
  for (const place of places) {
    const found = of(source, place)
    if (found !== undefined) return found
  }
  return undefined
}

/** Where a viewer connects to; undefined where that is chosen when the guest is started. */
function addressOf(graphics: XmlElement): string | undefined {
  const listen = child(graphics, 'listen')
  const socket = of(listen, 'socket') ?? of(graphics, 'socket')
  if (socket !== undefined) return socket
  const port = [of(graphics, 'port'), of(graphics, 'tlsPort')].find((each) => Number(each) > 0)
  const host = of(listen, 'address') ?? of(graphics, 'listen') ?? '127.0.0.1'
  if (port === undefined) return undefined
  return `${of(graphics, 'type')}://${host.includes(':') ? `[${host}]` : host}:${port}`
}

function child(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((each) => each.name === name)
}

function of(element: XmlElement | undefined, attribute: string): string | undefined {
  return element?.attributes.get(attribute)?.value
}
