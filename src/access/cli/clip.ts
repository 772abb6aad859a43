// biome-ignore lint/suspicious/noControlCharactersInRegex: what changes colours starts with one
const styles = /(\x1b\[[\d;]*m)/

/** The beginning of a line that takes so many columns; colours take none, and end with it. */
export function clip(line: string, columns: number): string {
  let room = columns
  return line
    .split(styles)
    .map((part, index) => {
      if (index % 2 === 1) return part
      const characters = [...part]
      const shown = characters.slice(0, Math.max(0, room))
      room -= characters.length
      return shown.join('')
    })
    .join('')
}
