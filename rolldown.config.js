import { defineConfig } from 'rolldown'

/** What is published: the doors and programs as few files, because each module of its own costs time at the start and memory for good. */
export default defineConfig({
  input: Object.fromEntries(
    ['index', 'client', 'xml', 'qmp', 'daemon/command', 'daemon/ssh-helper'].map((name) => [name, `src/${name}.ts`]),
  ),
  platform: 'node',
  external: ['commander', 'koffi', 'saxes'],
  output: {
    dir: 'dist',
    // As deep as the programs are in src: what they look up beside the package stands where they look.
    chunkFileNames: 'shared/[name]-[hash].js',
  },
})
