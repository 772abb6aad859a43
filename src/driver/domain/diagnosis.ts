import { shellQuote } from '../../base/shell-quote.ts'
import { mend, obstacles, ownAccount } from '../host/way.ts'
import { denied } from './denied.ts'
import type { Death } from './last-words.ts'

export interface Diagnosis {
  message: string
  hint: string
  where?: string
  data?: Record<string, unknown>
}

interface Rule {
  /** What QEMU, the C library or the programs before it write. */
  words: RegExp
  explain(found: RegExpExecArray, said: string, death: Death): Diagnosis
}

const pathIn = (said: string): string | undefined =>
  /another process using the image \[([^\]]+)\]/.exec(said)?.[1] ??
  /filename":\s*"([^"]+)"/.exec(said)?.[1] ??
  /Could not open (?:backing file: Could not open )?'([^']+)'/.exec(said)?.[1]

/** QEMU names the image's node where it opened the image itself without a fault: its file stands in the command line. */
function imageIn(said: string, { options }: Death): string | undefined {
  const node = /"file":\s*"([^"]+)"/.exec(said)?.[1]
  const option = options.find(({ value }) => node !== undefined && value?.includes(`"node-name":"${node}"`))
  return pathIn(said) ?? /"filename":"((?:[^"\\]|\\.)+)"/.exec(option?.value ?? '')?.[1]
}

/** The first that fits explains; QEMU's own words stay in the error's data. */
const rules: readonly Rule[] = [
  {
    words: /Failed to get (?:shared )?"[^"]*" lock|Failed to lock byte/,
    explain(_, said, { userOf }) {
      const path = pathIn(said)
      const user = path && userOf(path)
      return {
        message: `the image ${path ?? 'of a disk'} is in use by ${user ?? 'another process'}`,
        hint: `stop that one, or give both <shareable/> or <readonly/>; QEMU said: ${said}`,
      }
    },
  },
  {
    words: /(?:prlimit|setpriv): failed to execute (\S+): (.*)/,
    explain([, program = '', reason = ''], _, { emulator, account }) {
      const found = program === emulator && account ? obstacles(emulator, 'search', account) : []
      return {
        message: `${program} cannot be run: ${reason}`,
        hint:
          found.length > 0 && account
            ? mend(found, account.user)
            : program === 'setpriv'
              ? 'install util-linux, which has setpriv'
              : `is it there, and may ${account?.user ?? 'this user'} run it?`,
        where: program,
      }
    },
  },
  {
    words: /Could not access KVM kernel module: (.*)/,
    explain([, reason = ''], _, { account = ownAccount() }) {
      const found = obstacles('/dev/kvm', 'write', account)
      const isMissing = /No such file/.test(reason)
      return {
        message: isMissing
          ? 'this host has no /dev/kvm: the kvm module is not loaded, or virtualization is off in the firmware'
          : `the user '${account.user}' may not use KVM: ${reason}`,
        hint: isMissing
          ? "modprobe kvm_intel or kvm_amd, or write <domain type='qemu'>"
          : found.length > 0
            ? mend(found, account.user)
            : `usermod -aG kvm ${account.user}`,
        where: '/dev/kvm',
        data: { obstacles: found },
      }
    },
  },
  {
    words: /'?(\/[^':]+)'?: Permission denied/,
    explain([, path = ''], said, { account = ownAccount() }) {
      const wish = /backing|read/.test(said) ? 'read' : 'write'
      const found = obstacles(path, wish, account)
      const error = denied({
        path,
        what: /backing/.test(said) ? 'backing image' : 'guest',
        access: wish,
        account,
        found,
      })
      return { message: error.message, hint: error.hint ?? '', where: path, data: error.data }
    },
  },
  {
    words: /'?(\/[^':]+)'?: Read-only file system/,
    explain: ([, path = '']) => ({
      message: `${path} is on a read-only file system`,
      hint: 'mount it for writing, or give the disk <readonly/>',
      where: path,
    }),
  },
  {
    words: /Image is not in (\S+) format/,
    explain([, format = ''], said, death) {
      const image = imageIn(said, death)
      return {
        message: `${image ?? 'a disk'} is not in the format ${format} that its <driver type=…> names`,
        hint: `ask for the format: qemu-img info ${shellQuote(image ?? 'IMAGE')}; then correct <driver type=…>`,
        where: image,
      }
    },
  },
  {
    words: /Address already in use|failed to initialize spice server/,
    explain: (_, said) => ({
      message: `a port that this guest listens at is taken: ${said}`,
      hint: 'find who has it: ss -ltnp; or leave the port to Lodge with autoport="yes"',
    }),
  },
  {
    words:
      /can't open backing store (\S+) for guest RAM|unable to map backing store for guest RAM|os_mem_prealloc|preallocate memory/,
    explain: (_, said) => ({
      message: `the host has too few huge pages, or no memory of the kind that <memoryBacking> asks for: ${said}`,
      hint: 'set some aside: sysctl vm.nr_hugepages=NUMBER; /proc/meminfo says how many are free',
    }),
  },
  {
    words: /cannot set up guest memory '([^']*)': Cannot allocate memory|Cannot allocate memory/,
    explain: (_, said) => ({
      message: `the host has too little memory for this guest: ${said}`,
      hint: 'give it less <memory>, stop another guest, or allow more: sysctl vm.overcommit_memory=1',
    }),
  },
  {
    words: /unsupported machine type|Machine type '([^']+)' is not/i,
    explain: (_, said) => ({
      message: `this QEMU has no such machine: ${said}`,
      hint: 'lodge machines lists those that it has; correct <type machine=…>',
    }),
  },
  {
    words: /No space left on device/,
    explain: (_, said) => ({ message: `no space is left: ${said}`, hint: 'make room on the file system: df -h' }),
  },
  {
    words: /could not load (?:PC BIOS|kernel|firmware|bios) '?([^':]*)'?/i,
    explain: ([, path = ''], said) => ({
      message: `QEMU cannot load ${path || 'its firmware'}: ${said}`,
      hint: 'is the firmware installed? (Debian: seabios, ovmf)',
      where: path || undefined,
    }),
  },
]

export function diagnose(said: string, death: Death): Diagnosis | undefined {
  for (const rule of rules) {
    const found = rule.words.exec(said)
    if (found) return rule.explain(found, said, death)
  }
  return undefined
}
