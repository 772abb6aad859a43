/** Without a transport: with `qemu+unix:` virt-manager takes this machine for another one, whose screens it does not open. */
export function socketUri(uri: string, socket: string): string {
  // Between a shell's quotes there can be none.
  return `${uri}?socket=${socket.split('/').map(encodeURIComponent).join('/').replaceAll("'", '%27')}`
}
