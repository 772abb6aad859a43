import { decode } from '../../../formats/xdr/index.ts'
import { closedMessage, closeReasons } from '../protocol/connection.ts'

const texts: Record<keyof typeof closeReasons, string> = {
  error: 'an error of input or output',
  endOfFile: 'nothing more comes from there',
  keepalive: 'whoever is behind it has gone silent',
  client: 'that was asked for',
}

/** What a server says of why it ends the connection. */
export function closeReason(payload: Uint8Array): string {
  const { reason } = decode(closedMessage, payload)
  const [name] = Object.entries(closeReasons).find(([, number]) => number === reason) ?? []
  const text = name === undefined ? `reason ${reason}` : texts[name as keyof typeof closeReasons]
  return `the server has ended it: ${text}`
}
