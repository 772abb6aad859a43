import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/**
 * Tells systemd how the daemon is, where it was started by it with Type=notify. Node has no datagrams for UNIX sockets;
 * systemd's own tool sends them, and the unit's NotifyAccess=all lets it.
 */
export async function notify(state: 'READY=1' | 'RELOADING=1' | 'STOPPING=1'): Promise<void> {
  if (!process.env.NOTIFY_SOCKET) return
  // What can't be told is systemd's to complain of.
  await promisify(execFile)('systemd-notify', ['--no-block', `--pid=${process.pid}`, state], { timeout: 5000 }).catch(
    () => {},
  )
}
