import type { Position } from '../../base/errors.ts'

/** An element as it was read. Names keep their prefix: `qemu:commandline`. */
export interface XmlElement {
  name: string
  /** The namespace that the prefix stands for; empty without one. */
  namespace: string
  attributes: Map<string, XmlAttribute>
  children: XmlElement[]
  /** Text and CDATA, joined. */
  text: string
  position: Position
  /** Where the element stands in the source: first character and the one after its end. */
  range: [start: number, end: number]
}

export interface XmlAttribute {
  name: string
  value: string
  position: Position
}

/** An element that nobody wrote. */
export function emptyElement(name: string, position: Position): XmlElement {
  return { name, namespace: '', attributes: new Map(), children: [], text: '', position, range: [0, 0] }
}
