export { importLibvirt } from './import-libvirt.ts'
