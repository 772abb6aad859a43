import { domainVerb } from '../domain-verb.ts'

export default domainVerb({
  summary: 'Stop the CPUs; memory and devices stay',
  example: 'lodge suspend hello',
  act: async (domain, _, { style }) => {
    await domain.pause()
    return `${style('bold', domain.name)} is paused`
  },
})
