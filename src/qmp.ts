/** The door `lodged/qmp`: a typed client of QEMU's monitor protocol, and a fake that replays recorded conversations. */
export * from './driver/qmp/index.ts'
