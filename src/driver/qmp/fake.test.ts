import { expect, test } from 'vitest'
import { FakeMonitor, recordedSessions } from './index.ts'

const recording = `
{ "execute": "qmp_capabilities", "id": "1" }
{ "return": {}, "id": "1" }
{ "execute": "query-kvm", "id": "2" }
{ "return": { "enabled": true, "present": true }, "id": "2" }
{ "execute": "query-cpu-model-expansion", "arguments": { "type": "full", "model": { "name": "host" } }, "id": "3" }
{ "error": { "class": "GenericError", "desc": "no" }, "id": "3" }
{ "execute": "query-status" }
{ "return": "first" }
{ "execute": "query-status" }
{ "return": "second" }

{ "execute": "qmp_capabilities" }
{ "return": {} }
{ "execute": "query-kvm" }
{ "return": { "enabled": false, "present": true } }
`

test('each negotiation begins a session, questions are matched whatever their order', async () => {
  const [kvm, tcg] = recordedSessions(recording).map((session) => new FakeMonitor(session))
  expect(await tcg?.execute('query-kvm')).toEqual({ enabled: false, present: true })
  await expect(
    kvm?.execute('query-cpu-model-expansion', { model: { name: 'host' }, type: 'full' }),
  ).rejects.toMatchObject({ errorClass: 'GenericError' })
  expect(await kvm?.execute('query-kvm')).toEqual({ enabled: true, present: true })
})

test('answers to one question come in their order, the last one stays', async () => {
  const fake = new FakeMonitor(recordedSessions(recording)[0] ?? new Map())
  const answers = [await fake.executeAny('query-status'), await fake.executeAny('query-status')]
  expect([...answers, await fake.executeAny('query-status')]).toEqual(['first', 'second', 'second'])
})

test('what was not recorded is refused', async () => {
  const fake = new FakeMonitor(new Map())
  await expect(fake.executeAny('query-version')).rejects.toMatchObject({ errorClass: 'CommandNotFound' })
})

test('events are played by hand; after the end there is nothing', async () => {
  await using fake = new FakeMonitor(new Map())
  const stopped = fake.waitFor('STOP')
  fake.emit('RESUME')
  fake.emit('STOP', {}, 7)
  expect(await stopped).toEqual({ event: 'STOP', data: {}, time: 7 })
  const never = fake.waitFor('STOP')
  await fake.close()
  await expect(never).rejects.toThrow(/ended before/)
  await expect(fake.executeAny('x')).rejects.toMatchObject({ code: 'OPERATION_INVALID' })
})
