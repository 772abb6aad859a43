import { readdirSync } from 'node:fs'

const folder = '/dev/dri'

/** The first GPU that programs may draw with. */
export function renderNode(): string | undefined {
  try {
    const [first] = readdirSync(folder)
      .filter((name) => name.startsWith('renderD'))
      .sort()
    return first && `${folder}/${first}`
  } catch {
    return undefined
  }
}
