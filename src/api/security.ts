/** What keeps a domain's emulator apart from the host and from other domains. */
export interface DomainSecurity {
  /** As whom it runs: one of each model that the host has, in the same order; none of a domain that doesn't run. */
  labels(): Promise<SecurityLabel[]>
  /** What was measured of one whose memory AMD's processor encrypts (SEV), as it was started; undefined of any other. */
  launch(): Promise<LaunchSecurity | undefined>
  /** What its owner gives to such a one, before its CPUs run. */
  setLaunchSecret(secret: LaunchSecret): Promise<void>
}

export interface LaunchSecurity {
  /** In base64. */
  measurement: string
  apiMajor: number
  apiMinor: number
  /** Of the processor's firmware. */
  build: number
  /** What its owner allows, in bits. */
  policy: number
}

export interface LaunchSecret {
  /** Both in base64, and encrypted for that guest alone. */
  header: string
  secret: string
  /** Where in the guest's memory; otherwise where its firmware has room for it. */
  address?: number
}

export interface SecurityLabel {
  /** In the words of the model, for `dac` user and group: `+64055:+109`. Empty where the model gives none. */
  label: string
  /** Whether what the label doesn't allow is refused, beyond what everybody is refused. */
  enforcing: boolean
}

/** `dac`: emulators run as a user of their own. `none`: as whoever starts them. */
export interface SecurityModel {
  model: string
  /** Where labels of that model mean the same. */
  doi: string
  /** Labels of domains that say nothing of it, by their type (`kvm`, `qemu`). */
  baselabels: { type: string; label: string }[]
}
