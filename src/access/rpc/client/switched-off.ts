import { LodgeError } from '../../../base/errors.ts'

/** Settles with a guest's end; throws where that takes longer than so many milliseconds. */
export async function switchedOff(
  ended: Promise<unknown> | undefined,
  { name, timeout }: { name: string; timeout: number },
): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    const text = `the guest '${name}' has not switched itself off within ${timeout} ms`
    const hint = 'it has to know ACPI for that; destroy pulls the plug'
    timer = setTimeout(() => reject(new LodgeError('OPERATION_TIMEOUT', text, { hint })), timeout)
  })
  try {
    await Promise.race([ended, late])
  } finally {
    clearTimeout(timer)
  }
}
