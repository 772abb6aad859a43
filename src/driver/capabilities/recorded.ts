import { LodgeError } from '../../base/errors.ts'
import type { QemuFacts } from '../../model/qemu/facts.ts'
import { FakeMonitor, recordedSessions } from '../qmp/index.ts'
import { probeConversation } from './conversation.ts'

/** The facts of a QEMU that isn't here, from a recorded conversation with it. */
export async function factsFromConversation(text: string, binary: string): Promise<QemuFacts> {
  const [main, tcg] = recordedSessions(text)
  if (!main) throw new LodgeError('INVALID_ARG', 'the text holds no recorded QMP conversation')
  return probeConversation(new FakeMonitor(main), {
    binary,
    underTcg: async (ask) => tcg && ask(new FakeMonitor(tcg)),
  })
}
