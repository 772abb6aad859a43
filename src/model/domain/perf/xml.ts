import { attr, element, list } from '../../../formats/xml/declare.ts'
import { oneOf, yesNo } from '../../../formats/xml/scalars.ts'

const events = [
  'cmt',
  'mbmt',
  'mbml',
  'cpu_cycles',
  'instructions',
  'cache_references',
  'cache_misses',
  'branch_instructions',
  'branch_misses',
  'bus_cycles',
  'stalled_cycles_frontend',
  'stalled_cycles_backend',
  'ref_cpu_cycles',
  'cpu_clock',
  'task_clock',
  'page_faults',
  'context_switches',
  'cpu_migrations',
  'page_faults_min',
  'page_faults_maj',
  'alignment_faults',
  'emulation_faults',
] as const

export const perfElement = element(
  'perf',
  {
    event: list(
      element('event', { name: attr(oneOf(...events), 'what is counted'), enabled: attr(yesNo, 'whether it is') }),
    ),
  },
  'Counters of the host’s CPU that are read for this guest',
)
