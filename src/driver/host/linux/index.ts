export { cpuSignature } from './cpu.ts'
export { kvmUsability } from './kvm.ts'
export { emulatorFolders, firmwareFolders, moduleFolders } from './places.ts'
export { describeProcess, identify, isAlive, type ProcessIdentity } from './process.ts'
