import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './sources.ts'

const here = 'test/rules/words.test.ts'
const text = /\.(ts|js|json|md|sh|xml|yml)$|^bin\/|^\.ci\/|^LICENSE$/

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter((path) => text.test(path) && path !== here && path !== 'package-lock.json')

interface Rule {
  forbids: RegExp
  why: string
  in?: RegExp
  except?: RegExp
}

const rules: Record<string, Rule> = {
  'notes to oneself': {
    forbids: /\b(TODO|FIXME|XXX|HACK)\b(?!-)/,
    why: 'do it, or write it down where users report things',
  },
  'tests that run alone or never': {
    forbids: /\b(it|test|describe|suite)(\.\w+)*\.(only|todo|skip\b(?!\(['"`].*: ))|\bskip\(\s*\)/,
    why: 'a skip needs its reason: context.skip(condition, "why"), skipIf, or it.skip("what: why")',
    in: /\.test\.ts$/,
  },
  'compiler checks turned off': {
    forbids: /@ts-(ignore|nocheck|expect-error)|biome-ignore(?!.*: \w)/,
    why: 'fix the type, or say why after the colon',
  },
  'paths of one machine': {
    forbids: /(?<![\w.])\/(work|home\/\w+)\//,
    why: 'nobody else has them',
    except: /fixtures|recorded|^examples\//,
  },
  'hosts of package registries': {
    forbids: /registry\.npmjs|proxy\.golang|pypi\.org/,
    why: 'users choose their own registry or mirror',
  },
  'a folder beside the checkout': {
    forbids: /\.\.\/shared\/(conformance|design|bench)/,
    why: 'pass it in through LODGE_CORPUS',
    except: /^\.ci\/run$/,
  },
  'merge conflicts': { forbids: /^(<{7}|>{7}|={7})( |$)/m, why: 'resolve it' },
}

describe('words', () => {
  it.each(Object.entries(rules))('no %s', (_, { forbids, why, in: only, except }) => {
    const found = files
      .filter((path) => (only?.test(path) ?? true) && !except?.test(path))
      .flatMap((path) =>
        readFileSync(join(root, path), 'utf8')
          .split('\n')
          .flatMap((line, index) =>
            forbids.test(line) ? [`${path}:${index + 1}: ${line.trim().slice(0, 120)} (${why})`] : [],
          ),
      )
    expect(found).toEqual([])
  })

  it('files are named in kebab-case', () => {
    const named = files.filter(
      (path) => /^(src|test|tools|docs)\//.test(path) && !/fixtures|recorded|golden/.test(path),
    )
    expect(named.filter((path) => !/^[a-z0-9_./-]+$/.test(path))).toEqual([])
  })

  it('no folder is called utils, common or helpers', () => {
    expect(files.filter((path) => /\/(utils?|commons?|helpers?)\//.test(path))).toEqual([])
  })
})
