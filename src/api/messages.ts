/**
 * What is to be said of a run. `tainting`: what makes it another guest than those that are tried everywhere, by its definition or by what was done
 * to it. `deprecation`: what of it QEMU is about to drop.
 */
export type MessageKind = 'deprecation' | 'tainting'
