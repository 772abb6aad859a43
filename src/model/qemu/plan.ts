/** All that is done to start one guest, as a value: nothing in it has happened yet. */
export interface LaunchPlan {
  emulator: string
  arguments: Argument[]
  environment: Record<string, string>
  /** Opened before the emulator is started and inherited by it; the first is number 3, the next 4, … */
  descriptors: Descriptor[]
  /** Made before the start, mode 0700, removed when the guest ends. */
  folders: string[]
  /** Written before the start, mode 0600. */
  files: PlannedFile[]
  /** Paths that the guest needs, with the words that say what for: asked for before the start, so that the error is a clear one. */
  needs: NeededPath[]
  /** Started before the emulator, in this order. */
  processes: HelperProcess[]
  monitorSocket: string
  /** Sent to the monitor in this order before the guest's CPUs run. */
  commands: MonitorCommand[]
}

/** A program that serves a guest: started before its emulator, ended with it. */
export interface HelperProcess {
  /** Which of the guest's helpers it is: `swtpm`, `net0-passt`; part of its log's name. */
  name: string
  /** A path, or a name that is found on PATH. */
  program: string
  /** Debian's package that has it. */
  package: string
  arguments: string[]
  /** What it is for: `network card net0`. */
  what: string
  /** What its guest lacks once it has ended: `its TPM does not answer`. */
  lost: string
  /** `guest`: it is whoever the emulator is. `host`: it has to be whoever starts guests, root in system mode. */
  user: 'guest' | 'host'
  begin: HelperBegin
  /** Written before it is started, mode 0600. */
  files?: PlannedFile[]
  /** What it keeps from run to run. */
  state?: HelperState
}

export type HelperBegin =
  /** It inherits a listening socket as descriptor 3: whoever connects before it is ready waits, so nobody else has to. */
  | { by: 'inheriting'; socket: string }
  /** It inherits one end of a socket pair as descriptor 3; the other is QEMU's. */
  | { by: 'pairing' }
  /** It makes the socket itself, and leaves its number in a file when it is ready. */
  | { by: 'telling'; socket: string; pidFile: string }
  /** The same, and it goes into the background for that: the number is that of another process than was started. */
  | { by: 'forking'; socket: string; pidFile: string }

/** A file in a folder, made by another program before the first start. */
export interface HelperState {
  folder: string
  file: string
  /** The folder is the guest's own, made and removed with it; otherwise the user's, who has made it. */
  own: boolean
  setup: StateSetup
}

/** Who makes that file: its arguments end with an option for the folder, which comes behind them. */
export interface StateSetup {
  program: string
  package: string
  arguments: string[]
  /** Called with these before that. */
  first?: string[]
  /** The arguments with which it changes a file that is there already, before each start. */
  change?: string[]
}

export interface MonitorCommand {
  execute: string
  arguments: Record<string, string | number | boolean | undefined>
}

export interface Argument {
  /** With its dash: `-device`. */
  option: string
  value?: string
}

/** Something with a file descriptor, told apart from plain objects by the `descriptor` member. */
export type Descriptor =
  /** A listening UNIX socket. */
  | { descriptor: 'listen'; path: string; mode?: number }
  /** A new network interface `name` (`%d` lets the kernel choose), up, in the bridge where one is given. */
  | {
      descriptor: 'tap'
      id: string
      name: string
      bridge?: string
      /** A macvtap over this interface of the host, where one is given. */
      parent?: { device: string; mode: string }
      mac?: string
      vnetHeader: boolean
      multiQueue: boolean
    }
  /** `/dev/vhost-net`, one for each queue. */
  | { descriptor: 'vhost-net'; id: string }
  /** One end of a socket pair; the helper of that name has the other. */
  | { descriptor: 'helper'; name: string }
  /** One of those that somebody has handed in under a name. */
  | { descriptor: 'associated'; name: string; nth: number }
  /** A device file of the host, for reading and writing. */
  | { descriptor: 'device'; path: string }
  /** A file for writing that QEMU itself must not open. */
  | { descriptor: 'file'; path: string; append: boolean; fdset?: number }

export interface PlannedFile {
  path: string
  content: { random: number } | { copyOf: string } | { text: string }
  /** Left alone where it is there already, and kept when the guest ends. */
  keep: boolean
  /** Written anew where it is there already; it was kept, and is kept. */
  renew?: boolean
}

export interface NeededPath {
  path: string
  /** `disk vda`, `kernel`, `firmware`, … */
  what: string
  access: 'read' | 'write'
  /** Other guests may write to it at the same time. */
  shared?: boolean
  /** A character device of the host's, which is none of the definition's choosing. */
  isDevice?: boolean
  /** A helper opens it, and the emulator never does. */
  byHelper?: boolean
  /** False where it is to stay its owner's, whoever the emulator runs as. */
  relabel?: boolean
  /** The image in whose header the path stands, where the definition doesn't name it. */
  foundIn?: string
}
