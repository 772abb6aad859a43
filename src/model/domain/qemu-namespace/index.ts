import type { Section } from '../section.ts'

const forms: Record<string, { form: RegExp; expected: string }> = {
  bool: { form: /^(true|false)$/, expected: 'true or false' },
  signed: { form: /^\s*-?\d{1,19}\s*$/, expected: 'a whole number' },
  unsigned: { form: /^\s*\d{1,20}\s*$/, expected: 'a whole number that is not negative' },
}

export const qemuNamespaceSection: Section = {
  check({ domain, report }) {
    for (const env of domain.commandline?.env ?? []) {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(env.name)) {
        report.error('INTERNAL_ERROR', env, `'${env.name.slice(0, 40)}' can't be the name of an environment variable`)
      }
    }
    for (const device of domain.override?.device ?? []) {
      for (const property of device.properties ?? []) {
        const wanted = forms[property.type]
        if (wanted && !wanted.form.test(property.value ?? '')) {
          report.invalid(
            property,
            `property '${property.name}' of device '${device.alias}' is '${(property.value ?? '').slice(0, 40)}': expected ${wanted.expected}`,
          )
        }
      }
    }
  },
  taints({ domain: { commandline, capabilities, override } }) {
    return [
      ...(commandline?.arg.length || commandline?.env.length ? (['custom-argv'] as const) : []),
      ...(capabilities?.add.length || capabilities?.del.length ? (['custom-hypervisor-feature'] as const) : []),
      ...(override?.device.length ? (['custom-device'] as const) : []),
    ]
  },
}
