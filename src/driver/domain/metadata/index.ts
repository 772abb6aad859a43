import type { Impact, MetadataElement } from '../../../api/index.ts'
import type { DomainMetadata } from '../../../api/metadata.ts'
import { LodgeError } from '../../../base/errors.ts'
import { noteOf, withNote } from '../../../model/domain/metadata/elements.ts'
import type { DomainEditor } from '../editor.ts'

/** What has changed: title, description, or the note of a namespace. */
interface MetadataChange {
  kind: 'title' | 'description' | 'element'
  uri?: string
}

export class LocalMetadata implements DomainMetadata {
  readonly #editor: DomainEditor
  readonly #tell: (change: MetadataChange) => void

  constructor(editor: DomainEditor, tell: (change: MetadataChange) => void) {
    this.#editor = editor
    this.#tell = tell
  }

  async title(where?: Impact): Promise<string | undefined> {
    return (await this.#editor.read(where)).title
  }

  async setTitle(title: string | undefined, where: Impact = {}): Promise<void> {
    if (title?.includes('\n')) throw new LodgeError('INVALID_ARG', "metadata title can't contain newlines")
    await this.#setText('title', title, where)
  }

  async description(where?: Impact): Promise<string | undefined> {
    return (await this.#editor.read(where)).description
  }

  setDescription(description: string | undefined, where: Impact = {}): Promise<void> {
    return this.#setText('description', description, where)
  }

  async element(uri: string, where?: Impact): Promise<string | undefined> {
    return noteOf((await this.#editor.read(where)).metadata, uri)
  }

  async setElement(uri: string, note: MetadataElement | undefined, where: Impact = {}): Promise<void> {
    await this.#editor.change(where, {
      check: ({ metadata }) => void withNote(metadata, uri, note && { uri, ...note }),
      edit(domain) {
        const metadata = withNote(domain.metadata, uri, note && { uri, ...note })
        if (metadata) domain.metadata = metadata
        else delete domain.metadata
      },
    })
    this.#tell({ kind: 'element', uri })
  }

  async #setText(kind: 'title' | 'description', text: string | undefined, where: Impact): Promise<void> {
    await this.#editor.change(where, {
      edit(domain) {
        if (text) domain[kind] = text
        else delete domain[kind]
      },
    })
    this.#tell({ kind })
  }
}
