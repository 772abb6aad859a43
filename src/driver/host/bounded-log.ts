import { closeSync, constants, fstatSync, openSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { errnoOf, makeFolder, systemError, writeAll } from './files.ts'

interface Options {
  /** Bytes after which a new file is begun. */
  size?: number
  /** Older files that are kept, `NAME.1` the youngest. */
  kept?: number
}

/** A file to which whole lines are added, and whose size has an end. */
export class BoundedLog implements Disposable {
  readonly #path: string
  readonly #size: number
  readonly #kept: number
  #file: number
  #written: number

  constructor(path: string, { size = 10 << 20, kept = 4 }: Options = {}) {
    this.#path = path
    this.#size = size
    this.#kept = kept
    makeFolder(dirname(path))
    this.#file = this.#open()
    this.#written = fstatSync(this.#file).size
  }

  add(line: string): void {
    const bytes = Buffer.from(line)
    if (this.#written > 0 && this.#written + bytes.length > this.#size) this.#rotate()
    try {
      writeAll(this.#file, bytes)
    } catch (error) {
      throw systemError(error, `cannot write to ${this.#path}`, this.#path)
    }
    this.#written += bytes.length
  }

  [Symbol.dispose](): void {
    closeSync(this.#file)
  }

  #rotate(): void {
    for (let number = this.#kept; number > 0; number--) {
      move(number === 1 ? this.#path : `${this.#path}.${number - 1}`, `${this.#path}.${number}`)
    }
    const fresh = this.#open()
    closeSync(this.#file)
    this.#file = fresh
    this.#written = fstatSync(fresh).size
  }

  #open(): number {
    const { O_APPEND, O_CREAT, O_WRONLY, O_NOFOLLOW } = constants
    try {
      return openSync(this.#path, O_APPEND | O_CREAT | O_WRONLY | O_NOFOLLOW, 0o600)
    } catch (error) {
      throw systemError(error, `cannot open ${this.#path}`, this.#path)
    }
  }
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw systemError(error, `cannot keep ${from} as ${to}`, from)
  }
}
