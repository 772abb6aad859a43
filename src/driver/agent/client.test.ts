import { describe, expect, test } from 'vitest'
import { AgentClient } from './client.ts'
import { FakeAgent, type FakeAnswers, honest } from './fake-agent.ts'

function conversation(answers: FakeAnswers, options = {}) {
  const agent = new FakeAgent(answers)
  return { agent, client: new AgentClient(agent.channel, options) }
}

const unresponsive = { code: 'AGENT_UNRESPONSIVE' }

describe('an agent', () => {
  test('is given a sign before every command, and answers one at a time', async () => {
    const { agent, client } = conversation(honest({ 'guest-ping': {}, 'guest-info': { version: '7' } }))
    expect(await Promise.all([client.execute('guest-ping'), client.execute('guest-info')])).toEqual([
      {},
      { version: '7' },
    ])
    const names = agent.asked.map(({ execute }) => execute)
    expect(names).toEqual(['guest-sync-delimited', 'guest-ping', 'guest-sync-delimited', 'guest-info'])
    expect(new Set(agent.asked.map(({ arguments: args }) => args?.id)).size).toBe(3)
    client.close()
  })

  test('that refuses says why in its own words', async () => {
    const { client } = conversation(honest({}))
    await expect(client.execute('guest-nope')).rejects.toMatchObject({
      code: 'INTERNAL_ERROR',
      errorClass: 'CommandNotFound',
      message: /unable to execute QEMU agent command 'guest-nope': The command guest-nope has not been found/,
    })
    client.close()
  })

  test('that is silent, or begins to answer and does not end, is not waited for longer than was said', async () => {
    const { client } = conversation(() => undefined)
    await expect(client.execute('guest-ping', undefined, { timeout: 20 })).rejects.toMatchObject(unresponsive)
    const half = conversation(({ execute, arguments: args }, agent) => {
      if (execute === 'guest-sync-delimited') return { return: args?.id }
      agent.write('{"return": {"a": "')
      return undefined
    })
    await expect(half.client.execute('guest-ping', undefined, { timeout: 20 })).rejects.toMatchObject(unresponsive)
    for (const each of [client, half.client]) each.close()
  })

  test('that is there no more fails what it was asked at once, but for what it was to end by', async () => {
    let asked = Promise.withResolvers<void>()
    const silent: FakeAnswers = ({ execute, arguments: args }) => {
      if (execute === 'guest-sync-delimited') return { return: args?.id }
      return void asked.resolve()
    }
    const first = conversation(silent).client
    const ping = first.execute('guest-ping').catch((error) => error)
    await asked.promise
    first.leave()
    expect(await ping).toMatchObject({ ...unresponsive, message: expect.stringMatching(/disappeared while executing/) })
    asked = Promise.withResolvers()
    const second = conversation(silent).client
    const shutdown = second.execute('guest-shutdown', undefined, { done: new Promise(() => {}) })
    await asked.promise
    second.leave()
    expect(await shutdown).toBeUndefined()
    expect(second.isOver).toBe(true)
  })

  test('that answers late is not believed to have answered what was asked next', async () => {
    let late: (() => void) | undefined
    const { client } = conversation(({ execute, arguments: args }, agent) => {
      if (execute === 'guest-slow') {
        late = () => agent.say({ return: 'late' })
        return undefined
      }
      if (execute === 'guest-sync-delimited') {
        late?.()
        return { return: args?.id }
      }
      return { return: 'in time' }
    })
    await expect(client.execute('guest-slow', undefined, { timeout: 20 })).rejects.toMatchObject(unresponsive)
    expect(await client.execute('guest-fast')).toBe('in time')
    client.close()
  })

  test('that was restarted in the middle of an answer, or complains of half a message, is understood', async () => {
    const { client } = conversation(({ execute, arguments: args }, agent) => {
      if (execute !== 'guest-sync-delimited') return { return: 'fine' }
      agent.write('{"return": {"half": "an ans')
      agent.say({ error: { class: 'GenericError', desc: 'Invalid JSON syntax' } }, true)
      return { return: args?.id }
    })
    expect(await client.execute('guest-ping')).toBe('fine')
    client.close()
  })

  test('that gives back another sign, or none of JSON, is out of sync', async () => {
    for (const answers of [
      () => ({ return: 12345 }),
      (_: unknown, agent: FakeAgent) => void agent.write('\xffnonsense\n[]\n7\nnull\n{"return": {}}\n'),
    ] as FakeAnswers[]) {
      const { client } = conversation(answers)
      await expect(client.execute('guest-ping', undefined, { timeout: 20 })).rejects.toMatchObject({
        code: 'AGENT_UNSYNCED',
      })
      client.close()
    }
  })

  test('that talks without end is cut off, whether it was asked or not', async () => {
    const flood = (agent: FakeAgent): void => {
      while (agent.write(`{"return": "${'x'.repeat(60_000)}"}\n`.repeat(200)));
    }
    const { client, agent } = conversation((_, agent) => void flood(agent))
    // Not asked: nothing is read, so the channel fills up and the guest waits.
    flood(agent)
    expect(agent.channel.readableLength).toBeLessThan(16 << 20)
    await expect(client.execute('guest-ping')).rejects.toMatchObject(unresponsive)
    expect(client.isOver).toBe(true)
    await expect(client.execute('guest-ping')).rejects.toMatchObject(unresponsive)
  })

  test('that answers with more depth than anything has is not read', async () => {
    const { client } = conversation(({ execute, arguments: args }, agent) => {
      if (execute === 'guest-sync-delimited') return { return: args?.id }
      agent.write(`{"return": ${'['.repeat(10_000)}${']'.repeat(10_000)}}\n`)
      return undefined
    })
    await expect(client.execute('guest-ping', undefined, { timeout: 20 })).rejects.toMatchObject(unresponsive)
    client.close()
  })

  test('whose channel ends fails what waits', async () => {
    const { client, agent } = conversation(({ execute, arguments: args }, agent) => {
      if (execute === 'guest-sync-delimited') return { return: args?.id }
      agent.hangUp()
      return undefined
    })
    const both = [client.execute('guest-ping'), client.execute('guest-ping')]
    expect((await Promise.allSettled(both)).map((each) => each.status)).toEqual(['rejected', 'rejected'])
    expect(agent.asked).toHaveLength(2)
  })

  test('has answered where what it was to do is seen to happen', async () => {
    const { client } = conversation(({ execute, arguments: args }) =>
      execute === 'guest-sync-delimited' ? { return: args?.id } : undefined,
    )
    expect(await client.execute('guest-shutdown', {}, { done: Promise.resolve('off') })).toBe('off')
    client.close()
  })

  test('gives its channel back when it has not been asked for a while', async () => {
    const { client } = conversation(honest({ 'guest-ping': {} }), { idle: 1 })
    await client.execute('guest-ping')
    await expect.poll(() => client.isOver).toBe(true)
  })
})
