// Where a post is written: a new one, an answer, or a new text of an old one. What is written is kept by whoever shows it.
import { html, nothing, type TemplateResult } from 'lit';
import { renderMarkdown } from '../../core/markdown.js';
import type { Messages } from '../../i18n/localize.js';
import type { Post } from '../../model/thread.js';

/** What is being written: a new post, an answer to one, or a new text of one. */
export interface Writing {
  mode: 'new' | 'reply' | 'edit';
  post?: Post;
}

export interface ComposerView {
  t: Messages;
  writing: Writing;
  draft: string;
  previewing: boolean;
  input: (text: string) => void;
  preview: () => void;
  cancel: () => void;
  send: () => void;
}

export function renderComposer(v: ComposerView): TemplateResult {
  const { t, draft } = v;
  const { mode, post } = v.writing;
  const label = mode === 'edit' ? t.edit : mode === 'reply' ? t.replyTo(post?.name ?? t.someone) : t.writePost;
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
      (event.target as HTMLTextAreaElement).form?.requestSubmit();
    else if (event.key === 'Escape' && mode !== 'new') v.cancel();
  };
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (draft.trim() !== '') v.send();
    else (event.target as HTMLFormElement).querySelector('textarea')?.focus();
  };
  return html`<form class="composer" part="composer" @submit=${onSubmit}>
    <label for="text"><bdi>${label}</bdi></label>
    ${
      v.previewing
        ? html`<div class="preview prose" dir="auto" tabindex="0" role="group" aria-label=${t.preview}>
            ${renderMarkdown(draft, { headingLevel: 4, newTab: t.newTab })}
          </div>`
        : html`<textarea
            id="text"
            dir="auto"
            rows="3"
            maxlength="20000"
            aria-describedby="help"
            .value=${draft}
            @input=${(e: Event) => v.input((e.target as HTMLTextAreaElement).value)}
            @keydown=${onKey}
          ></textarea>`
    }
    <span class="small muted" id="help">${t.writePostHelp}</span>
    <div class="row">
      <button
        type="button"
        class="button quiet"
        aria-pressed=${v.previewing}
        aria-disabled=${draft.trim() === '' && !v.previewing ? 'true' : nothing}
        @click=${() => (draft.trim() !== '' || v.previewing) && v.preview()}
      >
        ${t.preview}
      </button>
      <span class="end row">
        ${draft.trim() === '' ? nothing : html`<span class="small muted kept">${t.draftKept}</span>`}
        ${mode === 'new' ? nothing : html`<button type="button" class="button" @click=${v.cancel}>${t.cancel}</button>`}
        <button
          type="submit"
          class="button primary"
          part="send"
          aria-disabled=${draft.trim() === '' ? 'true' : nothing}
        >
          ${mode === 'edit' ? t.save : t.send}
        </button>
      </span>
    </div>
  </form>`;
}
