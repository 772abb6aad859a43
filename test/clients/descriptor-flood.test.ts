import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { Daemon } from './virsh.ts'

const python = '/usr/bin/python3'
const missing =
  spawnSync(python, ['-c', 'import socket; socket.send_fds']).status === 0 ? undefined : `there is no ${python} here`

/** A client of the wire that sends what it likes, and sees how many descriptors the daemon has. */
const client = `
import os, socket, struct, sys, time
path = sys.argv[1]
def connect():
    s = socket.socket(socket.AF_UNIX)
    s.settimeout(20)
    s.connect(path)
    return s
def frame(procedure, payload=b'', type=0, serial=1, program=0x20008086):
    return struct.pack('>IIIIIII', 28 + len(payload), program, 1, procedure, type, serial, 0) + payload
def answer(s):
    length, = struct.unpack('>I', s.recv(4, socket.MSG_WAITALL))
    body = s.recv(length - 4, socket.MSG_WAITALL)
    return struct.unpack('>I', body[20:24])[0]
def call(s, *words, **named):
    s.sendall(frame(*words, **named))
    return answer(s)
def opened():
    s = connect()
    call(s, 66)
    call(s, 1, struct.pack('>III', 1, 0, 0))
    assert call(s, 60, struct.pack('>I', 8)) == 0
    return s
def ends(s):
    try:
        while s.recv(65536): pass
    except ConnectionError: pass
    return 'ended'
with_fds, hostname = 4, 59
devnull = os.open('/dev/null', os.O_RDONLY)
first = connect()
pid, _, _ = struct.unpack('iii', first.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
assert call(first, 66) == 0
def descriptors():
    return sum(1 for each in os.listdir(f'/proc/{pid}/fd'))
base = descriptors()
def settles():
    for _ in range(600):
        if descriptors() <= base: return 'none left'
        time.sleep(0.05)
    return [os.readlink(f'/proc/{pid}/fd/{each}') for each in os.listdir(f'/proc/{pid}/fd')]
`

const cases: [name: string, program: string, said: string][] = [
  [
    'with a call that takes none are closed, and it is answered',
    `s = opened()
s.sendall(frame(hostname, struct.pack('>I', 3), type=with_fds))
for _ in range(3): socket.send_fds(s, [b'\\0'], [devnull])
print(answer(s), call(s, hostname))
s.close()`,
    '0 0',
  ],
  [
    'more than a message may announce end the connection',
    `s = opened()
s.sendall(frame(hostname, struct.pack('>I', 33), type=with_fds))
print(ends(s))`,
    'ended',
  ],
  [
    'more at once than there is room for end it',
    `s = opened()
socket.send_fds(s, [b'\\0'], [devnull] * 253)
print(ends(s))`,
    'ended',
  ],
  [
    'without a message end it',
    `s = opened()
socket.send_fds(s, [frame(hostname)], [devnull])
print(ends(s))`,
    'ended',
  ],
  [
    'of a client that leaves before all have come go with it',
    `s = opened()
s.sendall(frame(hostname, struct.pack('>I', 5), type=with_fds))
for _ in range(4): socket.send_fds(s, [b'\\0'], [devnull])
s.close()
print('left')`,
    'left',
  ],
  [
    'before they were agreed upon never arrive',
    `s = connect()
socket.send_fds(s, [frame(66)], [devnull] * 200)
print(answer(s))
s.sendall(frame(hostname, struct.pack('>I', 1), type=with_fds))
print(answer(s))
s.close()`,
    '0\n1',
  ],
  [
    'of a client, its own end among them, do not outlive it',
    `s = opened()
s.sendall(frame(hostname, struct.pack('>I', 2), type=with_fds))
socket.send_fds(s, [b'\\0'], [s.fileno()])
s.close()
print('left')`,
    'left',
  ],
  [
    'in a flood of connections leave nothing',
    `for _ in range(100):
    s = opened()
    s.sendall(frame(hostname, struct.pack('>I', 32), type=with_fds))
    socket.send_fds(s, [b'\\0'], [devnull] * 31)
    s.close()
print(call(opened(), hostname))`,
    '0',
  ],
]

describe.skipIf(missing)(`descriptors${missing ? `: ${missing}` : ''}`, () => {
  test.each(cases)('%s', async (_, program, said) => {
    await using daemon = await Daemon.start()
    const words = ['-c', `${client}\n${program}\nprint(settles())`, `${daemon.folder}/run/libvirt-sock`]
    const { stdout } = await promisify(execFile)(python, words, { timeout: 120_000 })
    expect(stdout.trim()).toBe(`${said}\nnone left`)
  })
})
