import { domainVerb } from '../domain-verb.ts'

export default domainVerb<{ disable?: boolean }>({
  summary: 'Mark domains to be started with the host',
  example: 'lodge autostart hello',
  options: (command) => command.option('--disable', 'not any more'),
  act: async (domain, { disable }, { terminal: { style } }) => {
    await domain.setAutostart(!disable)
    return `${style('bold', domain.name)} is ${disable ? 'not ' : ''}started with the host`
  },
})
