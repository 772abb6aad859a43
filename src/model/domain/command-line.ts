import { rtcOption, timerOptions } from './clock/qemu.ts'
import { cpuOption } from './cpu/qemu.ts'
import { deviceOptions, lateDeviceOptions } from './devices.ts'
import { accelOption, asyncTeardown, coreInfo, smmMemory } from './features/qemu.ts'
import { generationId } from './genid/qemu.ts'
import { iothreadObjects } from './iothreads/qemu.ts'
import { launchSecurityObject } from './launch-security/qemu.ts'
import { noAcpi, noShutdown, sleepStates } from './lifecycle/qemu.ts'
import { mainMemory, memoryLock, memoryOption } from './memory/qemu.ts'
import { numaOptions } from './numa/qemu.ts'
import { machineOption } from './os/machine.ts'
import { pflashBlocks } from './os/pflash.ts'
import { acpiTables, bootOption, kernelOptions, loaderOptions } from './os/qemu.ts'
import { deprecated, passedArguments } from './qemu-namespace/qemu.ts'
import { reservationHelper } from './reservations.ts'
import type { Emitter } from './section.ts'
import { sysinfoOptions } from './sysinfo/qemu.ts'
import { throttleGroups } from './throttlegroups/qemu.ts'
import { smpOption } from './vcpu/qemu.ts'

const name: Emitter = ({ domain }) => [
  { make: 'keyval', option: '-name', props: { guest: domain.name, 'debug-threads': true } },
]

const paused: Emitter = () => [{ make: 'option', option: '-S' }]

const masterKey: Emitter = ({ guestFolder }) => [
  {
    make: 'object',
    props: { 'qom-type': 'secret', id: 'masterKey0', format: 'raw', file: `${guestFolder}/master-key.aes` },
  },
]

const uuid: Emitter = ({ domain }) => [{ make: 'option', option: '-uuid', value: domain.uuid }]

const display: Emitter = ({ context }) =>
  context.guest.graphics.length === 0 ? [{ make: 'option', option: '-display', value: 'none' }] : []

const bare: Emitter = () => [
  { make: 'option', option: '-no-user-config' },
  { make: 'option', option: '-nodefaults' },
]

const monitor: Emitter = ({ guestFolder }) => [
  {
    make: 'keyval',
    option: '-chardev',
    head: 'socket',
    props: {
      id: 'charmonitor',
      fd: { descriptor: 'listen', path: `${guestFolder}/monitor.sock` },
      server: true,
      wait: false,
    },
  },
  { make: 'keyval', option: '-mon', props: { chardev: 'charmonitor', id: 'monitor', mode: 'control' } },
]

const sandbox: Emitter = () => [
  {
    make: 'keyval',
    option: '-sandbox',
    head: 'on',
    props: { obsolete: 'deny', elevateprivileges: 'deny', spawn: 'deny', resourcecontrol: 'deny' },
  },
]

const timestamps: Emitter = () => [{ make: 'keyval', option: '-msg', props: { timestamp: true } }]

/** libvirt's order. */
export const commandLine: readonly Emitter[] = [
  name,
  deprecated,
  paused,
  masterKey,
  reservationHelper,
  pflashBlocks,
  machineOption,
  accelOption,
  smmMemory,
  cpuOption,
  loaderOptions,
  memoryOption,
  mainMemory,
  memoryLock,
  smpOption,
  iothreadObjects,
  throttleGroups,
  numaOptions,
  uuid,
  generationId,
  sysinfoOptions,
  display,
  bare,
  monitor,
  rtcOption,
  timerOptions,
  noShutdown,
  noAcpi,
  sleepStates,
  bootOption,
  kernelOptions,
  acpiTables,
  deviceOptions,
  coreInfo,
  launchSecurityObject,
  passedArguments,
  sandbox,
  lateDeviceOptions,
  asyncTeardown,
  timestamps,
]
