/**
 * The kernel's interface as C's headers have it, for what is called in the C library itself: numbers, and the sizes of
 * structures. They are those of asm-generic, where an architecture of Node's has others these are named beside them.
 */

/** bits/socket.h, asm/socket.h */
export const AF_UNIX = 1
export const SOCK_STREAM = 1
export const SOCK_CLOEXEC = 0o2000000
export const SOL_SOCKET = 1
export const SCM_RIGHTS = 1
export const SO_PEERCRED = onPower(21, 17)
export const SO_PEERGROUPS = 59
export const MSG_CTRUNC = 0x8
export const MSG_DONTWAIT = 0x40
export const MSG_NOSIGNAL = 0x4000
export const MSG_CMSG_CLOEXEC = 0x40000000

/** asm-generic/errno.h */
export const EINTR = 4
export const EAGAIN = 11

/** linux/if_tun.h, linux/if.h */
export const TUNSETIFF = onPower(0x800454ca, 0x400454ca)
export const IFF_TAP = 0x0002
export const IFF_NO_PI = 0x1000
export const IFF_VNET_HDR = 0x4000
export const IFF_MULTI_QUEUE = 0x0100
/** Bytes of an interface's name without the zero behind it, and of `struct ifreq`. */
export const longestInterfaceName = 15
export const ifreqSize = 40

/** Sizes of structures of bits/socket.h and bits/types/struct_iovec.h where a pointer has 8 bytes. */
export const iovecSize = 16
export const msghdrSize = 56
export const cmsgHeader = 16

/** Where those sizes hold, and the lowest byte of a number comes first. */
export const hasKnownStructures = ['arm64', 'loong64', 'ppc64', 'riscv64', 'x64'].includes(process.arch)

/** asm/socket.h and asm/ioctl.h of powerpc are its own. */
function onPower(there: number, elsewhere: number): number {
  return process.arch === 'ppc64' ? there : elsewhere
}
