import type { Known } from './field.ts'

export function known(attributes: Iterable<string>, elements: Iterable<[string, Known | undefined]> = []): Known {
  return { attributes: new Set(attributes), elements: new Map(elements) }
}

export function merged(all: readonly Known[]): Known {
  const elements = new Map<string, Known | undefined>()
  for (const each of all) {
    for (const [name, inner] of each.elements) {
      const before = elements.get(name)
      elements.set(name, before && inner ? merged([before, inner]) : (inner ?? before))
    }
  }
  return { attributes: new Set(all.flatMap((each) => [...each.attributes])), elements }
}
