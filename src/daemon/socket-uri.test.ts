import { expect, test } from 'vitest'
import { parseUri } from '../access/rpc/client/uri.ts'
import { socketUri } from './socket-uri.ts'

test('a shell can have it between quotes', () => {
  expect(socketUri('qemu:///system', "/it's")).not.toContain("'")
})

test('a socket is named as libvirt names it, whatever its path is', () => {
  expect(socketUri('qemu:///system', '/run/lodge/libvirt-sock')).toBe('qemu:///system?socket=/run/lodge/libvirt-sock')
  const odd = "/tmp/a & b=c%2f#d'/libvirt-sock"
  expect(parseUri(socketUri('qemu:///session', odd))).toMatchObject({
    ...{ transport: 'unix', scope: 'session', parameters: { socket: odd } },
  })
})
