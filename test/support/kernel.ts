import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { type KernelFiles, kernelFiles } from '../../src/driver/host/linux/kernel-files.ts'

/** A kernel that has these files and no others. */
export function pretendKernel(files: Record<string, string> = {}): KernelFiles {
  const root = mkdtempSync(join(tmpdir(), 'lodge-kernel-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return kernelFiles(root)
}
