import { cpSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readDefinition } from '../../src/access/cli/documents.ts'
import { root } from '../rules/sources.ts'

/** What each example says on its console once its firmware, kernel or boot sector runs. */
export const words: Record<string, RegExp> = {
  'hello.xml': /Hello from your guest.*run by KVMKVMKVM.*powering off/s,
  'aarch64.xml': /UEFI|EDK II/,
  'hppa.xml': /SeaBIOS PA-RISC/,
  'mips.xml': /Hello from your guest: a MIPS Malta board/,
  'ppc.xml': /OpenBIOS.*PowerPC,750/s,
  'ppc64.xml': /SLOF|QEMU Starting/,
  'riscv64.xml': /OpenSBI/,
  's390x.xml': /boot device|LOADPARM/,
  'sparc.xml': /OpenBIOS/,
  'sparc64.xml': /OpenBIOS/,
  'first-mail/isapc.xml': /Hello from your guest/,
  'first-mail/kvm-loader.xml': /run by KVMKVMKVM/,
  'first-mail/kvm.xml': /run by KVMKVMKVM/,
  'first-mail/plain.xml': /run by TCGTCGTCGTCG/,
  'first-mail/ppc-mac99.xml': /OpenBIOS.*PowerPC,G4/s,
  'first-mail/ppc.xml': /OpenBIOS.*PowerPC,750/s,
}

export interface Examples extends Disposable {
  names: string[]
  /** Everything that Lodge keeps goes there. */
  state: string
  read(name: string): Promise<{ name: string; text: string }>
}

/** A copy of the folder, so that guests which write to their disks disturb nobody. */
export function copyOfExamples(): Examples {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-examples-'))
  const examples = join(folder, 'examples')
  cpSync(join(root, 'examples'), examples, { recursive: true })
  return {
    names: globSync('**/*.xml', { cwd: examples }).sort(),
    state: join(folder, 'state'),
    read: (name) => readDefinition(join(examples, name)),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  }
}
