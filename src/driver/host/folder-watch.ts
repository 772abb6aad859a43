import { type FSWatcher, watch } from 'node:fs'
import { isShortage, makeFolder } from './files.ts'

/** Milliseconds in which changes count as one. */
const together = 30

/** Milliseconds until it is told anew where whoever heard of it could not look. */
const later = 1000

/** Tells that something in a folder has changed. It is no reason for a program to go on running. */
export class FolderWatch {
  readonly #path: string
  readonly #changed: () => void
  #watcher: FSWatcher | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(path: string, changed: () => void) {
    this.#path = path
    this.#changed = changed
  }

  /** False where it has begun before, or can't be done here: then changes are not told. */
  begin(): boolean {
    if (this.#watcher) return false
    try {
      makeFolder(this.#path)
      this.#watcher = watch(this.#path, { persistent: false }, () => this.#note())
      this.#watcher.on('error', () => this.end())
    } catch {
      // The system has a limit of watches; what this process does itself is told anyway.
    }
    return true
  }

  end(): void {
    this.#watcher?.close()
    this.#watcher = undefined
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #tell(): void {
    try {
      this.#changed()
    } catch (error) {
      if (!isShortage(error)) throw error
      this.#note(later)
    }
  }

  #note(after = together): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#tell()
    }, after).unref()
  }
}
