import { domainVerb } from '../domain-verb.ts'

export default domainVerb({
  summary: 'Pull the plug; the guest is not asked',
  example: 'lodge stop hello',
  act: async (domain, _, { style }) => {
    await domain.destroy()
    return `${style('bold', domain.name)} is off`
  },
})
