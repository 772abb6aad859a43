import { domainVerb } from '../domain-verb.ts'

export default domainVerb({
  summary: 'Stop the CPUs; memory and devices stay',
  example: 'lodge suspend hello',
  offers: 'active',
  act: async (domain, _, { terminal: { style } }) => {
    await domain.pause()
    return `${style('bold', domain.name)} is paused`
  },
})
