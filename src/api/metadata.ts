import type { Impact } from './settings.ts'

/** What a definition says for people and programs, and nothing for the guest. What is undefined is not there. */
export interface DomainMetadata {
  title(where?: Impact): Promise<string | undefined>
  setTitle(title: string | undefined, where?: Impact): Promise<void>
  description(where?: Impact): Promise<string | undefined>
  setDescription(description: string | undefined, where?: Impact): Promise<void>
  /** The element that a tool keeps under a namespace of its own, without the namespace. */
  element(uri: string, where?: Impact): Promise<string | undefined>
  setElement(uri: string, note: MetadataElement | undefined, where?: Impact): Promise<void>
}

export interface MetadataElement {
  /** The prefix of the namespace. */
  key: string
  /** One element without the namespace. */
  xml: string
}
