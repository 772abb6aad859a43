export { type JsonLine, type JsonLineError, type JsonLineLimits, JsonLineSplitter } from './splitter.ts'
export { jsonValues } from './values.ts'
