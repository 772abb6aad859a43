import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'oxc-parser'

export const root = fileURLToPath(new URL('../../', import.meta.url))

export interface Import {
  /** As written: a package, `node:fs`, or a relative path. */
  specifier: string
  /** The imported file from the project's root, where the path is relative. */
  target?: string
  typesOnly: boolean
  line: number
}

export interface Source {
  /** From the project's root, with `/`. */
  path: string
  text: string
}

/** Files of the project, from its root; generated and installed folders left out. */
export function filesUnder(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort()
}

export function sourcesUnder(folder: string): Source[] {
  return filesUnder(folder)
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** Every import, re-export and `import()` with a constant path; `import('./x.ts').Y` in types counts too. */
export function importsOf({ path, text }: Source): Import[] {
  const { module, program } = parseSync(path, text)
  const found: Import[] = []
  const add = (specifier: string, start: number, typesOnly: boolean): void => {
    const target = specifier.startsWith('.') ? join(dirname(path), specifier).split(sep).join('/') : undefined
    found.push({ specifier, target, typesOnly, line: text.slice(0, start).split('\n').length })
  }

  for (const { moduleRequest, start, entries } of module.staticImports) {
    add(moduleRequest.value, start, entries.length > 0 && entries.every((entry) => entry.isType))
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, start, isType } of entries) {
      if (moduleRequest) add(moduleRequest.value, start, isType)
    }
  }
  JSON.stringify(program, (_, node) => {
    const constant = node?.source ?? node?.argument
    if (node?.type === 'ImportExpression' && constant?.type === 'Literal') add(constant.value, node.start, false)
    if (node?.type === 'TSImportType' && constant?.value !== undefined) add(constant.value, node.start, true)
    return typeof node === 'bigint' ? null : node
  })
  return found
}
