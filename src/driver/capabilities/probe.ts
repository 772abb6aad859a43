import type { QemuFacts } from '../../model/qemu/facts.ts'
import { probeConversation } from './conversation.ts'
import { EmulatorSession } from './emulator-session.ts'

export interface ProbeOptions {
  /** Whether KVM is worth trying. */
  kvm: boolean
  /** Milliseconds for each of the one or two runs. */
  timeout?: number
}

/** Asks a binary what it can do: one run, and a second one without KVM where KVM was on. */
export function probeBinary(binary: string, { kvm, timeout = 15_000 }: ProbeOptions): Promise<QemuFacts> {
  return EmulatorSession.with(binary, { accelerators: kvm ? 'kvm:tcg' : 'tcg', timeout }, (monitor) =>
    probeConversation(monitor, {
      binary,
      underTcg: (ask) => EmulatorSession.with(binary, { accelerators: 'tcg', timeout }, ask),
    }),
  )
}
