import { expect, test } from 'vitest'
import { parseUri } from './uri.ts'

test.each([
  ['qemu:///system', { transport: 'unix', scope: 'system', name: 'qemu:///system', host: undefined }],
  ['qemu:///session', { transport: 'unix', scope: 'session', name: 'qemu:///session' }],
  [
    'qemu+unix:///session?socket=/run/x&mode=legacy',
    { transport: 'unix', parameters: { socket: '/run/x', mode: 'legacy' } },
  ],
  ['qemu+ssh://root@example.org:2222/system', { transport: 'ssh', user: 'root', host: 'example.org', port: 2222 }],
  ['qemu+libssh2://example.org/system', { transport: 'ssh', host: 'example.org' }],
  [
    'qemu+ssh://me%40home@h/session?keyfile=/k&no_tty=1',
    { user: 'me@home', parameters: { keyfile: '/k', no_tty: '1' } },
  ],
  ['qemu://example.org/system', { transport: 'tls', host: 'example.org', port: undefined }],
  [
    'qemu+tls://[::1]:16514/system?pkipath=/pki',
    { transport: 'tls', host: '::1', port: 16514, parameters: { pkipath: '/pki' } },
  ],
  ['qemu+tcp://127.0.0.1/system', { transport: 'tcp', host: '127.0.0.1' }],
  ['qemu+ssh://h/system?name=test:///default', { name: 'test:///default' }],
])('%s', (text, expected) => {
  expect(parseUri(text)).toMatchObject({ text, ...expected })
})

test.each([
  ['', /is none/, /qemu:\/\/\/system/],
  ['qemu', /is none/, /qemu:\/\/\/system/],
  ['xen:///system', /for 'xen'/, /qemu/],
  ['qemu+ext:///system', /goes by 'ext'/, /unix, ssh, tls, tcp/],
  ['qemu+ssh:///system', /names no host/, /qemu\+ssh:\/\/host/],
  ['qemu+unix://host/system', /always on this one/, /qemu\+ssh:\/\/host\/system/],
  ['qemu:///', /does not end/, /qemu:\/\/\/system/],
  ['qemu:///embed', /does not end/, /session/],
  ['qemu+unix:///system?sockt=/x', /parameter 'sockt'/, /did you mean socket\?/],
  ['qemu+unix:///system?mode=x', /mode 'x'/, /auto, legacy, direct/],
  ['qemu+unix:///system?pkipath=/x', /means nothing with unix/, /socket, mode, name/],
  ['qemu+ssh://-oProxyCommand=x/system', /no host's name/, /qemu/],
  ['qemu+ssh://h/system?keyfile=a%0Ab', /line's end/, /qemu/],
])('%s is refused, with what would do', (text, why, hint) => {
  const error = (() => {
    try {
      return parseUri(text)
    } catch (thrown) {
      return thrown
    }
  })()
  expect(error).toMatchObject({
    code: 'INVALID_ARG',
    message: expect.stringMatching(why),
    hint: expect.stringMatching(hint),
  })
})
