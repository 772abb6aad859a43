import { clip } from './clip.ts'
import { printable } from './printable.ts'

const enter = '\x1b[?1049h\x1b[?25l\x1b[?7l'
const leave = '\x1b[?7h\x1b[?25h\x1b[?1049l'

/** The whole terminal, for as long as a verb shows something that changes; what was there before comes back at any exit. */
export class Screen implements Disposable {
  readonly #output: NodeJS.WriteStream
  readonly #restore = (): void => void this.#output.write(leave)

  constructor(output: NodeJS.WriteStream) {
    this.#output = output
    process.once('exit', this.#restore)
    output.write(enter)
  }

  /** A terminal that nobody has given a size says 0. */
  get rows(): number {
    return this.#output.rows || 24
  }

  get columns(): number {
    return this.#output.columns || 80
  }

  /** Calls back when the user has changed its size. */
  resized(again: () => void): Disposable {
    this.#output.on('resize', again)
    return { [Symbol.dispose]: () => void this.#output.off('resize', again) }
  }

  /** Lines that don't fit are cut. Written in one go and over what is there: nothing flickers. */
  paint(lines: readonly string[]): void {
    const shown = lines.slice(0, this.rows).map((line) => `${clip(printable(line), this.columns)}\x1b[K`)
    this.#output.write(`\x1b[H${shown.join('\r\n')}\x1b[J`)
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#restore)
    this.#restore()
  }
}
