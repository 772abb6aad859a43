import type { ByteStream } from './domain.ts'

/** Of what the numbers of keys are; `qnum` is QEMU's own. */
export type KeyCodeset = 'linux' | 'xt' | 'atset1' | 'atset2' | 'atset3' | 'os_x' | 'xt_kbd' | 'usb' | 'win32' | 'qnum'

export interface KeyOptions {
  /** `linux` where absent: the numbers of its input-event-codes.h. */
  codeset?: KeyCodeset
  /** Milliseconds that they are held down. */
  holdTime?: number
}

export interface Screenshot {
  /** `image/png`, or `image/x-portable-pixmap` of an older QEMU. */
  type: string
  image: Uint8Array
}

/** What one can do standing before a machine: its keyboard, its screen, its buttons and its ports. */
export interface DomainPanel {
  /** All of them together, as with Ctrl-Alt-Delete. */
  pressKeys(keys: readonly number[], options?: KeyOptions): Promise<void>
  /** Counted over all displays, from 0. */
  screenshot(screen?: number): Promise<Screenshot>
  /** A non-maskable interrupt. */
  injectNmi(): Promise<void>
  /** From a sleep of its own. */
  wake(): Promise<void>
  /** Bytes from and to a port of the guest, by its alias or its name in the guest; without one the first. */
  channel(name?: string): Promise<ByteStream>
}
