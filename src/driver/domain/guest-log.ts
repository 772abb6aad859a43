import { closeSync, constants, fstatSync, openSync, readSync, renameSync } from 'node:fs'
import { dirname } from 'node:path'
import { shellQuote } from '../../base/shell-quote.ts'
import type { LaunchPlan } from '../../model/qemu/plan.ts'
import { errnoOf, makeFolder, systemError, writeAll } from '../host/files.ts'

const longestWords = 16 << 10

/** The file that takes what a program itself says; at its top stands its command line and what else there is to say, the last run's is kept beside. */
export class GuestLog {
  readonly path: string
  readonly fd: number
  readonly #headerEnd: number

  constructor(path: string, ...header: string[]) {
    this.path = path
    makeFolder(dirname(path))
    keepTheLast(path)
    try {
      this.fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_TRUNC, 0o600)
    } catch (error) {
      throw systemError(error, `cannot write the log ${path}`, path)
    }
    try {
      writeAll(this.fd, `${header.join('\n')}\n`)
      this.#headerEnd = fstatSync(this.fd).size
    } catch (error) {
      closeSync(this.fd)
      throw systemError(error, `cannot write the log ${path}`, path)
    }
  }

  /** What the program has said so far, its end where that is long. */
  words(): string {
    return endOf(this.fd, this.#headerEnd)
  }

  [Symbol.dispose](): void {
    closeSync(this.fd)
  }
}

/** A log that is no longer there stays away. */
export function addToLog(path: string, text: string): void {
  try {
    const file = openSync(path, constants.O_WRONLY | constants.O_APPEND | constants.O_NOFOLLOW)
    try {
      writeAll(file, text)
    } finally {
      closeSync(file)
    }
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw systemError(error, `cannot write the log ${path}`, path)
  }
}

/** A line of our own between what the program says, with a time as QEMU has it. */
export function addLine(path: string, line: string): void {
  addToLog(path, `${new Date().toISOString()} lodge: ${line}\n`)
}

function endOf(file: number, headerEnd: number): string {
  const { size } = fstatSync(file)
  const from = Math.max(headerEnd, size - longestWords)
  const buffer = Buffer.alloc(Math.max(0, size - from))
  return buffer.toString('utf8', 0, readSync(file, buffer, 0, buffer.length, from))
}

/** What a program has said whose log another process has begun. */
export function wordsIn(path: string): string {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const words = endOf(file, 0)
    return fstatSync(file).size > longestWords ? words : words.slice(words.indexOf('\n') + 1)
  } finally {
    closeSync(file)
  }
}

function keepTheLast(path: string): void {
  try {
    renameSync(path, `${path}.old`)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw systemError(error, `cannot put the last log aside: ${path}`, path)
  }
}

/** The command line as a shell would take it, an option a line. */
export function commandLineText({ emulator, arguments: all, environment }: LaunchPlan): string {
  const words = all.map(({ option, value }) => (value === undefined ? option : `${option} ${shellQuote(value)}`))
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${shellQuote(value)}`)
  return [...variables, shellQuote(emulator), ...words].join(' \\\n')
}
