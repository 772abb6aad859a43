/** What a line turned out to be: a value, or why it isn't one. A bad line never ends the stream. */
export type JsonLine = { value: unknown } | { error: JsonLineError }

export interface JsonLineError {
  problem: 'too-long' | 'too-deep' | 'not-json'
  /** The line's first characters, for the message. */
  excerpt: string
}

export interface JsonLineLimits {
  /** Characters; a longer line is dropped as it arrives, so it is never held whole. */
  maxLength: number
  /** Brackets and braces within each other. */
  maxDepth: number
}

/** The schema of a QEMU build is the longest honest reply that is known: 250 kB. */
const defaults: JsonLineLimits = { maxLength: 16 << 20, maxDepth: 128 }

/** Cuts a stream of characters, split anywhere, into lines of one JSON value each. */
export class JsonLineSplitter {
  readonly #limits: JsonLineLimits
  #pieces: string[] = []
  #length = 0
  #dropping = false

  constructor(limits: Partial<JsonLineLimits> = {}) {
    this.#limits = { ...defaults, ...limits }
  }

  /** Whether part of a line has arrived whose end has not. */
  get pending(): boolean {
    return this.#length > 0 || this.#dropping
  }

  *push(chunk: string): Generator<JsonLine> {
    let from = 0
    for (;;) {
      const end = chunk.indexOf('\n', from)
      const piece = chunk.slice(from, end < 0 ? undefined : end)
      if (!this.#dropping) {
        if (this.#length + piece.length > this.#limits.maxLength) {
          const excerpt = excerptOf(this.#pieces[0] ?? piece)
          this.#forget()
          this.#dropping = true
          yield { error: { problem: 'too-long', excerpt } }
        } else if (piece) {
          this.#pieces.push(piece)
          this.#length += piece.length
        }
      }
      if (end < 0) return
      from = end + 1
      const line = this.#pieces.join('')
      this.#forget()
      this.#dropping = false
      if (line.trim()) yield readLine(line, this.#limits.maxDepth)
    }
  }

  #forget(): void {
    this.#pieces = []
    this.#length = 0
  }
}

function readLine(line: string, maxDepth: number): JsonLine {
  if (tooDeep(line, maxDepth)) return { error: { problem: 'too-deep', excerpt: excerptOf(line) } }
  try {
    return { value: JSON.parse(line) }
  } catch {
    return { error: { problem: 'not-json', excerpt: excerptOf(line) } }
  }
}

/** Brackets inside strings count too unless the cheap count exceeds the limit; only then is the text read properly. */
function tooDeep(line: string, maxDepth: number): boolean {
  return depthOf(line, false) > maxDepth && depthOf(line, true) > maxDepth
}

function depthOf(line: string, skipStrings: boolean): number {
  let depth = 0
  let deepest = 0
  for (let at = 0; at < line.length; at++) {
    const code = line.charCodeAt(at)
    if (code === 0x5b || code === 0x7b) {
      if (++depth > deepest) deepest = depth
    } else if (code === 0x5d || code === 0x7d) {
      if (depth > 0) depth--
    } else if (code === 0x22 && skipStrings) {
      for (at++; at < line.length && line.charCodeAt(at) !== 0x22; at++) if (line.charCodeAt(at) === 0x5c) at++
    }
  }
  return deepest
}

function excerptOf(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}
