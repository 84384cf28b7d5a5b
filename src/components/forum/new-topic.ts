// Where a topic is begun. Fetched when somebody begins one.
import { html, type TemplateResult } from 'lit';

const id = {
  title: 'Judul topik',
  titleHelp: 'Satu kalimat yang dapat dikenali orang lain dalam daftar.',
  text: 'Isi tulisan pertama',
  open: 'Buka topik',
  cancel: 'Batal',
};
const en: typeof id = {
  title: 'Title of the topic',
  titleHelp: 'One sentence that others recognize in a list.',
  text: 'The first post',
  open: 'Open the topic',
  cancel: 'Cancel',
};

export interface NewView {
  lang: string;
  label: string;
  help: string;
  title: string;
  text: string;
  input: (part: 'title' | 'text', value: string) => void;
  cancel: () => void;
  send: () => void;
}

export function renderNew(v: NewView): TemplateResult {
  const w = /^en\b/i.test(v.lang) ? en : id;
  const onKey = (e: KeyboardEvent) => {
    if (e.key === 'Escape') v.cancel();
    else if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) (e.currentTarget as HTMLFormElement).requestSubmit();
  };
  return html`<form
    class="new"
    part="new"
    aria-label=${v.label}
    @keydown=${onKey}
    @submit=${(e: SubmitEvent) => {
      e.preventDefault();
      v.send();
    }}
  >
    <label for="title">${w.title}</label>
    <input
      id="title"
      dir="auto"
      required
      maxlength="200"
      autocomplete="off"
      aria-describedby="title-help"
      .value=${v.title}
      @input=${(e: Event) => v.input('title', (e.target as HTMLInputElement).value)}
    />
    <span class="small muted" id="title-help">${w.titleHelp}</span>
    <label for="text">${w.text}</label>
    <textarea
      id="text"
      dir="auto"
      rows="5"
      required
      maxlength="20000"
      aria-describedby="text-help"
      .value=${v.text}
      @input=${(e: Event) => v.input('text', (e.target as HTMLTextAreaElement).value)}
    ></textarea>
    <span class="small muted" id="text-help">${v.help}</span>
    <div class="row end">
      <button type="button" class="button" @click=${v.cancel}>${w.cancel}</button>
      <button type="submit" class="button primary" part="send">${w.open}</button>
    </div>
  </form>`;
}
