/** virDrvFeature, as far as clients and servers here ask for them. Numbers that a server doesn't know are answered with no. */
export const features = {
  descriptors: 8,
  typedParameterStrings: 9,
  keepalive: 10,
  callbackIds: 14,
  closeCallback: 15,
  /** Lodge's own: it has the `lodge` program. */
  lodge: 0x6c6f6467,
} as const
