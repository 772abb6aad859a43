/** One thing in which Lodge is not as libvirt is, and why. */
export interface Difference {
  /** Where it is seen: the phase of a guest's life and the command. */
  questions: readonly string[]
  reason: string
  /** The lines that differ: everything else of the answer is the same. Without it the whole answer differs. */
  lines?: RegExp
  /** Seen on some hosts only. */
  sometimes?: boolean
}

const of = (phases: readonly string[], ...commands: string[]): string[] =>
  phases.flatMap((phase) => commands.map((command) => `${phase}: ${command}`))

export const differences: readonly Difference[] = [
  {
    questions: of(['host'], 'maxvcpus kvm'),
    reason:
      'libvirt opens /dev/kvm to answer; Lodge says what the emulator allows, also where the user may not use KVM',
    sometimes: true,
  },
  {
    questions: of(['host'], 'sysinfo'),
    reason: 'both have the same code; Lodge says why there is none',
    sometimes: true,
  },
  {
    questions: of(['host'], 'cpu-models x86_64'),
    reason: 'libvirt prints its own table of models; Lodge prints what the emulator has, so that each name can be used',
  },
  {
    questions: of(['host'], 'nodesevinfo'),
    reason: 'memory encryption is not there yet; either way it is not supported',
    sometimes: true,
  },
  {
    questions: of(['host'], 'node-memory-tune --shm-pages-to-scan 100'),
    reason: "Lodge names the kernel's file, and who may write it",
  },
  {
    questions: of(['host'], 'capabilities'),
    reason:
      "Lodge finds emulators in the usual folders too, not in PATH alone; it names the host's CPU after the emulator's models and knows clusters of cores",
  },
  {
    questions: of(['host'], 'domcapabilities', 'domcapabilities --machine pc --virttype qemu'),
    reason:
      'Lodge lists every model that the emulator has, versions included; libvirt those of its own table. Enlightenments for Windows are listed where KVM is used',
  },
  {
    questions: of(['defined'], 'define broken.xml'),
    reason: 'Lodge reads XML by itself: line and column are there, and which element is still open',
  },
  {
    questions: of(['changed'], 'dumpxml guest'),
    reason: 'libvirt leaves an empty <metadata/> where the last of its elements was removed',
    lines: /^ {2}<metadata\/>$/,
  },
  {
    questions: of(['running'], 'dumpxml guest', 'dumpxml guest --security-info', 'dumpxml guest --update-cpu'),
    reason: "as above for <metadata/>; sockets are in folders of each one's own",
    lines: /^ {2}<metadata\/>$|<source mode='bind' path='FOLDER/,
  },
  {
    questions: of(['running'], 'dumpxml guest --migratable'),
    reason: 'as above for <metadata/>',
    lines: /^ {2}<metadata\/>$/,
  },
  {
    questions: of(['running'], 'cpu-stats guest'),
    reason: 'neither has it in a session without control groups; Lodge has the total nevertheless',
    lines: /^error: /,
  },
  {
    questions: of(['used'], 'domxml-to-native qemu-argv --domain guest'),
    reason:
      'libvirt opens what a network card needs before it prints; Lodge opens nothing, and prints the line with which it starts the guest: fewer options that say nothing, and descriptors for sockets',
  },
  {
    questions: of(['binding'], 'getMaxVcpus(None)'),
    reason: 'libvirt answers 16 whatever there is; Lodge what the emulator allows',
  },
  {
    questions: of(
      ['binding'],
      'getCPUStats(99)',
      'getMemoryStats(99)',
      'getCellsFreeMemory(5, 1)',
      'setMemoryParameters(shared)',
      'allocPages(3 KiB)',
      'allocPages(cell 77)',
      'baselineCPU([])',
      "getDomainCapabilities('no machine')",
      'defined: metadata(9)',
      'running: metadata(9)',
      "running: interfaceStats('nope')",
      'defined: getAllDomainStats(1 << 30)',
      'running: getAllDomainStats(1 << 30)',
      'defined: vcpus()',
    ),
    reason: 'the code is the same; the words, or the part of libvirt that is named, are not',
  },
  {
    questions: of(['binding'], "getDomainCapabilities('nope')", "running: openConsole('nope')"),
    reason: 'Lodge says which argument is wrong, libvirt what went wrong because of it',
  },
  {
    questions: of(
      ['binding'],
      "compareCPU('<a/>')",
      "defineXML('')",
      "defineXML('<a/>')",
      'defineXML(no name)',
      'defineXML(no memory)',
      'defineXML(no os)',
      'defineXML(type)',
      'defineXML(slash)',
    ),
    reason:
      'what is wrong in XML is said with line and column and what is allowed there, always as XML_ERROR; libvirt has NO_NAME for a missing name and CONFIG_UNSUPPORTED for an unknown type',
  },
  {
    questions: of(['binding'], 'defined: maxMemory()'),
    reason: 'libvirt counts the virtual CPUs of running guests only; Lodge says what is defined',
  },
  {
    questions: of(['binding'], 'defined: managedSave()'),
    reason: 'saved guests are not there yet: clients are told that the procedure is unknown',
  },
  {
    questions: of(
      ['binding'],
      'defined: interfaceAddresses(9)',
      'defined: setLaunchSecurityState(half)',
      'running: setLaunchSecurityState(half)',
    ),
    reason: 'Lodge looks at the argument first, libvirt at the guest',
  },
  {
    questions: of(['binding'], 'defined: getAllDomainStats()'),
    reason: 'libvirt gives times of a process that is not there',
    lines: /"cpu\./,
  },
  {
    questions: of(['binding'], 'running: getCPUStats(True)'),
    reason: "without control groups libvirt has none; Lodge gives the process's own times",
  },
]
