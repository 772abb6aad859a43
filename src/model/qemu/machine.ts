/** Architectures whose boards all count as having a PCI bus. */
const alwaysPci = ['ppc64', 'ppc64le', 'ppc', 'alpha', 'sh4', 'sh4eb', 'sparc64']

/** A machine type of an architecture, and what the model asks of it. Names as in libvirt: `pc-q35-7.2` is a q35. */
export class Machine {
  /** libvirt's architecture name. */
  readonly arch: string
  readonly name: string

  constructor(arch: string, name: string) {
    this.arch = arch
    this.name = name
  }

  get isX86(): boolean {
    return this.arch === 'x86_64' || this.arch === 'i686'
  }

  get isArm(): boolean {
    return this.arch === 'aarch64' || this.arch === 'armv7l' || this.arch === 'armv6l'
  }

  get isPpc64(): boolean {
    return this.arch === 'ppc64' || this.arch === 'ppc64le'
  }

  get isRiscv(): boolean {
    return this.arch === 'riscv64' || this.arch === 'riscv32'
  }

  get isS390(): boolean {
    return this.arch === 's390x' || this.arch === 's390'
  }

  get isI440fx(): boolean {
    return this.isX86 && (this.name === 'pc' || /^pc-(\d|i440fx)/.test(this.name) || this.name.startsWith('rhel'))
  }

  get isQ35(): boolean {
    return this.isX86 && (this.name === 'q35' || this.name.startsWith('pc-q35'))
  }

  get isIsapc(): boolean {
    return this.isX86 && this.name === 'isapc'
  }

  get isMicrovm(): boolean {
    return this.isX86 && this.name === 'microvm'
  }

  get isArmVirt(): boolean {
    return this.isArm && (this.name === 'virt' || this.name.startsWith('virt-'))
  }

  get isRiscvVirt(): boolean {
    return this.isRiscv && (this.name === 'virt' || this.name.startsWith('virt-'))
  }

  get isLoongarchVirt(): boolean {
    return this.arch === 'loongarch64' && (this.name === 'virt' || this.name.startsWith('virt-'))
  }

  get isPseries(): boolean {
    return this.isPpc64 && (this.name === 'pseries' || this.name.startsWith('pseries-'))
  }

  get isPowernv(): boolean {
    return this.isPpc64 && (this.name === 'powernv' || /^powernv\d/.test(this.name))
  }

  get isMac99(): boolean {
    return (this.isPpc64 || this.arch === 'ppc') && this.name.startsWith('mac99')
  }

  get isS390Ccw(): boolean {
    return this.isS390 && this.name.startsWith('s390-ccw')
  }

  /** A conventional PCI root bus that is always there. */
  get hasPciRoot(): boolean {
    return this.isI440fx || this.isSimpleArmPci || this.isMalta || alwaysPci.includes(this.arch)
  }

  /** A PCI Express root bus that is always there. */
  get hasPcieRoot(): boolean {
    return this.isQ35 || this.isArmVirt || this.isRiscvVirt || this.isLoongarchVirt
  }

  get hasPci(): boolean {
    return this.hasPciRoot || this.hasPcieRoot
  }

  /** The one ARM board, beside virt, whose PCI host is made use of. */
  get isSimpleArmPci(): boolean {
    return this.isArm && this.name === 'versatilepb'
  }

  get isMalta(): boolean {
    return this.arch.startsWith('mips') && this.name === 'malta'
  }

  /** An IDE controller that is part of the board. */
  get hasBuiltinIde(): boolean {
    return (
      this.isI440fx ||
      ((this.isX86 || this.isMac99 || this.isMalta || ['sun4u', 'g3beige'].includes(this.name)) &&
        !this.isQ35 &&
        !this.isMicrovm)
    )
  }
}
