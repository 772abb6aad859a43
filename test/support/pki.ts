import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const opensslMissing = spawnSync('openssl', ['version']).error ? 'there is no openssl here' : undefined

const purposes = {
  authority: 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign',
  server:
    'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:localhost,IP:127.0.0.1',
  client:
    'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=clientAuth',
}

/** An authority of its own, and folders with what it has signed, named as libvirt names them. */
export class Pki implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'lodge-pki-'))

  constructor() {
    this.#make('ca', { subject: '/CN=An authority', purpose: 'authority' })
  }

  /** For `lodge serve --pki`. */
  server(): string {
    return this.#make('server', { subject: '/CN=localhost', purpose: 'server', by: this.folder })
  }

  /** For `pkipath=` of a URI. */
  client(name: string, subject: string): string {
    return this.#make(name, { subject, purpose: 'client', by: this.folder })
  }

  /** One whose time is over. */
  expired(name: string, subject: string): string {
    return this.#make(name, { subject, purpose: 'client', by: this.folder, days: -1 })
  }

  /** From now on the server's folder says that the authority takes a client's certificate back. */
  revoke(client: string): void {
    const [authority, database] = [join(this.folder, 'ca'), join(this.folder, 'ca/revoked')]
    const configuration = `[ca]\ndefault_ca=d\n[d]\ndatabase=${database}\ndefault_md=sha256\ndefault_crl_days=2\n`
    writeFileSync(join(authority, 'ca.conf'), configuration)
    writeFileSync(database, '', { flag: 'a' })
    const by = ['-config', 'ca.conf', '-cert', 'cacert.pem', '-keyfile', 'cakey.pem']
    for (const words of [
      ['-revoke', join(client, 'clientcert.pem')],
      ['-gencrl', '-out', join(this.folder, 'server/cacrl.pem')],
    ]) {
      execFileSync('openssl', ['ca', ...by, ...words], { cwd: authority, stdio: 'pipe' })
    }
  }

  #make(
    name: string,
    { subject, purpose, by, days = 2 }: { subject: string; purpose: keyof typeof purposes; by?: string; days?: number },
  ): string {
    const folder = join(this.folder, name)
    mkdirSync(folder)
    const at = (file: string): string => join(folder, file)
    const prefix = purpose === 'authority' ? 'ca' : purpose
    const openssl = (...words: string[]): void => void execFileSync('openssl', words, { stdio: 'pipe' })
    writeFileSync(at('extensions'), purposes[purpose])
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', at(`${prefix}key.pem`)]
    openssl('req', ...key, '-subj', subject, '-out', at('request.pem'))
    const signer = by
      ? ['-CA', join(by, 'ca', 'cacert.pem'), '-CAkey', join(by, 'ca', 'cakey.pem'), '-CAcreateserial']
      : ['-signkey', at('cakey.pem')]
    const times = ['-days', `${days}`, '-extfile', at('extensions')]
    openssl('x509', '-req', '-in', at('request.pem'), ...signer, ...times, '-out', at(`${prefix}cert.pem`))
    if (by) copyFileSync(join(by, 'ca', 'cacert.pem'), at('cacert.pem'))
    return folder
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true })
  }
}
