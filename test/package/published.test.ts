import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../rules/sources.ts'

const folder = mkdtempSync(join(tmpdir(), 'lodge-package-'))
const installed = join(folder, 'node_modules', 'lodged')
const run = (program: string, args: string[], cwd = folder): string =>
  execFileSync(program, args, { cwd, encoding: 'utf8' })

/** The package as `npm pack` makes it, with the dependencies of the checkout beside it. */
beforeAll(() => {
  mkdirSync(installed, { recursive: true })
  const dist = join(installed, 'dist')
  run(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json', '--outDir', dist],
    root,
  )
  run(
    process.execPath,
    [join(root, 'node_modules/rolldown/bin/cli.mjs'), '-c', '--dir', dist, '--logLevel', 'silent'],
    root,
  )
  for (const name of ['package.json', 'bin', 'README.md', 'LICENSE'])
    cpSync(join(root, name), join(installed, name), { recursive: true })
  for (const name of ['commander', 'saxes', 'xmlchars', '@types'])
    symlinkSync(join(root, 'node_modules', name), join(folder, 'node_modules', name))
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('the published package', () => {
  it('is plain JavaScript', () => {
    const files = run('find', [join(installed, 'dist'), '-name', '*.ts', '-not', '-name', '*.d.ts'])
    expect(files).toBe('')
  })

  it('has a command that runs', () => {
    expect(run(process.execPath, [join(installed, 'bin/lodge.js'), '--version'])).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(run(process.execPath, [join(installed, 'bin/lodge.js'), 'run', '--help'])).toContain('Ctrl-]')
  })

  it('finds what is beside it from wherever its code has come to stand', () => {
    const scripts = run('find', [join(installed, 'dist'), '-name', '*.js'])
      .trim()
      .split('\n')
    const wanted = scripts.flatMap((script) =>
      [...readFileSync(script, 'utf8').matchAll(/new URL\(['"](.+?)['"], import\.meta\.url\)/g)].map(([, path = '']) =>
        join(dirname(script), path),
      ),
    )
    expect(wanted.map((path) => relative(installed, path)).sort()).toEqual(['bin/lodge.js', 'package.json'])
    expect(wanted.filter((path) => !existsSync(path))).toEqual([])
  })

  it('has a client that loads nothing of what runs guests', () => {
    const loaded = run(process.execPath, [
      '--input-type=module',
      '-e',
      `import { registerHooks } from 'node:module'
let bytes = 0
registerHooks({ load(url, context, next) { const found = next(url, context); bytes += found.source?.length ?? 0; return found } })
await import('lodged/client')
console.log(bytes)`,
    ])
    expect(Number(loaded)).toBeLessThan(400_000)
  })

  it('opens its doors', () => {
    writeFileSync(
      join(folder, 'use.mjs'),
      `import { open } from 'lodged'
import { parseDomain, formatDomain } from 'lodged/xml'
import { connect } from 'lodged/client'
import { QmpClient } from 'lodged/qmp'
const domain = parseDomain("<domain type='qemu'><name>a</name><memory unit='MiB'>1</memory><os><type>hvm</type></os></domain>")
console.log(typeof open, typeof connect, typeof QmpClient, formatDomain(domain).includes('<name>a</name>'))`,
    )
    expect(run(process.execPath, ['use.mjs'])).toBe('function function function true\n')
  })

  it('has types that compile for its users', () => {
    writeFileSync(
      join(folder, 'use.ts'),
      `import { open } from 'lodged'
import { type Domain, parseDomain } from 'lodged/xml'
export const domain: Domain = parseDomain('')
export async function first(): Promise<string | undefined> {
  await using host = await open()
  return (await host.domains())[0]?.name
}`,
    )
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--lib',
      'es2024,esnext.disposable',
      '--types',
      'node',
    ]
    run(process.execPath, [tsc, ...options, 'use.ts'])
  })
})
