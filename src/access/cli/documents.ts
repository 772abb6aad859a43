import { createReadStream } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { LodgeError, messageOf } from '../../base/errors.ts'

export interface Document {
  /** As it is called in messages. */
  name: string
  text: string
}

/** More than any domain needs; a larger file is refused before it is read whole. */
const largest = 16 << 20

/** A file, or standard input for `-`. */
export async function readDocument(file: string): Promise<Document> {
  const name = file === '-' ? 'standard input' : file
  const stream = file === '-' ? process.stdin : createReadStream(file)
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of stream) {
      chunks.push(chunk)
      size += chunk.length
      if (size > largest)
        throw new LodgeError('XML_ERROR', `more than ${largest >> 20} MiB; no domain XML is that long`, { where: name })
    }
  } catch (error) {
    if (error instanceof LodgeError) throw error
    throw new LodgeError('SYSTEM_ERROR', `cannot read the definition: ${messageOf(error)}`, {
      where: name,
      hint: 'give the path of a domain XML file, or - for standard input',
      cause: error,
    })
  }
  return { name, text: Buffer.concat(chunks).toString('utf8') }
}

/**
 * Makes paths that start with `./` or `../` absolute: they are meant from the file's own folder, so that an example can
 * name the disk beside it. A guest's definition has only absolute paths.
 */
export async function readDefinition(file: string): Promise<Document> {
  const { name, text } = await readDocument(file)
  const folder = file === '-' ? process.cwd() : dirname(resolve(file))
  return { name, text: resolvePaths(text, folder) }
}

export function resolvePaths(text: string, folder: string): string {
  const escaped = folder
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
  return text
    .replace(
      /=(\s*)(["'])(\.\.?\/[^"'<]*)\2/g,
      (_, space, quote, path) => `=${space}${quote}${resolve(escaped, path)}${quote}`,
    )
    .replace(/>(\s*)(\.\.?\/[^<]*?)(\s*)</g, (_, before, path, after) => `>${before}${resolve(escaped, path)}${after}<`)
}
