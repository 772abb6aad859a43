import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readIfThere, systemError } from '../driver/host/files.ts'

export interface X509Files {
  authority: Buffer
  certificate: Buffer
  key: Buffer
  revoked?: string
}

const longestFile = 1 << 20

/** libvirt's places beneath /etc/pki, or, where somebody names a folder, all of them in it. */
export function x509Files(folder: string | undefined): X509Files {
  const at = (usual: string, name: string): string =>
    folder === undefined ? join('/etc/pki', usual, name) : join(folder, name)
  return {
    authority: read('the certificate of the authority', at('CA', 'cacert.pem')),
    certificate: read("the server's certificate", at('libvirt', 'servercert.pem')),
    key: read("the server's key", at('libvirt/private', 'serverkey.pem')),
    revoked: readIfThere(at('CA', 'cacrl.pem'), longestFile),
  }
}

function read(what: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    throw systemError(error, `cannot read ${what}, ${path}`, path)
  }
}
