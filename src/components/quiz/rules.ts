// What a quiz with rules shows: its time, its sections, one question at a time, flags and summary, hints, what is released when,
// earlier attempts. Fetched only by a quiz that asks for it.
import { html, nothing, type TemplateResult } from 'lit';
import { adoptStyles } from '../../core/adopt.js';
import type * as Markdown from '../../core/markdown.js';
import { icon, type IconName } from '../../core/icons.js';
import { noticeFor } from '../../model/quiz-clock.js';
import { bandOf, canGoTo, hasSummary } from '../../model/quiz-rules.js';
import type { Attempt, QuizQuestion, QuizResult } from '../../model/quiz.js';
import { outOf100 } from '../../model/score.js';
import { inline, plainText } from '../../model/inline.js';
import type { AnswerState, Question } from '../../questions/kind.js';
import type { WidyaQuestion } from '../question/question.js';
import type { Desk, DeskHost } from './desk.js';
import { ruleStyles } from './rules.styles.js';
import { ruledSession, type RuledSession } from './rules-session.js';
import { ruleWords, type RuleWords } from './rules-words.js';
import type { Screen } from './screens.js';

export { ruledSession };

const MINUTE = 60_000;
const stateIcons: Record<AnswerState, IconName> = {
  answered: 'check-circle',
  incomplete: 'circle-half',
  invalid: 'alert',
  unanswered: 'circle',
};

/** @param read the quiz as it is now */
export function createDesk(read: () => DeskHost): Desk {
  const host = new Proxy({} as DeskHost, {
    get(_, name) {
      const now = read();
      if (name !== 'screen') return now[name as keyof DeskHost];
      const { unsent } = now.session as RuledSession;
      return unsent === undefined ? now.screen : { ...now.screen, waiting: unsent };
    },
  });
  const t = () => host.screen.t;
  let summary = false;
  /** What is said of the last check, under its question. */
  let said: { question: string; text: string } | undefined;
  let clockHidden = false;
  let before = Infinity;
  let asked = 0;
  let kept = 0;
  let over = false;
  let rich: typeof Markdown | undefined;
  // Written by the ticks alone: a hundred questions are not drawn anew each second.
  const face = document.createElement('b');

  const session = () => host.session as RuledSession;
  const words = (): RuleWords => (/^en\b/i.test(host.localize.lang) ? ruleWords.en : ruleWords.id);
  const date = (at: number | string) => host.localize.date(new Date(at), { dateStyle: 'medium', timeStyle: 'short' });
  const score = (scaled: number) => host.screen.number(outOf100(scaled));
  const summarised = () => hasSummary(host.session.quiz);
  const single = () => (host.session.quiz.navigation ?? 'free') !== 'free';

  adoptStyles(host.root, ruleStyles);
  const timer = setInterval(tick, 1000);
  const keep = () => session().keepTime();
  const onVisible = () => {
    keep();
    tick();
  };
  document.addEventListener('visibilitychange', onVisible);
  addEventListener('pagehide', keep);
  addEventListener('pageshow', onVisible);

  /** Never counted: each tick asks the clock. */
  function tick(): void {
    const s = session();
    const left = s.running ? s.left : undefined;
    if (s.clock.now() - kept > 5000) {
      kept = s.clock.now();
      s.keepTime();
    }
    // The device slept, or its clock was set: the server knows which.
    if (s.clock.jumped && performance.now() - asked > 10_000) {
      asked = performance.now();
      void s.sync().then(tick);
    }
    if (left === undefined) {
      before = Infinity;
      over = false;
      return;
    }
    const limit = s.limit ?? left;
    const text = spoken(Math.max(0, left), true);
    if (face.textContent !== text) face.textContent = text;
    face.parentElement?.classList.toggle('hurry', left <= MINUTE);
    const notice = noticeFor(limit, Math.min(before, limit), left);
    before = left;
    if (notice) host.announce((notice === 'half' ? words().half : words().left)(spoken(left)));
    if (left > 0 || over) return;
    over = true;
    // A jump that no server has confirmed is not the end yet, if one can be asked.
    const sure = s.clock.jumped ? Promise.race([s.sync(), new Promise((r) => setTimeout(r, 2000))]) : Promise.resolve();
    void sure.then(() => {
      if ((s.left ?? 0) > 0) {
        over = false;
        return;
      }
      if (!s.running || host.reading) return;
      for (const q of host.root.querySelectorAll('widya-question')) q.commit();
      host.announce(words().timeUp);
      summary = false;
      host.submit();
    });
  }

  /** `12:05`, or in words with a unit for each part. */
  function spoken(ms: number, digits = false): string {
    const seconds = Math.ceil(ms / 1000);
    const [h, m, sec] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
    const two = (n: number) => String(n).padStart(2, '0');
    if (digits) return h > 0 ? `${h}:${two(m)}:${two(sec)}` : `${m}:${two(sec)}`;
    const unit = (n: number, name: string) =>
      n > 0 ? [host.localize.number(n, { style: 'unit', unit: name, unitDisplay: 'long' })] : [];
    return [...unit(h, 'hour'), ...unit(m, 'minute'), ...unit(h > 0 ? 0 : sec, 'second')].join(' ');
  }

  // Before

  function refusal(): string | undefined {
    const { refusal, from } = session().standing;
    const w = words();
    switch (refusal) {
      case 'not-open':
        return w.notOpen(date(from ?? 0));
      case 'too-soon':
        return w.tooSoon(date(from ?? 0));
      case 'closed':
        return w.closed;
      case 'no-attempts':
        return t().noAttempts;
      default:
        return undefined;
    }
  }

  function startFacts(): TemplateResult {
    const s = session();
    const { quiz } = s;
    const w = words();
    const { opens, closes } = { ...quiz, ...s.accommodation };
    return html`${
      s.limit !== undefined
        ? html`<li>${w.timeLimit(spoken(s.limit))}</li>`
        : quiz.timeLimit !== undefined
          ? html`<li>${w.untimed}</li>`
          : nothing
    }
    ${opens !== undefined && Date.parse(opens) > s.now() ? html`<li>${w.opensAt(date(opens))}</li>` : nothing}
    ${closes === undefined ? nothing : html`<li>${w.closesAt(date(closes))}</li>`}
    ${single() ? html`<li>${quiz.navigation === 'linear' ? w.linear : w.oneAtATime}</li>` : nothing}
    ${quiz.attempts !== 1 && quiz.keep ? html`<li>${w.keep[quiz.keep]}</li>` : nothing}
    ${quiz.confidence === 'mark' ? html`<li>${w.sureMark}</li>` : nothing}`;
  }

  // While it runs

  const renderReading = (): TemplateResult =>
    html`<div class="notice" role="status">
      ${icon('lock')}
      <div>
        <strong>${words().readOnlyTab}</strong><span>${words().readOnlyTabHelp}</span>
        <span
          ><button type="button" class="button small primary" data-take @click=${() => host.take()}>
            ${words().continueHere}
          </button></span
        >
      </div>
    </div>`;

  function goTo(at: number, field = false): void {
    const s = session();
    summary = false;
    said = undefined;
    if (single()) {
      if (at !== s.at && !canGoTo(s.quiz.navigation, s.at, at, s.ordered.length)) return;
      for (const q of host.root.querySelectorAll('widya-question')) q.commit();
      s.goTo(at);
    }
    host.focus(`[data-place="${at}"]${field ? ' widya-question' : ''}`);
  }

  const body = (text: Parameters<Screen['text']>[0]): unknown => {
    if (text === undefined) return nothing;
    if (!rich) {
      void import('../../core/markdown.js').then((m) => {
        rich = m;
        host.update();
      });
      return nothing;
    }
    return html`<div class="prose">
      ${rich.renderMarkdown(host.screen.text(text), { images: true, headingLevel: 5, base: host.base })}
    </div>`;
  };

  function renderTools(q: QuizQuestion, place: number, running: boolean): unknown {
    const s = session();
    const w = words();
    const mark = s.markOf(q);
    const { hints = [] } = q;
    const shown = mark.hints ?? 0;
    const next = hints[shown];
    const can = running && !host.reading && !mark.done;
    const practice = s.quiz.feedback === 'after-answer';
    const tries = q.tries ?? 1;
    const comment = s.commentOf(q);
    return html`${
        shown > 0
          ? html`<ul class="hints">
              ${hints.slice(0, shown).map(
                (h) =>
                  html`<li class="notice" tabindex="-1">
                    ${icon('info')}
                    <div><strong>${w.hintTitle}</strong><span>${host.rich(h.text)}</span></div>
                  </li>`,
              )}
            </ul>`
          : nothing
      }
      ${
        s.quiz.confidence && (can || mark.sure)
          ? html`<fieldset class="sure" ?disabled=${!can}>
              <legend>${w.sure}</legend>
              <div>
                ${w.sureLevels.map((label, i) => {
                  const level = (i + 1) as 1 | 2 | 3;
                  return html`<label
                    ><input
                      type="radio"
                      name="sure-${q.id}"
                      .checked=${mark.sure === level}
                      @change=${() => {
                        s.mark(q, { sure: level });
                        host.update();
                      }}
                    />${label}</label
                  >`;
                })}
              </div>
            </fieldset>`
          : nothing
      }
      <div class="tools">
        ${
          can && practice
            ? html`<button type="button" class="button primary" data-check @click=${(e: Event) => check(q, place, e)}>
                  ${w.check}</button
                >${
                  tries > 1
                    ? html`<span class="small muted numbers">${w.triesLeft(tries - (mark.tries ?? 0))}</span>`
                    : nothing
                }`
            : nothing
        }
        ${
          can && next
            ? html`<button
                type="button"
                class="button small"
                data-hint
                @click=${() => {
                  s.mark(q, { hints: shown + 1 });
                  host.update();
                  // After the last one this button is gone: the focus goes to the hint, which is then read.
                  if (shown + 1 === hints.length) host.focus(`[data-place="${place}"] .hints li:last-child`);
                  else host.announce(`${w.hintTitle}: ${plainText(inline(host.screen.text(next.text)))}`);
                }}
              >
                ${w.hint(shown + 1, hints.length)}${
                  next.penalty
                    ? html` <span class="small muted"
                        >(${w.hintCost(host.localize.number(next.penalty, { style: 'percent', maximumFractionDigits: 1 }))})</span
                      >`
                    : nothing
                }
              </button>`
            : nothing
        }
        ${
          running && summarised() && s.quiz.navigation !== 'linear'
            ? html`<button
                type="button"
                class="button small"
                data-flag
                aria-pressed=${mark.flag ? 'true' : 'false'}
                ?disabled=${host.reading}
                @click=${() => {
                  s.mark(q, { flag: !mark.flag });
                  host.update();
                }}
              >
                ${icon('flag')} ${mark.flag ? w.flagged : w.flag}
              </button>`
            : nothing
        }
      </div>
      ${said?.question === q.id ? html`<p class="small" data-said>${said.text}</p>` : nothing}
      ${
        comment === undefined
          ? nothing
          : html`<div class="notice">
              ${icon('reply')}
              <div><strong>${w.graderSays}</strong><span>${host.rich(comment)}</span></div>
            </div>`
      }`;
  }

  function check(q: QuizQuestion, place: number, event: Event): void {
    const s = session();
    const w = words();
    ((event.target as Element).closest('li')?.querySelector('widya-question') as WidyaQuestion | null)?.commit();
    const state = s.stateOf(q);
    if (state !== 'answered') said = { question: q.id, text: state === 'unanswered' ? w.checkFirst : w.incomplete };
    else {
      const right = s.check(q);
      const done = s.markOf(q).done === true;
      said = right || done ? undefined : { question: q.id, text: w.tryAgain };
      if (!said) {
        host.announce(right ? t().correct : t().incorrect);
        host.focus(`[data-place="${place}"]`); // the button is gone now
      }
    }
    if (said) host.announce(said.text);
    host.update();
  }

  function renderCard(q: QuizQuestion, i: number, total: number, running: boolean): TemplateResult {
    const s = session();
    const done = !running;
    const locked = done || host.reading || s.markOf(q).done === true;
    const review = done
      ? s.attempt !== undefined && s.showsAnswers(s.attempt)
      : s.quiz.feedback === 'after-answer' && s.markOf(q).done === true;
    const first = single() || i === 0;
    return html`<li class="card" part="question" data-place=${i} data-first=${first ? '' : nothing} tabindex="-1">
      <div class="number numbers">
        <span>${t().questionOf(i + 1, total)}</span>${
          s.ordered.some((o) => (o.points ?? 1) !== 1) ? html`<span>${t().points(q.points ?? 1)}</span>` : nothing
        }
      </div>
      <widya-question
        name=${q.id}
        seed=${s.attempt?.id ?? ''}
        base=${host.base}
        exportparts="option:question__option, feedback:question__feedback"
        .question=${q as Question}
        .value=${s.response(q)}
        .result=${review ? s.pointsOf(q) : undefined}
        .messages=${host.messages}
        ?shuffle=${s.quiz.shuffle === true}
        ?review=${review}
        ?readonly=${locked}
        @widya-question-answered=${(e: CustomEvent<{ response: string }>) => {
          said = undefined;
          host.answer(q, e.detail.response);
        }}
      ></widya-question>
      ${renderTools(q, i, running)}
    </li>`;
  }

  function renderCards(running: boolean): unknown {
    const s = session();
    const total = s.ordered.length;
    const { sections } = s;
    let place = 0;
    return sections.map(({ section, questions }) => {
      const from = place;
      place += questions.length;
      const one = running && single();
      if (one && (s.at < from || s.at >= place)) return nothing;
      return html`${
          section && (section.title !== undefined || section.body !== undefined)
            ? html`<div class="section-head">
                ${section.title === undefined ? nothing : html`<h4>${host.screen.text(section.title)}</h4>`}
                ${body(section.body)}
              </div>`
            : nothing
        }
        <ol class="questions">
          ${questions.map((q, i) =>
            (one ? from + i === s.at : from + i < host.drawn) ? renderCard(q, from + i, total, running) : nothing,
          )}
        </ol>`;
    });
  }

  function renderMap(): TemplateResult {
    const s = session();
    const w = words();
    return html`<nav aria-label=${w.questions}>
      <ol class="map">
        ${s.ordered.map((q, i) => {
          const state = s.stateOf(q) ?? 'unanswered';
          const { flag } = s.markOf(q);
          return html`<li>
            <button
              type="button"
              class="button small numbers ${state} ${flag ? 'flagged' : ''}"
              aria-current=${i === s.at && !summary ? 'step' : nothing}
              aria-label="${t().question(i + 1)}, ${w[state]}${flag ? `, ${w.flagged}` : ''}"
              @click=${() => goTo(i)}
            >
              ${i + 1}${icon(flag ? 'flag' : stateIcons[state])}
            </button>
          </li>`;
        })}
      </ol>
    </nav>`;
  }

  function renderWalk(): TemplateResult {
    const s = session();
    const w = words();
    const linear = s.quiz.navigation === 'linear';
    const last = s.at === s.ordered.length - 1;
    return html`<div class="walk">
        ${
          linear || s.at === 0
            ? nothing
            : html`<button type="button" class="button" data-previous @click=${() => goTo(s.at - 1)}>
                ${icon('back')} ${w.previous}
              </button>`
        }
        ${
          last
            ? nothing
            : html`<button type="button" class="button primary" data-next @click=${() => goTo(s.at + 1)}>
                ${w.next} ${icon('forward')}
              </button>`
        }
      </div>
      ${linear && !last ? html`<p class="small muted">${w.noWayBack}</p>` : nothing}`;
  }

  function renderSummary(): TemplateResult {
    const s = session();
    const w = words();
    const list = s.ordered.map((q, i) => ({ q, i, state: s.stateOf(q) ?? 'unanswered', flag: s.markOf(q).flag }));
    const open = list.filter((l) => l.state !== 'answered').length;
    const flagged = list.filter((l) => l.flag).length;
    const back = s.quiz.navigation !== 'linear';
    const blocked = s.missing > 0;
    return html`<div class="card summary" part="summary">
      <h4 id="summary" tabindex="-1" data-summary>${w.summary}</h4>
      <p class="numbers">
        ${open > 0 ? html`${w.summaryOpen(open)}. ${t().submitUnansweredHelp}` : html`${w.summaryAll}.`}
        ${flagged > 0 ? html`${w.summaryFlagged(flagged)}.` : nothing}
      </p>
      <ol class="lines">
        ${list.map(
          ({ q, i, state, flag }) =>
            html`<li>
              <span class="what"
                ><strong class="small">${t().question(i + 1)}</strong
                ><span class="small muted"
                  >${plainText(inline(host.screen.text(q.stem).replace(/\{\{[^{}]*\}\}/g, '…')))}</span
                ></span
              >
              <span class="row">
                <span class="state ${state === 'answered' ? 'answered' : 'open'}"
                  >${icon(stateIcons[state])}${w[state]}</span
                >
                ${flag ? html`<span class="state open">${icon('flag')}${w.flagged}</span>` : nothing}
                ${
                  back
                    ? html`<button type="button" class="button small" @click=${() => goTo(i, state !== 'answered')}>
                        ${t().question(i + 1)}
                      </button>`
                    : nothing
                }
              </span>
            </li>`,
        )}
      </ol>
      ${blocked ? html`<p class="small">${t().submitBlocked(s.missing)}. ${t().submitBlockedHelp}</p>` : nothing}
      <div class="walk">
        ${back ? html`<button type="button" class="button" @click=${() => goTo(s.at)}>${w.back}</button>` : nothing}
        <button type="button" class="button primary" data-confirm ?disabled=${blocked} @click=${() => send()}>
          ${open > 0 ? t().submitAnyway : t().submitQuiz}
        </button>
      </div>
    </div>`;
  }

  function send(): void {
    summary = false;
    host.submit();
  }

  function renderClock(): unknown {
    const s = session();
    if (s.left === undefined) return nothing;
    const w = words();
    return html`<span class="clock" role="timer" aria-live="off"
      >${clockHidden ? nothing : html`<span class="small">${w.timeLeft}</span>${face}`}
      <button
        type="button"
        class="button small quiet"
        aria-pressed=${clockHidden ? 'true' : 'false'}
        @click=${() => {
          clockHidden = !clockHidden;
          host.update();
        }}
      >
        ${clockHidden ? w.showTime : w.hideTime}
      </button></span
    >`;
  }

  function renderRunning(): TemplateResult {
    const s = session();
    const w = words();
    const { screen } = host;
    const answered = s.ordered.filter((q) => s.stateOf(q) === 'answered').length;
    const last = !single() || s.at === s.ordered.length - 1;
    const canSubmit = last || s.quiz.navigation !== 'linear';
    return html`<header>${host.parts.renderTitle(screen)}</header>
      ${host.reading ? renderReading() : nothing} ${single() && s.quiz.navigation !== 'linear' ? renderMap() : nothing}
      <form class="quiz" novalidate autocomplete="off" @submit=${onSubmit}>
        ${summary ? renderSummary() : html`${renderCards(true)}${single() ? renderWalk() : nothing}`}
        <div class="bar ${summary ? 'still' : ''}">
          <span class="row"
            ><span class="small numbers" role="status">${screen.t.answeredOf(answered, s.ordered.length)}</span
            >${renderClock()}${host.parts.renderWaiting(screen)}</span
          >
          ${
            summary || host.reading || !canSubmit
              ? nothing
              : html`<button type="submit" class="button ${last ? 'primary' : ''}" part="submit">
                  ${summarised() ? w.toSummary : screen.t.submitQuiz}
                </button>`
          }
        </div>
      </form>`;
  }

  function onSubmit(event: Event): void {
    event.preventDefault();
    const s = session();
    for (const q of host.root.querySelectorAll('widya-question')) q.commit();
    const open = s.ordered.some((q) => s.stateOf(q) !== 'answered');
    if (!summarised() && !open && s.missing === 0) return send();
    summary = true;
    host.focus('[data-summary]');
  }

  // After

  function renderHistory(): unknown {
    const s = session();
    const list = s.attempts.state.attempts;
    if (list.length < 2) return nothing;
    const w = words();
    const { kept } = s;
    const counts = s.quiz.keep === 'mean' ? undefined : kept;
    let used = false;
    return html`<table class="history small numbers" part="history">
      <caption>
        ${w.history}
      </caption>
      <tbody>
        ${list.map((a, i) => {
          const result = a.submitted === undefined ? undefined : s.resultOf(a);
          const isKept = !used && result !== undefined && counts?.raw === result.raw && counts.scaled === result.scaled;
          used ||= isKept;
          return html`<tr>
            <th scope="row">${w.attempt(i + 1)}</th>
            <td>${date(a.submitted ?? a.started)}</td>
            <td>
              ${result === undefined ? w.running : s.showsScore(a) ? host.parts.outcome(host.screen, result) : w.scoreLater}${
                isKept ? html` <strong>(${w.counts})</strong>` : nothing
              }
            </td>
          </tr>`;
        })}
      </tbody>
    </table>`;
  }

  function released(rule: string | undefined): string {
    const { release } = words();
    const s = session();
    if (rule === 'after-close') return release['after-close'](date(s.quiz.closes ?? 0));
    return rule === 'after-last-attempt' ? release['after-last-attempt'] : release.none;
  }

  function renderResult(attempt: Attempt, result: QuizResult): TemplateResult {
    const s = session();
    const w = words();
    const { screen } = host;
    const why = refusal();
    const notes = s.notes.map((note) => html`<p class="small muted">${note(w)}</p>`);
    if (!s.showsScore(attempt))
      return html`<div class="card result" part="result">
        ${host.parts.renderTitle(screen)}
        <p class="score">${w.scoreNone}</p>
        ${s.unsent ? nothing : html`<p class="muted">${released(s.quiz.score)}</p>`} ${notes}
        ${host.parts.renderWaiting(screen)} ${renderHistory()} ${renderAgain(why)}
      </div>`;
    const band = bandOf(s.quiz, result.scaled);
    return host.parts.renderResult(screen, result, s.quiz.keep ? -1 : s.best, {
      more: html`${band && !result.pending ? html`<p class="band">${host.rich(band.text)}</p>` : nothing}
      ${s.quiz.keep === 'mean' && s.kept ? html`<p class="numbers">${w.meanScore} ${score(s.kept.scaled)}</p>` : nothing}
      ${notes} ${renderHistory()}`,
      again: renderAgain(why, result.passed === false),
    });
  }

  function renderAgain(why: string | undefined, primary = false): unknown {
    if (host.screen.readonly) return nothing;
    return why === undefined
      ? html`<button
          type="button"
          class="button ${primary ? 'primary' : ''}"
          part="start-button"
          @click=${() => host.screen.start()}
        >
          ${t().tryAgain}
        </button>`
      : html`<p class="small muted">${why}</p>`;
  }

  return {
    render(view) {
      const s = session();
      if (view === 'start')
        return html`${host.parts.renderStart(host.screen, { count: s.size, facts: startFacts(), refusal: refusal() })}
        ${s.notes.map((note) => html`<p class="small muted">${note(words())}</p>`)}`;
      if (view === 'running') {
        queueMicrotask(tick);
        return renderRunning();
      }
      const { attempt } = s;
      const answers = attempt !== undefined && s.showsAnswers(attempt);
      return html`${attempt ? renderResult(attempt, s.resultOf(attempt)) : nothing}
      ${
        s.ordered.length === 0
          ? nothing
          : html`<h4 class="small">${answers ? t().quizReview : t().answersGiven}</h4>
              ${answers || s.quiz.feedback === 'none' ? nothing : html`<p class="small muted">${words().answersLater}</p>`}
              ${renderCards(false)}`
      }`;
    },
    opened() {
      const s = session();
      before = Infinity;
      over = false;
      summary = false;
      tick();
      return s.running && (s.left ?? 1) <= 0 ? words().expired : undefined;
    },
    told: (attempt) => (session().showsScore(attempt) ? undefined : released(session().quiz.score)),
    stop() {
      clearInterval(timer);
      session().stop();
      keep();
      document.removeEventListener('visibilitychange', onVisible);
      removeEventListener('pagehide', keep);
      removeEventListener('pageshow', onVisible);
    },
  };
}
