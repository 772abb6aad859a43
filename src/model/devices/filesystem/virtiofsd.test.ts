import { describe, expect, it } from 'vitest'
import { optionsOf, planGuest } from '../../../../test/support/guest.ts'

const shared = "<memoryBacking><access mode='shared'/></memoryBacking>"

const plan = (inside: string, attributes = "dir='/srv'") =>
  planGuest(
    `<filesystem type='mount'><driver type='virtiofs'/><source ${attributes}/><target dir='tag'/>${inside}</filesystem>`,
    { sections: shared },
  )

describe('a folder over virtiofs', () => {
  it('has a server of its own, which runs with the rights of whoever starts guests', () => {
    const { processes, needs } = plan('')
    const socket = '/lib/lodge/domain-1-test/fs0-fs.sock'
    expect(processes).toMatchObject([
      {
        ...{ name: 'fs0-virtiofsd', program: '/usr/lib/qemu/vhost-user-fs', user: 'host' },
        arguments: ['--fd=3', '-o', 'source=/srv'],
        begin: { by: 'inheriting', socket },
      },
    ])
    expect(optionsOf(plan(''), '-chardev')).toContain(`socket,id=chr-vu-fs0,path=${socket}`)
    expect(needs).toContainEqual(expect.objectContaining({ path: '/srv', byHelper: true }))
  })

  it('is served as the definition wants it', () => {
    const binary = `<binary path='/opt/virtiofsd' xattr='on'><cache mode='always'/><sandbox mode='chroot'/>
      <lock posix='on' flock='off'/><thread_pool size='4'/><openfiles max='100'/></binary>
      <idmap><uid start='0' target='1000' count='10'/></idmap><readonly/>`
    expect(plan(binary).processes).toMatchObject([
      {
        program: '/opt/virtiofsd',
        arguments: [
          ...['--fd=3', '-o', 'source=/srv,cache=always,sandbox=chroot,xattr,no_flock,posix_lock'],
          ...['--thread-pool-size=4', '--rlimit-nofile=100', '--readonly', '--uid-map=:0:1000:10:'],
        ],
      },
    ])
  })

  it("can be somebody else's", () => {
    const { processes, needs } = plan('', "socket='/run/fs'")
    expect(processes).toEqual([])
    expect(needs).toContainEqual(expect.objectContaining({ path: '/run/fs', byHelper: false }))
  })

  it('is not started with a path that would become options', () => {
    expect(() => plan('', "dir='/srv,sandbox=chroot'")).toThrow('comma')
  })
})
