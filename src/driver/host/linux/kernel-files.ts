import { closeSync, openSync, readdirSync, readSync, writeFileSync } from 'node:fs'

/** Where the kernel's files are, and how much of one is read: tests have folders of their own. */
export interface KernelFiles {
  /** Text of a file, cut at a limit; empty where it can't be read. */
  text(path: string, limit?: number): string
  /** A file that holds one whole number, `otherwise` where it doesn't or the number is absurd. */
  number(path: string, otherwise: number): number
  /** One line, without the blanks around it; undefined where there is nothing. */
  line(path: string): string | undefined
  names(folder: string): string[]
  /** Into a file that is there; throws what the kernel says. */
  write(path: string, text: string): void
}

const usualLimit = 64 * 1024

/** More than this is no count of anything that a machine has, be it KiB or hertz. */
const most = 2 ** 50

export function kernelFiles(root = ''): KernelFiles {
  const text = (path: string, limit = usualLimit) => readUpTo(`${root}${path}`, limit)
  const line = (path: string) => text(path, 4096).split('\n')[0]?.trim() || undefined
  return {
    text,
    line,
    number(path, otherwise) {
      const found = line(path)
      const value = found && /^\d{1,15}$/.test(found) ? Number(found) : otherwise
      return value <= most ? value : otherwise
    },
    names(folder) {
      try {
        return readdirSync(`${root}${folder}`).sort()
      } catch {
        return []
      }
    },
    write: (path, text) => writeFileSync(`${root}${path}`, text, { flag: 'r+' }),
  }
}

/** Files of the kernel have no size: what there is comes out by reading. */
function readUpTo(path: string, limit: number): string {
  let file: number | undefined
  try {
    file = openSync(path, 'r')
    const bytes = Buffer.alloc(limit)
    let length = 0
    for (let got = 1; got > 0 && length < limit; length += got)
      got = readSync(file, bytes, length, limit - length, null)
    return bytes.toString('utf8', 0, length)
  } catch {
    return ''
  } finally {
    if (file !== undefined) closeSync(file)
  }
}
