// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const harmful = /\x1b\[[\d;]*m|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g

/** For terminals. Names and messages are others' words: nothing in them may move the cursor or turn what follows around. Colours stay. */
export function printable(text: string): string {
  return text.replace(harmful, (found) => {
    if (found.length > 1) return found
    const code = found.charCodeAt(0).toString(16)
    return code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`
  })
}
