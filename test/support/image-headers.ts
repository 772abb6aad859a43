/** First bytes of images as QEMU's documents describe them, made by hand so that they can also be wrong. */

export interface Qcow2Header {
  backing?: string
  format?: string
  version?: 2 | 3
  dataFile?: boolean
}

export function qcow2Header({ backing, format, version = 3, dataFile = false }: Qcow2Header): Uint8Array {
  const length = version === 2 ? 72 : 104
  const extension = Buffer.alloc(format === undefined ? 8 : 24)
  if (format !== undefined) {
    extension.writeUInt32BE(0xe2792aca, 0)
    extension.writeUInt32BE(format.length, 4)
    extension.write(format, 8)
  }
  const header = Buffer.alloc(length)
  header.writeUInt32BE(0x514649fb, 0)
  header.writeUInt32BE(version, 4)
  if (version === 3) {
    header.writeBigUInt64BE(dataFile ? 4n : 0n, 72)
    header.writeUInt32BE(length, 100)
  }
  return named(Buffer.concat([header, extension]), backing)
}

export function qcowHeader(backing?: string): Uint8Array {
  const header = Buffer.alloc(72)
  header.writeUInt32BE(0x514649fb, 0)
  header.writeUInt32BE(1, 4)
  return named(header, backing)
}

export function qedHeader({ backing = '', raw = false }: { backing?: string; raw?: boolean }): Uint8Array {
  const header = Buffer.alloc(64)
  header.write('QED\0')
  header.writeBigUInt64LE((backing ? 1n : 0n) | (raw ? 4n : 0n), 16)
  header.writeUInt32LE(64, 56)
  header.writeUInt32LE(Buffer.byteLength(backing), 60)
  return Buffer.concat([header, Buffer.from(backing)])
}

export function vmdkHeader(parent?: string): Uint8Array {
  const bytes = Buffer.alloc(1024)
  bytes.write('KDMV')
  bytes.writeBigUInt64LE(1n, 28)
  bytes.writeBigUInt64LE(1n, 36)
  const hint = parent === undefined ? '' : `parentFileNameHint="${parent}"\n`
  bytes.write(`# Disk DescriptorFile\nCID=1\nparentCID=${parent === undefined ? 'ffffffff' : '1'}\n${hint}`, 512)
  return bytes
}

function named(header: Buffer, backing: string | undefined): Uint8Array {
  if (backing === undefined) return header
  const name = Buffer.from(backing)
  header.writeBigUInt64BE(BigInt(header.length), 8)
  header.writeUInt32BE(name.length, 16)
  return Buffer.concat([header, name])
}
