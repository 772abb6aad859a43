import { domainVerb } from '../domain-verb.ts'

export default domainVerb({
  summary: 'Forget definitions; what runs goes on until it ends',
  example: 'lodge undefine hello',
  act: async (domain, _, { terminal: { style } }) => {
    await domain.undefine()
    return `${style('bold', domain.name)} is no longer defined`
  },
})
