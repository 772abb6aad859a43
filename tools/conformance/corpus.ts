import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { factsFromConversation } from '../../src/driver/capabilities/index.ts'
import type { QemuFacts } from '../../src/model/qemu/facts.ts'
import type { HostView } from '../../src/model/qemu/host.ts'
import { pretendedHost } from './pretended-host.ts'

export interface Case {
  id: string
  name: string
  arch: string
  caps: string
  /** The input counts as a new definition. */
  abiUpdate: boolean
  expect: 'args' | 'parse-error' | 'start-error'
}

export interface Corpus {
  cases: Case[]
  source(of: Case): string
  host(of: Case): Promise<HostView>
}

/** Domain XML cases with the QEMU builds that they are for: a folder with `cases.json`, `xml/`, `caps/` and `host/`. */
export function openCorpus(folder: string): Corpus {
  const facts = new Map<string, Promise<QemuFacts>>()
  const factsOf = ({ caps, arch, id }: Case): Promise<QemuFacts> => {
    // results with the latest build of an architecture were made with its machine aliases as names of their own
    const latest = id.includes('-latest')
    const key = `${caps} ${arch} ${latest}`
    let found = facts.get(key)
    if (!found) {
      const text = readFileSync(join(folder, 'caps', caps), 'utf8')
      found = factsFromConversation(text, `/usr/bin/qemu-system-${arch}`).then((each) =>
        latest ? withAliasesAsNames(each) : each,
      )
      facts.set(key, found)
    }
    return found
  }
  return {
    cases: JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')),
    source: ({ name }) => readFileSync(join(folder, 'xml', `${name}.xml`), 'utf8'),
    host: async (each) => pretendedHost(folder, each.arch, await factsOf(each)),
  }
}

function withAliasesAsNames(each: QemuFacts): QemuFacts {
  const spread = (of: QemuFacts['byAccelerator']['kvm']) =>
    of && {
      ...of,
      machines: of.machines.flatMap(({ alias, ...machine }) =>
        alias
          ? [
              { ...machine, name: alias },
              { ...machine, default: false },
            ]
          : [machine],
      ),
    }
  return { ...each, byAccelerator: { kvm: spread(each.byAccelerator.kvm), tcg: spread(each.byAccelerator.tcg) } }
}
