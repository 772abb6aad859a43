import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { freePorts } from './free-ports.ts'

it('gives each port once, and none that somebody listens on', async () => {
  const first = freePorts()('websocket')
  const server = createServer().listen(first + 1, '127.0.0.1')
  await once(server, 'listening')
  try {
    const next = freePorts()
    const second = next('websocket')
    expect(second).toBeGreaterThan(first + 1)
    expect(next('websocket')).toBeGreaterThan(second)
  } finally {
    server.close()
  }
})
