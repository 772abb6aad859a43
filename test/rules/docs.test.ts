import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { referencePages } from '../../tools/docs.ts'
import { filesUnder, root } from './sources.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const pages = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.md'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => path && existsSync(join(root, path)))
const written = pages.filter((path) => !path.startsWith('docs/reference/'))

describe('documentation', () => {
  it('generated pages are what the source says (npm run docs makes them)', async () => {
    const made = await referencePages()
    const outdated = Object.keys(made).filter((file) => {
      const path = `docs/reference/${file}`
      return !existsSync(join(root, path)) || read(path) !== made[file]
    })
    expect(outdated, 'out of date: npm run docs').toEqual([])
    const there = filesUnder('docs/reference').map((path) => path.replace('docs/reference/', ''))
    expect(there.filter((file) => !(file in made))).toEqual([])
  })

  it.each(pages)('%s links to what is there', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link)
    expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([])
  })

  it.each(written)('%s names files that are there', (page) => {
    const named = [...read(page).matchAll(/`((?:src|test|tools|docs|examples|bin)\/[\w./-]*)`/g)].map(
      ([, path = '']) => path,
    )
    expect(named.filter((path) => !/NAME/.test(path) && !existsSync(join(root, path)))).toEqual([])
  })

  it('the map of ARCHITECTURE.md has every folder of the first two levels', () => {
    const map = read('ARCHITECTURE.md')
    const folders = (path: string): string[] =>
      readdirSync(join(root, path), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${path}/${name}`)
    const all = folders('src').flatMap((layer) => [layer, ...folders(layer)])
    expect(all.filter((folder) => !map.includes(`\`${folder}/\``))).toEqual([])
  })

  it('every script of package.json that people type is in the contributing guide or the README', () => {
    const { scripts } = JSON.parse(read('package.json'))
    const text = read('README.md') + read('CONTRIBUTING.md') + read('ARCHITECTURE.md')
    const automatic = ['prepack', 'lint', 'typecheck', 'unused']
    expect(
      Object.keys(scripts).filter(
        (name) => !automatic.includes(name) && !new RegExp(`npm (run )?${name}\\b`).test(text),
      ),
    ).toEqual([])
  })
})
