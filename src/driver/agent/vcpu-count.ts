import type { GuestVcpu } from '../../api/index.ts'
import { LodgeError } from '../../base/errors.ts'

/** Which of a guest's CPUs are to be switched, and to what, so that it uses as many as are wanted. */
export function switchedFor(vcpus: readonly GuestVcpu[], count: number): { numbers: number[]; online: boolean } {
  const on = vcpus.filter(({ online }) => online)
  const more = count - on.length
  if (count > vcpus.length) {
    const text = `guest agent reports less cpu than requested: ${vcpus.length} of ${count}`
    throw new LodgeError('INVALID_ARG', text, { hint: 'give the guest more of them first: setvcpus --live' })
  }
  if (more >= 0)
    return {
      numbers: vcpus
        .filter(({ online }) => !online)
        .map(numberOf)
        .slice(0, more),
      online: true,
    }
  // Where a guest says that its first can go too, parts of it still believe that it stays.
  const removable = on.filter(({ number, offlinable }) => offlinable && number > 0).map(numberOf)
  if (removable.length < -more) {
    const text = `Cannot offline enough CPUs: ${on.length - removable.length} of them stay`
    throw new LodgeError('INVALID_ARG', text)
  }
  return { numbers: removable.slice(more), online: false }
}

function numberOf({ number }: GuestVcpu): number {
  return number
}
