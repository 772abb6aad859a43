import { LodgeError } from '../../../base/errors.ts'

/** The server knows a definition's text only; where that is from belongs to what is wrong with it. */
export async function definedIn<T>(file: string | undefined, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (file === undefined || !(error instanceof LodgeError) || !isAboutText(error)) throw error
    const { code, message, where, position, hint, data } = error
    throw new LodgeError(code, message, {
      where: where ? `${file} ${where}` : file,
      position,
      hint,
      data,
      cause: error,
    })
  }
}

function isAboutText({ code, position }: LodgeError): boolean {
  return position !== undefined || code === 'XML_ERROR' || code === 'XML_DETAIL'
}
