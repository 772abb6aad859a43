import { domainVerb } from '../domain-verb.ts'

export default domainVerb({
  summary: 'Let the CPUs go on',
  example: 'lodge resume hello',
  offers: 'active',
  act: async (domain, _, { terminal: { style } }) => {
    await domain.resume()
    return `${style('bold', domain.name)} runs`
  },
})
