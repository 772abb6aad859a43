import {
  attr,
  child,
  content,
  element,
  type Field,
  list,
  type OptionalField,
  optional,
  union,
} from '../../../formats/xml/declare.ts'
import { nonEmpty, string } from '../../../formats/xml/scalars.ts'
import { XmlOutput } from '../../../formats/xml/writer.ts'

/** `<entry name='vendor'>text</entry>` as the member `vendor`. */
function entry(name: string): OptionalField<string> {
  const field: Field<string> = () => ({
    known: { attributes: new Set(), elements: new Map([['entry', undefined]]) },
    read: (from) =>
      from.children.find((each) => each.name === 'entry' && each.attributes.get('name')?.value === name)?.text,
    write(value, to) {
      const output = new XmlOutput('entry')
      output.attribute('name', name)
      output.text = value
      to.children.push(output)
    },
    reference: { kind: 'element', name: `entry name='${name}'`, doc: '', optional: true },
  })
  return optional(field)
}

function entries<const N extends string>(...names: N[]): { [K in N]: OptionalField<string> } {
  return Object.fromEntries(names.map((name) => [name, entry(name)])) as { [K in N]: OptionalField<string> }
}

const systemEntries = entries('manufacturer', 'product', 'version', 'serial', 'uuid', 'sku', 'family')
const boardEntries = entries('manufacturer', 'product', 'version', 'serial', 'asset', 'location')

export const sysinfoElement = element(
  'sysinfo',
  {
    kind: union('type', {
      smbios: {
        bios: optional(child(element('bios', entries('vendor', 'version', 'date', 'release')))),
        system: optional(child(element('system', systemEntries))),
        baseBoard: list(element('baseBoard', boardEntries)),
        chassis: optional(child(element('chassis', entries('manufacturer', 'version', 'serial', 'asset', 'sku')))),
        oemStrings: optional(
          child(element('oemStrings', { entry: list(element('entry', { value: optional(content(string)) })) })),
        ),
      },
      fwcfg: {
        entry: list(
          element('entry', {
            name: attr(nonEmpty, 'opt/…'),
            file: optional(attr(nonEmpty, 'its content, where not given here')),
            value: optional(content(string)),
          }),
        ),
      },
    }),
  },
  'What the firmware says about the machine',
)
