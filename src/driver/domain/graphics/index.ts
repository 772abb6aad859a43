export { LocalGraphics } from './local-graphics.ts'
