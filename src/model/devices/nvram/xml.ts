import { element, type Infer } from '../../../formats/xml/declare.ts'
import { commonFields } from '../shared/common.ts'

export const nvramElement = element('nvram', commonFields, 'Memory of pseries firmware that outlives the guest')

export type Nvram = Infer<typeof nvramElement>
