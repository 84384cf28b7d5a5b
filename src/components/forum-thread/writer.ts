// What one person is writing in one thread: a new post, an answer, or a new text of an old one. Each has a draft of its own.
import type { Post } from '../../model/thread.js';
import { drafts } from './drafts.js';

export interface Writing {
  mode: 'new' | 'reply' | 'edit';
  post?: Post;
}

export class Writer {
  writing: Writing = { mode: 'new' };
  draft = '';
  previewing = false;
  #scope = '';
  #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get #key(): string {
    const { mode, post } = this.writing;
    return `${this.#scope}|${mode}|${post?.id ?? ''}`;
  }

  /** Another person, or another thread: what they began to write there comes back. */
  open(person: string | undefined, thread: string): void {
    this.#scope = `${person}|${thread}`;
    this.begin({ mode: 'new' });
  }

  begin(writing: Writing): void {
    this.writing = writing;
    this.previewing = false;
    this.draft = drafts.read(this.#key) ?? (writing.mode === 'edit' ? (writing.post?.text ?? '') : '');
    this.#changed();
  }

  input(text: string): void {
    this.draft = text;
    drafts.write(this.#key, text);
    this.#changed();
  }

  preview(): void {
    this.previewing = !this.previewing;
    this.#changed();
  }

  /** It is on its way. */
  sent(): void {
    drafts.write(this.#key, '');
    this.begin({ mode: 'new' });
  }

  /** It was not taken: back into the field, unless something else is being written there. */
  giveBack(text: string | undefined): void {
    if (text && this.writing.mode === 'new' && this.draft === '') this.input(text);
  }
}
