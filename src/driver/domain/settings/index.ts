import type { DomainSettings, Impact, IothreadParameters, VcpuChange, VcpuQuestion } from '../../../api/index.ts'
import type { DomainEditor } from '../editor.ts'
import { addIothread, removeIothread, setIothread } from './iothreads.ts'
import { setMaxMemory, setMemory } from './memory.ts'
import { pinEmulator, pinIothread, pinVcpu } from './pins.ts'
import { setVcpu, setVcpus, vcpuCount } from './vcpus.ts'

export class LocalSettings implements DomainSettings {
  readonly #editor: DomainEditor

  constructor(editor: DomainEditor) {
    this.#editor = editor
  }

  setMemory(kib: number, where: Impact = {}): Promise<void> {
    return setMemory(this.#editor, kib, where)
  }

  setMaxMemory(kib: number, where: Impact = {}): Promise<void> {
    return setMaxMemory(this.#editor, kib, where)
  }

  vcpus(question: VcpuQuestion = {}): Promise<number> {
    return vcpuCount(this.#editor, question)
  }

  setVcpus(count: number, where: VcpuChange = {}): Promise<void> {
    return setVcpus(this.#editor, count, where)
  }

  setVcpu(vcpus: readonly number[], on: boolean, where: Impact = {}): Promise<void> {
    return setVcpu(this.#editor, { vcpus, on }, where)
  }

  pinVcpu(vcpu: number, cpus: readonly number[], where: Impact = {}): Promise<void> {
    return pinVcpu(this.#editor, { vcpu, cpus }, where)
  }

  pinEmulator(cpus: readonly number[], where: Impact = {}): Promise<void> {
    return pinEmulator(this.#editor, cpus, where)
  }

  pinIothread(id: number, cpus: readonly number[], where: Impact = {}): Promise<void> {
    return pinIothread(this.#editor, { id, cpus }, where)
  }

  addIothread(id: number, where: Impact = {}): Promise<void> {
    return addIothread(this.#editor, id, where)
  }

  removeIothread(id: number, where: Impact = {}): Promise<void> {
    return removeIothread(this.#editor, id, where)
  }

  setIothread(id: number, parameters: IothreadParameters, where: Impact = {}): Promise<void> {
    return setIothread(this.#editor, { ...parameters, id }, where)
  }
}
