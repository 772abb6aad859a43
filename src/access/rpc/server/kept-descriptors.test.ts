import { expect, test } from 'vitest'
import { KeptDescriptors } from './kept-descriptors.ts'

/** Whoever borrows lets go when it is told to, and says so, as a domain does. */
function borrower() {
  const back: number[][] = []
  const kept = new KeptDescriptors((descriptors) => back.push([...descriptors]))
  let released = (): void => {}
  const lend = async (tell: () => void): Promise<Disposable> => {
    released = tell
    return { [Symbol.dispose]: tell }
  }
  return { back, kept, lend, release: () => released() }
}

test('they are closed when their client goes, once', async () => {
  const { back, kept, lend } = borrower()
  await kept.keep([5, 6], lend)
  expect(back).toEqual([])
  kept.end()
  kept.end()
  expect(back).toEqual([[5, 6]])
})

test('they are closed when whoever has them needs them no more', async () => {
  const { back, kept, lend, release } = borrower()
  await kept.keep([5], lend)
  release()
  kept.end()
  expect(back).toEqual([[5]])
})

test('what is lent when the client has gone is closed at once', async () => {
  const { back, kept, lend } = borrower()
  kept.end()
  await kept.keep([5], lend)
  expect(back).toEqual([[5]])
})

test('what nobody wants stays with the call', async () => {
  const { back, kept } = borrower()
  const refuse = async () => {
    throw new Error('no')
  }
  await expect(kept.keep([5], refuse)).rejects.toThrow('no')
  kept.end()
  expect(back).toEqual([])
})
