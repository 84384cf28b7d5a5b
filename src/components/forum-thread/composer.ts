// Where a post is written: a new one, an answer, or a new text of an old one.
import { html, nothing, type TemplateResult } from 'lit';
import type { Messages } from '../../i18n/localize.js';
import type { More } from './more.js';
import { renderText } from './text.js';
import type { Writer } from './writer.js';

export interface ComposerView {
  t: Messages;
  writer: Writer;
  more: More | undefined;
  cancel: () => void;
  send: () => void;
}

export function renderComposer(v: ComposerView): TemplateResult {
  const { t, writer } = v;
  const { draft, previewing } = writer;
  const { mode, post } = writer.writing;
  const label = mode === 'edit' ? t.edit : mode === 'reply' ? t.replyTo(post?.name ?? t.someone) : t.writePost;
  const onKey = (event: KeyboardEvent): void => {
    if (v.more?.key(event)) return;
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
      previewing
        ? html`<div class="preview prose" dir="auto" tabindex="0" role="group" aria-label=${t.preview}>
            ${renderText(draft, { headingLevel: 4, newTab: t.newTab })}
          </div>`
        : html`<textarea
            id="text"
            dir="auto"
            rows="3"
            maxlength="20000"
            aria-describedby="help"
            aria-autocomplete=${v.more ? 'list' : nothing}
            aria-controls=${v.more?.active ? 'names' : nothing}
            aria-activedescendant=${v.more?.active ?? nothing}
            .value=${draft}
            @input=${(e: Event) => {
              const field = e.target as HTMLTextAreaElement;
              v.more?.typed(field);
              writer.input(field.value);
            }}
            @keydown=${onKey}
          ></textarea>`
    }
    ${previewing ? nothing : v.more?.names()}
    <span class="small muted" id="help">${t.writePostHelp}</span>
    ${mode === 'edit' ? nothing : v.more?.chosenFiles()}
    <div class="row">
      <button
        type="button"
        class="button quiet"
        aria-pressed=${previewing}
        aria-disabled=${draft.trim() === '' && !previewing ? 'true' : nothing}
        @click=${() => (draft.trim() !== '' || previewing) && writer.preview()}
      >
        ${t.preview}
      </button>
      ${mode === 'edit' ? nothing : v.more?.attachButton()}
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
