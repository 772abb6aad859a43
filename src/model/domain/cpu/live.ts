import type { CpuidWord } from '../../devices/context.ts'
import type { Domain } from '../xml.ts'
import { qemuNameOfX86, xmlFeature } from './feature-names.ts'
import { featuresOfWords } from './x86-features.ts'
import { namedX86Model } from './x86-models.ts'

/**
 * Of a model that runs, what its guest really has: each feature more or less than the model's is named, as libvirt does. What QEMU has
 * is the truth, whatever was asked for.
 */
export function showLiveCpu({ cpu }: Pick<Domain, 'cpu'>, words: readonly CpuidWord[]): void {
  const model = cpu?.mode === 'custom' && cpu.match !== 'minimum' ? namedX86Model(cpu.model?.name ?? '') : undefined
  if (!cpu || !model) return
  const named = new Map(cpu.feature.map((feature) => [qemuNameOfX86(feature.name), feature]))
  for (const [name, isThere] of featuresOfWords(words)) {
    const said = named.get(name)
    const isWanted = said ? wanted.includes(said.policy ?? 'require') : model.has(name)
    if (isThere === isWanted && said?.policy !== 'optional') continue
    const policy = isThere ? 'require' : 'disable'
    if (said) said.policy = policy
    else cpu.feature.push({ policy, name: xmlFeature(name) })
  }
  cpu.match = 'exact'
  cpu.model = { ...cpu.model, fallback: 'forbid' }
  cpu.check = 'full'
}

const wanted: readonly string[] = ['force', 'require']
