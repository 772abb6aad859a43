/** An element being written: attributes and children in the order in which they are first named. */
export class XmlOutput {
  readonly name: string
  readonly attributes: [name: string, value: string][] = []
  readonly children: (XmlOutput | RawXml)[] = []
  text: string | undefined

  constructor(name: string) {
    this.name = name
  }

  attribute(name: string, value: string): void {
    this.attributes.push([name, value])
  }

  append(name: string): XmlOutput {
    const child = new XmlOutput(name)
    this.children.push(child)
    return child
  }

  /** The child of that name that was made last, or a new one: for fields that share an element. */
  shared(name: string): XmlOutput {
    const last = this.children.findLast(
      (child): child is XmlOutput => child instanceof XmlOutput && child.name === name,
    )
    return last ?? this.append(name)
  }

  raw(source: string): void {
    this.children.push({ source })
  }

  get empty(): boolean {
    return this.attributes.length === 0 && this.children.length === 0 && this.text === undefined
  }
}

/** A piece of the user's own document, kept as it was. */
export interface RawXml {
  source: string
}

/** libvirt's form: two spaces a level, single quotes, `<a/>` where nothing is inside. */
export function writeXml(root: XmlOutput): string {
  const lines: string[] = []
  write(root, '', lines)
  return `${lines.join('\n')}\n`
}

function write(element: XmlOutput, indent: string, lines: string[]): void {
  const attributes = element.attributes.map(([name, value]) => ` ${name}='${escapeAttribute(value)}'`).join('')
  const start = `${indent}<${element.name}${attributes}`
  if (element.children.length === 0) {
    lines.push(element.text === undefined ? `${start}/>` : `${start}>${escapeText(element.text)}</${element.name}>`)
    return
  }
  lines.push(`${start}>`)
  for (const child of element.children) {
    if (child instanceof XmlOutput) write(child, `${indent}  `, lines)
    else lines.push(`${indent}  ${child.source}`)
  }
  lines.push(`${indent}</${element.name}>`)
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&apos;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
  '\r': '&#13;',
}

/** libvirt escapes both quotes everywhere. */
function escapeText(text: string): string {
  return text.replace(/[&<>'"\r]/g, (char) => entities[char] ?? char)
}

/** White space in an attribute would come back as blanks. */
function escapeAttribute(text: string): string {
  return text.replace(/[&<>'"\n\t\r]/g, (char) => entities[char] ?? char)
}
