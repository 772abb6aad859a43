import { domainVerb } from '../domain-verb.ts'

export default domainVerb({
  summary: 'Press the reset button; the guest is not asked',
  example: 'lodge reset hello',
  offers: 'active',
  act: async (domain, _, { terminal: { style } }) => {
    await domain.reset()
    return `${style('bold', domain.name)} starts again`
  },
})
