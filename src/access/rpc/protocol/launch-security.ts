import type { LaunchSecret, LaunchSecurity } from '../../../api/index.ts'
import { LodgeError } from '../../../base/errors.ts'
import type { TypedParameter } from '../../../formats/xdr/index.ts'
import { readParameters, writeParameters } from './parameters.ts'

/** VIR_DOMAIN_LAUNCH_SECURITY_SEV_* */
const told = {
  'sev-measurement': ['string'],
  'sev-api-major': ['uint'],
  'sev-api-minor': ['uint'],
  'sev-build-id': ['uint'],
  'sev-policy': ['uint'],
} as const
const given = {
  'sev-secret-header': ['string'],
  'sev-secret': ['string'],
  'sev-secret-set-address': ['ullong'],
} as const

/** What was measured, as parameters and back. Of a daemon that is older, or of another kind of encryption, parts are missing. */
export const launchSecurity = {
  write: ({ measurement, apiMajor, apiMinor, build, policy }: LaunchSecurity): TypedParameter[] => {
    const api = { 'sev-api-major': apiMajor, 'sev-api-minor': apiMinor }
    return writeParameters(
      { 'sev-measurement': measurement, ...api, 'sev-build-id': build, 'sev-policy': policy },
      told,
    )
  },
  read: (params: readonly TypedParameter[]): LaunchSecurity => {
    const values = readParameters(
      params.filter(({ name }) => Object.hasOwn(told, name)),
      told,
    )
    return {
      measurement: values['sev-measurement'] ?? '',
      ...{ apiMajor: values['sev-api-major'] ?? 0, apiMinor: values['sev-api-minor'] ?? 0 },
      ...{ build: values['sev-build-id'] ?? 0, policy: values['sev-policy'] ?? 0 },
    }
  },
}

/** What its owner gives a guest. */
export const launchSecret = {
  write: ({ header, secret, address }: LaunchSecret): TypedParameter[] =>
    writeParameters({ 'sev-secret-header': header, 'sev-secret': secret, 'sev-secret-set-address': address }, given),
  read: (params: readonly TypedParameter[]): LaunchSecret => {
    const values = readParameters(params, given)
    const { 'sev-secret-header': header, 'sev-secret': secret } = values
    if (header === undefined || secret === undefined) {
      throw new LodgeError('INVALID_ARG', 'Both sev-secret and sev-secret-header are required')
    }
    // None is what libvirt's clients say with 0.
    return { header, secret, address: values['sev-secret-set-address'] || undefined }
  },
}
