// "Cek pemahaman": questions in a text, for the learner alone. Fetched by a page that has some.
import { html, nothing, type TemplateResult } from 'lit';
import { WidyaQuestion } from '../../components/question/question.js';
import { icon } from '../../core/icons.js';
import type { DetailOf } from '../../core/events.js';
import type { Question } from '../../questions/kind.js';
import type { LessonHost } from '../kind.js';
import { wordsIn } from '../words.js';
import type { PageQuestion } from './model.js';

const words = {
  id: { title: 'Cek pemahaman', check: 'Periksa', again: 'Coba lagi', first: 'Jawab dulu, lalu periksa.' },
  en: { title: 'Check yourself', check: 'Check', again: 'Try again', first: 'Answer first, then check.' },
};

interface Answer {
  value: string;
  checked?: boolean;
}

/** Answers of one page, kept in what the lesson saves. */
export class Checks {
  #host: LessonHost;
  #answers: Record<string, Answer> = {};
  #hint = '';

  constructor(host: LessonHost) {
    WidyaQuestion.define();
    this.#host = host;
    const saved = (host.saved as { answers?: unknown } | null | undefined)?.answers;
    if (typeof saved === 'object' && saved !== null)
      for (const [id, a] of Object.entries(saved as Record<string, Answer | null>))
        if (typeof a?.value === 'string') this.#answers[id] = { value: a.value, checked: a.checked === true };
  }

  render(question: PageQuestion, base: string): TemplateResult {
    const w = wordsIn(words, this.#host.lang);
    const { id } = question;
    const answer = this.#answers[id];
    const checked = answer?.checked === true;
    return html`<div class="check" part="check" role="group" aria-label=${w.title}>
      <p class="check-title">${icon('info')}${w.title}</p>
      <widya-question
        name=${id}
        base=${base}
        seed=${id}
        .question=${question as unknown as Question}
        .value=${answer?.value ?? ''}
        ?review=${checked}
        ?disabled=${checked}
        @widya-question-answered=${(e: CustomEvent<DetailOf<'widya-question-answered'>>) => this.#keep(id, { value: e.detail.response })}
      ></widya-question>
      <div class="row">
        <button
          type="button"
          class="button small"
          @click=${(e: Event) => (checked ? this.#again(id) : this.#check(id, e.currentTarget as Element))}
        >
          ${checked ? w.again : w.check}
        </button>
        <span class="small" role="status">${this.#hint === id ? w.first : nothing}</span>
      </div>
    </div>`;
  }

  #check(id: string, button: Element): void {
    // Answers are said when they are given; the one in the field may be newer than what was said.
    const value = button.closest('.check')?.querySelector('widya-question')?.value ?? this.#answers[id]?.value ?? '';
    this.#hint = value === '' ? id : '';
    if (value !== '') this.#keep(id, { value, checked: true });
    else this.#host.requestUpdate();
  }

  #again(id: string): void {
    this.#keep(id, { value: '' });
  }

  #keep(id: string, answer: Answer): void {
    this.#answers = { ...this.#answers, [id]: answer };
    if (this.#hint === id) this.#hint = '';
    if (this.#host.readonly) this.#host.requestUpdate();
    else this.#host.save({ answers: this.#answers });
  }
}
