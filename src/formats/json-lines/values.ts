/** The JSON values of a text that holds them one after another, with any white space between: recorded QMP conversations. */
export function* jsonValues(text: string): Generator<unknown> {
  let depth = 0
  let start = -1
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++
    } else if (character === '{' || character === '[') {
      if (depth++ === 0) start = at
    } else if (character === '}' || character === ']') {
      if (--depth === 0) yield JSON.parse(text.slice(start, at + 1))
    }
  }
}
