// The sheets of a quiz on paper. Fetched when there is a quiz to print.
import { html, nothing, render, type TemplateResult } from 'lit';
import { adoptStyles } from '../../core/adopt.js';
import { renderInline } from '../../core/inline.js';
import { renderMarkdown } from '../../core/markdown.js';
import type { LocalizeController } from '../../i18n/localize.js';
import { safeUrl } from '../../model/inline.js';
import { durationMs } from '../../model/quiz-rules.js';
import type { Quiz } from '../../model/quiz.js';
import type { LangText } from '../../model/schema.js';
import type { Media, QuestionKind } from '../../questions/kind.js';
import {
  formCode,
  gapPattern,
  hasKey,
  isText,
  keyOf,
  letterOf,
  ORIGINAL,
  paperOf,
  truthLetters,
  type PaperItem,
} from '../../questions/paper.js';
import { openQuizData } from '../../questions/open.js';
import { baseStyles } from '../../styles/base.styles.js';
import { proseStyles } from '../../styles/prose.styles.js';
import { sheetStyles } from './sheet.styles.js';
import { wordsOf, type PaperWords } from './words.js';

export { batchOf, readBatch } from '../../questions/paper.js';
export { wordsOf };
export const styles = [proseStyles, sheetStyles];

export const LETTERS = 'ABCDEF';

export interface Plan {
  quiz: Quiz;
  kinds: ReadonlyMap<string, QuestionKind>;
  base: string;
}
export interface Choice {
  batch: string;
  forms: number;
  mixed: boolean;
  questions: boolean;
  sheet: boolean;
  key: boolean;
}
export interface Look {
  localize: LocalizeController;
  text(value: LangText | undefined): string;
}
interface Sheet extends Look {
  w: PaperWords;
  base: string;
  code: string;
  quiz: Quiz;
}

/** @throws WidyaError `data/invalid` with the place in the file */
export const openPlan = async (raw: unknown, base: string, name: string): Promise<Plan> => ({
  ...(await openQuizData(raw, name)),
  base,
});

export const unknownIn = ({ quiz, kinds }: Plan): number => quiz.questions.filter((q) => !kinds.has(q.kind)).length;
export const keyIn = ({ quiz, kinds }: Plan): boolean => hasKey(paperOf(quiz, kinds, formCode(quiz, ORIGINAL, 'A')));

/** Codes of the forms that are chosen. */
export const codesOf = ({ quiz }: Plan, c: Choice): string[] =>
  [...LETTERS.slice(0, c.forms)].map((letter) => formCode(quiz, c.mixed ? c.batch : ORIGINAL, letter));

export function renderSheets(look: Look, plan: Plan, c: Choice): TemplateResult {
  const w = wordsOf(look.localize.lang);
  return html`<div class="sheets" part="sheets">
    ${codesOf(plan, c).map((code) => {
      const s: Sheet = { ...look, w, base: plan.base, code, quiz: plan.quiz };
      const items = paperOf(plan.quiz, plan.kinds, code);
      return html`${c.questions ? renderQuestions(s, items) : nothing}
      ${c.sheet ? renderAnswerSheet(s, items) : nothing} ${c.key ? renderKey(s, items) : nothing}`;
    })}
  </div>`;
}

const pageOf = (s: Sheet): string => `page form-${letterOf(s.code)}`;
const rich = (s: Sheet, t: LangText | undefined) => renderInline(s.text(t), { images: true, base: s.base });
const pointsOf = (items: readonly PaperItem[]): number =>
  items.reduce((sum, i) => sum + (i.type === 'likert' ? 0 : (i.question.points ?? 1)), 0);

function renderHead(s: Sheet, title: string): TemplateResult {
  return html`<header>
    <div>
      <h2>${s.text(s.quiz.title)}</h2>
      <p>${title}</p>
    </div>
    <p class="code">${s.w.form(s.code)}</p>
  </header>`;
}

function renderQuestions(s: Sheet, items: readonly PaperItem[]): TemplateResult {
  const { w, quiz } = s;
  const ms = durationMs(quiz.timeLimit);
  return html`<article class=${pageOf(s)} lang=${s.localize.lang}>
    ${renderHead(s, w.questions)}
    <p class="rules">
      ${w.count(items.length)} · ${w.points(s.localize.number(pointsOf(items)))}
      ${ms === undefined ? nothing : html`· ${w.minutes(s.localize.number(Math.round(ms / 60_000)))}`}<br />${w.rules}
    </p>
    ${items.map(
      (item) =>
        html`${
          item.section && (item.section.title ?? item.section.body)
            ? html`<section class="part">
                ${item.section.title ? html`<h3>${s.text(item.section.title)}</h3>` : nothing}
                ${
                  item.section.body
                    ? html`<div class="prose">
                        ${renderMarkdown(s.text(item.section.body), { images: true, base: s.base, headingLevel: 4 })}
                      </div>`
                    : nothing
                }
              </section>`
            : nothing
        }
        ${renderQuestion(s, item)}`,
    )}
  </article>`;
}

function renderQuestion(s: Sheet, item: PaperItem): TemplateResult {
  const { w } = s;
  const { question: q } = item;
  let gap = 0;
  const stem = s
    .text(q.stem)
    .replace(gapPattern, () => (item.gaps > 1 ? `(${++gap}) \\_\\_\\_\\_\\_\\_\\_\\_` : '\\_\\_\\_\\_\\_\\_\\_\\_'));
  return html`<section class="q">
    <p class="n">${item.number}.</p>
    <div>
      ${
        q.body === undefined
          ? nothing
          : html`<div class="prose">
              ${renderMarkdown(s.text(q.body), { images: true, base: s.base, headingLevel: 5 })}
            </div>`
      }
      ${q.media?.map((m) => renderMedia(s, m))}
      <p class="stem">
        ${renderInline(stem, { images: true, base: s.base })}
        ${(q.points ?? 1) === 1 || item.type === 'likert' ? nothing : html`<small>(${w.points(s.localize.number(q.points ?? 1))})</small>`}
      </p>
      ${item.type === 'choice' && item.multiple ? html`<p class="hint">${w.several}</p>` : nothing}
      ${item.type === 'true-false' ? html`<p class="hint">${w.truth(...truthLetters(s.localize.lang))}</p>` : nothing}
      ${item.type === 'matching' ? html`<p class="hint">${w.match}</p>` : nothing}
      ${item.type === 'sequencing' ? html`<p class="hint">${w.sequence}</p>` : nothing}
      ${
        item.rows.length > 0
          ? html`<ol class="rows">
              ${item.rows.map((r) => html`<li>${rich(s, r.text)}</li>`)}
            </ol>`
          : nothing
      }
      ${
        item.options.length > 0
          ? html`<ul class="options">
              ${item.options.map(
                (o) =>
                  html`<li>
                    <span class="letter">${o.letter}.</span
                    ><span>${rich(s, o.text)}${o.media ? renderMedia(s, o.media) : nothing}</span>
                  </li>`,
              )}
            </ul>`
          : nothing
      }
    </div>
  </section>`;
}

function renderMedia(s: Sheet, m: Media): TemplateResult | typeof nothing {
  const label = s.text(m.alt);
  if (m.type !== 'image') return html`<p class="hint">${s.w.media(label || m.type)}</p>`;
  const src = m.src.startsWith('blob:') ? m.src : safeUrl(m.src, s.base || undefined);
  return src === null
    ? nothing
    : html`<img src=${src} alt=${label} width=${m.width ?? nothing} height=${m.height ?? nothing} />`;
}

const isGradedByPerson = (i: PaperItem): boolean => i.kind.grade(i.question, 'x').pending !== undefined;
/** How many lines an essay gets. */
const ESSAY = 9;
const lines = (n: number): TemplateResult[] => Array.from({ length: n }, () => html`<span class="line"></span>`);

function renderAnswerSheet(s: Sheet, items: readonly PaperItem[]): TemplateResult {
  const { w } = s;
  const [right, wrong] = truthLetters(s.localize.lang);
  const letters = items.filter((i) => !isText(i));
  const texts = items.filter(isText);
  const bubbles = (list: readonly string[]) => list.map((l) => html`<span class="bubble">${l}</span>`);
  const boxes = (n: number, numbered: boolean) =>
    Array.from(
      { length: n },
      (_, i) => html`<span class="box">${numbered ? html`<small>${i + 1}</small>` : nothing}</span>`,
    );
  return html`<article class="${pageOf(s)} answers" lang=${s.localize.lang}>
    ${renderHead(s, w.sheet)}
    <div class="fields">
      ${[w.name, w.number, w.date, w.sign].map((f) => html`<p><span>${f}</span><span class="line"></span></p>`)}
    </div>
    ${letters.length > 0 ? html`<p class="rules">${w.choose} ${w.fixed}</p>` : nothing}
    <ol class="grid">
      ${letters.map(
        (i) =>
          html`<li>
            <span class="n">${i.number}.</span>
            <span class="marks"
              >${
                i.type === 'true-false'
                  ? bubbles([right, wrong])
                  : i.type === 'matching'
                    ? boxes(i.rows.length, true)
                    : i.type === 'sequencing'
                      ? boxes(i.options.length, false)
                      : bubbles(i.options.map((o) => o.letter))
              }</span
            >
          </li>`,
      )}
    </ol>
    ${
      texts.length > 0
        ? html`<h3>${w.written}</h3>
            ${texts.map(
              (i) =>
                html`<div class="written">
                  <span class="n">${i.number}.</span>
                  <span class="marks"
                    >${
                      i.type === 'performance'
                        ? i.rows.map(
                            (r, n) =>
                              html`<span class="labelled"><small>${n + 1}</small><span class="line"></span></span>`,
                          )
                        : i.gaps > 1
                          ? Array.from(
                              { length: i.gaps },
                              (_, n) =>
                                html`<span class="labelled"><small>${n + 1}</small><span class="line"></span></span>`,
                            )
                          : lines(isGradedByPerson(i) ? ESSAY : 1)
                    }</span
                  >
                </div>`,
            )}`
        : nothing
    }
  </article>`;
}

function renderKey(s: Sheet, items: readonly PaperItem[]): TemplateResult {
  const { w } = s;
  const { lang } = s.localize;
  const key = (i: PaperItem): string => {
    const ways = keyOf(i, lang);
    if (ways.length > 0 && ways.some((x) => x !== '')) return ways.slice(0, 6).join(w.or);
    return i.type === 'likert' ? w.any : isGradedByPerson(i) ? w.person : '–';
  };
  return html`<article class=${pageOf(s)} lang=${lang}>
    ${renderHead(s, w.keyOf(s.code))}
    <p class="rules">${w.secret}</p>
    <table>
      <thead>
        <tr>
          <th>${w.cols.number}</th>
          <th>${w.cols.key}</th>
          <th>${w.cols.points}</th>
          <th>${w.cols.id}</th>
        </tr>
      </thead>
      <tbody>
        ${items.map(
          (i) =>
            html`<tr>
              <td>${i.number}</td>
              <td><strong>${key(i)}</strong></td>
              <td>${i.type === 'likert' ? '' : s.localize.number(i.question.points ?? 1)}</td>
              <td>${i.question.id}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </article>`;
}

const quoted = (text: string): string => `"${text.replace(/[\n\r\f]+/g, ' ').replace(/["\\]/g, '\\$&')}"`;

/**
 * Puts the sheets alone on the paper: below `body` while the page is printed, everything else hidden. Style sheets are made, not
 * written, which every policy allows. → undoes it
 */
export function putOnPaper(look: Look, plan: Plan, c: Choice): () => void {
  const root = document.createElement('div');
  root.className = 'widya-on-paper';
  const shadow = root.attachShadow({ mode: 'open' });
  adoptStyles(shadow, [...baseStyles, ...styles]);
  render(renderSheets(look, plan, c), shadow);
  const sheet = new CSSStyleSheet();
  const w = wordsOf(look.localize.lang);
  const pages = codesOf(plan, c).map(
    (code) => `@page widya-${letterOf(code)} { size: A4; margin: 14mm 16mm 16mm;
      @bottom-left { content: ${quoted(`${look.text(plan.quiz.title)} · ${w.form(code)}`)}; font: 9pt sans-serif }
      @bottom-right { content: counter(page); font: 9pt sans-serif } }`,
  );
  sheet.replaceSync(`${pages.join('\n')}
    @media print {
      body > :not(.widya-on-paper) { display: none !important }
      html, body { background: none !important; margin: 0 !important; padding: 0 !important }
    }
    @media screen { .widya-on-paper { display: none } }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  document.body.append(root);
  return () => {
    root.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((x) => x !== sheet);
  };
}
