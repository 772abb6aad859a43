import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './sources.ts'

const read = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'))
const manifest = read('package.json')
const lock = read('package-lock.json')

describe('package', () => {
  it('the doors and the command are there', () => {
    const doors = Object.values<string | { source: string }>(manifest.exports).map((door) =>
      typeof door === 'string' ? door : door.source,
    )
    const missing = [...doors, ...Object.values<string>(manifest.bin)].filter((path) => !existsSync(join(root, path)))
    expect(missing).toEqual([])
  })

  // npm leaves out other platforms' packages where the registry in use lacks them, and `npm ci` then refuses the file everywhere.
  it('the lock file has the optional packages of every platform', () => {
    const missing = Object.entries<{ optionalDependencies?: Record<string, string> }>(lock.packages).flatMap(
      ([path, entry]) =>
        path === ''
          ? []
          : Object.keys(entry.optionalDependencies ?? {}).filter(
              (name) => !lock.packages[`node_modules/${name}`] && !lock.packages[`${path}/node_modules/${name}`],
            ),
    )
    expect(missing).toEqual([])
  })

  it('the lock file does not say where packages came from', () => {
    expect(Object.entries<{ resolved?: string }>(lock.packages).filter(([, { resolved }]) => resolved)).toEqual([])
  })

  it('what runs for users has few dependencies', () => {
    expect(Object.keys(manifest.dependencies).sort()).toEqual(['commander', 'saxes'])
  })
})
