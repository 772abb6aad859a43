import type { Answer, EnumXml } from './xml.ts'

export function enumOf(name: string, words: readonly string[]): EnumXml {
  return { name, value: words.map((word) => ({ word })) }
}

/** «No» where there are no words at all to give. */
export function answerOf(enums: Readonly<Record<string, readonly string[]>> | undefined): Answer {
  return {
    supported: enums !== undefined,
    enum: Object.entries(enums ?? {}).map(([name, words]) => enumOf(name, words)),
  }
}

export function yesOrNo(supported: boolean): Answer {
  return { supported, enum: [] }
}
