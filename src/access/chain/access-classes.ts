/** libvirt's permissions (docs/aclperms), and whether a connection that may only look has them. */
export const accessClasses = {
  none: true,
  'connect:getattr': true,
  'connect:read': true,
  'connect:search-domains': true,
  'connect:write': false,
  'domain:getattr': true,
  'domain:read': true,
  'domain:read-secure': false,
  'domain:write': false,
  'domain:save': false,
  'domain:delete': false,
  'domain:start': false,
  'domain:stop': false,
  'domain:init-control': false,
  'domain:reset': false,
  'domain:suspend': false,
  'domain:hibernate': false,
  'domain:inject-nmi': false,
  'domain:send-input': false,
  'domain:open-device': false,
  'domain:open-graphics': false,
  'domain:pm-control': false,
  'domain:screenshot': false,
} as const satisfies Record<string, boolean>

export type AccessClass = keyof typeof accessClasses
