import { expect, it } from 'vitest'
import { optionsOf, planGuest } from '../../../../test/support/guest.ts'

const card = (inside: string, extra = '') =>
  `<interface type='user'>${extra}<mac address='52:54:00:11:22:33'/><backend type='passt' logFile='/log'/>${inside}</interface>`

it('is a program that listens where QEMU connects', () => {
  const plan = planGuest(card('', "<source dev='eth0'/>"), { host: { privileged: false } })
  const socket = '/run/lodge/passt/1-test-net0.socket'
  expect(plan.processes).toEqual([
    {
      name: 'net0-passt',
      program: 'passt',
      package: 'passt',
      arguments: [
        ...['--one-off', '--socket', socket, '--pid', '/run/lodge/passt/1-test-net0.pid'],
        ...['--log-file', '/log', '--interface', 'eth0'],
      ],
      what: 'network card net0',
      lost: 'its network card net0 reaches nobody',
      user: 'guest',
      begin: { by: 'forking', socket, pidFile: '/run/lodge/passt/1-test-net0.pid' },
    },
  ])
  expect(optionsOf(plan, '-netdev')).toMatchObject([
    { type: 'stream', addr: { type: 'unix', path: socket }, server: false },
  ])
})

it('forwards ports to the guest', () => {
  const forward = `<portForward proto='tcp' address='127.0.0.1' dev='lo'>
    <range start='2022' to='22'/><range start='80' end='90'/><range start='85' exclude='yes'/></portForward>
    <portForward proto='udp'/>`
  const [passt] = planGuest(card(forward)).processes
  expect(passt?.arguments.slice(-4)).toEqual(['--tcp-ports', '127.0.0.1%lo/2022:22,80-90,~85', '--udp-ports', 'all'])
})
