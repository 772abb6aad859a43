import { once } from 'node:events'
import { closeSync, constants, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { DescriptorChannel } from './descriptor-channel.ts'
import { type DescriptorPassing, descriptorPassing } from './system.ts'

let passing: DescriptorPassing
beforeAll(async () => {
  passing = (await descriptorPassing()) as DescriptorPassing
})

/** Two ends of a connection of Node's, and a folder. */
async function connected() {
  const folder = mkdtempSync(join(tmpdir(), 'lodge-channel-'))
  const server = createServer({ allowHalfOpen: true }).listen(join(folder, 'socket'))
  await once(server, 'listening')
  const near = connect(join(folder, 'socket'))
  const [far] = (await once(server, 'connection')) as [Socket]
  return {
    ...{ folder, near, far },
    [Symbol.dispose]: () => {
      for (const socket of [near, far]) socket.destroy()
      server.close()
      rmSync(folder, { recursive: true })
    },
  }
}

function listening(socket: Socket) {
  const channel = DescriptorChannel.over(socket, passing) as DescriptorChannel
  const heard = { text: '', descriptors: [] as number[], ended: false }
  channel.listen({
    received: ({ bytes, descriptors }) => {
      heard.text += Buffer.from(bytes).toString('latin1')
      heard.descriptors.push(...descriptors)
    },
    ended: () => {
      heard.ended = true
    },
  })
  return { channel, heard }
}

test('bytes and descriptors come in order, whatever a descriptor is of, and then the end', async () => {
  using place = await connected()
  const mine = listening(place.far)
  const sender = listening(place.near)
  writeFileSync(join(place.folder, 'file'), 'content')
  const file = openSync(join(place.folder, 'file'), constants.O_RDONLY)
  const closed: number[] = []
  place.near.write('before ')
  await sender.channel.send(Buffer.from('with '), [file], (each) => {
    closed.push(each)
    closeSync(each)
  })
  place.near.write('after')
  await expect.poll(() => mine.heard.text).toBe('before with \0after')
  const [received] = mine.heard.descriptors
  expect(readFileSync(received as number, 'utf8')).toBe('content')
  closeSync(received as number)
  expect(closed).toEqual([file])
  place.near.end()
  await expect.poll(() => mine.heard.ended).toBe(true)
})

test('what is held is not read, and nothing is lost', async () => {
  using place = await connected()
  const { channel, heard } = listening(place.far)
  channel.pause()
  const much = 'x'.repeat(1 << 20)
  place.near.write(much)
  await new Promise((resolve) => setImmediate(resolve))
  expect(heard.text).toBe('')
  channel.resume()
  await expect.poll(() => heard.text.length).toBe(much.length)
})

test('Node writes on meanwhile', async () => {
  using place = await connected()
  listening(place.far)
  place.far.write('answer')
  expect(String((await once(place.near, 'data'))[0])).toBe('answer')
})

test('two ends of one connection', () => {
  const [one, other] = passing.pair()
  expect(passing.receive(one)).toBeUndefined()
  expect(passing.send(other, Buffer.from('hello'), other)).toBe(5)
  const received = passing.receive(one)
  expect(Buffer.from(received?.bytes ?? []).toString()).toBe('hello')
  expect(received?.descriptors).toHaveLength(1)
  for (const each of [one, other, ...(received?.descriptors ?? [])]) closeSync(each)
})
