/** Where libvirt looks for QEMU besides PATH; Red Hat keeps it out of PATH. */
export const emulatorFolders = ['/usr/bin', '/usr/local/bin', '/usr/libexec', '/usr/lib/qemu']

/** Has the kernel itself move the packets of a virtio network card. */
export const vhostNetDevice = '/dev/vhost-net'

/** A change in one of these may add to what a binary can do though the binary is the same. */
export const moduleFolders = [
  '/usr/lib/qemu',
  '/usr/lib64/qemu',
  '/usr/lib/x86_64-linux-gnu/qemu',
  '/usr/lib/aarch64-linux-gnu/qemu',
  '/usr/local/lib/qemu',
]

/** QEMU's docs/interop/firmware.json: the later one masks the earlier by file name. */
export const firmwareFolders = ['/usr/share/qemu/firmware', '/etc/qemu/firmware']

/** QEMU's docs/interop/vhost-user.json: the same. */
export const vhostUserFolders = ['/usr/share/qemu/vhost-user', '/etc/qemu/vhost-user']

/** Where swtpm_localca keeps the key that it signs certificates of emulated TPMs with. */
export const certificateAuthority = '/var/lib/swtpm-localca'
