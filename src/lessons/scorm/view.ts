import { html, nothing, type CSSResultGroup, type TemplateResult } from 'lit';
import type { Commit, ScormData } from '../../content/scorm.js';
import { fetchText } from '../../core/controllers/data.js';
import { icon } from '../../core/icons.js';
import type { ScormItem } from '../../formats/scorm/read.js';
import { lessonsOf } from '../../model/course.js';
import { verdict, type Verdict } from '../../model/scorm.js';
import { uuidFrom } from '../../sdk/uuid-from.js';
import { uuid } from '../../sdk/uuid.js';
import { WidyaError } from '../../sdk/errors.js';
import { extensions } from '../../sdk/verbs.js';
import { scormBegan, scormCommitted, type Told } from '../../tracking/scorm.js';
import type { LessonHost, LessonNeeds, LessonView, NeedsHost } from '../kind.js';
import { ContentFrame } from '../package/frame.js';
import { obtain } from '../package/packages.js';
import { ContentState } from '../package/state.js';
import { packageStyles, PackageView, type Playing, type PlayOptions } from '../package/view.js';
import type { ScormLesson } from './model.js';

export const styles: CSSResultGroup = packageStyles;

interface Played {
  version: '1.2' | '2004';
  items: ScormItem[];
  sequencing?: unknown;
}
/** What the engine lets the learner do now. */
interface Valid {
  continue: boolean;
  previous: boolean;
  choice: Record<string, string>;
  hideLmsUi: string[];
}
interface Summary {
  completed?: boolean;
  passed?: boolean;
  scaled?: number;
}

class ScormView extends PackageView {
  #lesson: ScormLesson;
  #played: Played | undefined;
  #state: ContentState | undefined;
  #content: ContentFrame | undefined;
  #current = '';
  #valid: Valid | undefined;

  constructor(lesson: ScormLesson, host: LessonHost) {
    super(host);
    this.#lesson = lesson;
  }

  protected async play(o: PlayOptions): Promise<Playing> {
    const { host } = this;
    const { service, registration, activity } = host;
    const records = service?.principal != null && !host.readonly;
    const state = (this.#state = await ContentState.open(records ? service : undefined, activity.id, registration));
    const frame = (this.#content = new ContentFrame(
      host.content,
      `${service?.principal?.subject ?? ''}|${registration}|${activity.id}`,
      host.text(this.#lesson.title),
      {
        commit: (c: Commit) => this.#inTurn(() => this.#onCommit(c)),
        initialized: ({ item }: { item: string }) => this.#inTurn(() => this.#onInitialized(item)),
        shown: ({ item }: { item: string }) => this.#show(item),
        valid: (valid: Valid) => {
          this.#valid = valid;
          host.requestUpdate();
        },
        returned: () => this.ended(),
        installing: (s: { done: number; total: number }) => o.progress({ step: 'unpacking', ...s }),
        request: () => ({ status: 404, headers: [], body: null }),
      },
    ));
    o.show(frame.element);
    try {
      const { hash, played } = await this.#package(frame, o);
      this.#played = played;
      const last = state.get('item') as string | undefined;
      this.#current = played.items.find((i) => i.id === last)?.id ?? played.items[0]?.id ?? '';
      const data: ScormData = {
        items: played.items,
        item: this.#current,
        states: Object.fromEntries(
          played.items.map((i) => [
            i.id,
            (state.get(`cmi:${i.id}`) ?? undefined) as Record<string, unknown> | undefined,
          ]),
        ),
        learner: {
          id: service?.principal?.actor.account?.name ?? 'tamu',
          // Content gets no names: certificates are the portal's.
          name: this.words.learner,
          language: host.lang,
        },
        mode: host.readonly ? 'browse' : 'normal',
        ...(played.sequencing === undefined ? {} : { sequencing: played.sequencing }),
        ...(typeof state.get('sequencing') === 'string' ? { sequencingState: state.get('sequencing') as string } : {}),
      };
      o.show(frame.element);
      await frame.open({
        src: '',
        ...(hash === undefined ? {} : { hash }),
        title: host.text(this.#lesson.title),
        adapter: played.version === '1.2' ? 'scorm12' : 'scorm2004',
        data,
      });
      return { frame: frame.element, close: () => frame.close() };
    } catch (cause) {
      await frame.close();
      throw cause;
    }
  }

  /** The package, and what of it this lesson is. */
  async #package(frame: ContentFrame, o: PlayOptions): Promise<{ hash?: string; played: Played }> {
    const lesson = this.#lesson;
    const url = this.host.resolve(lesson.src ?? '');
    const own = lesson.items &&
      lesson.version && { version: lesson.version, items: lesson.items, sequencing: lesson.sequencing };
    if (/\.xml$/i.test(url.split(/[?#]/, 1)[0] ?? '')) {
      // Unpacked in a folder of the content host: its files have addresses of their own.
      const played = own ?? (await this.#read(new TextEncoder().encode(await fetchText(url, { signal: o.signal }))));
      return { played: { ...played, items: played.items.map((i) => ({ ...i, url: new URL(i.url, url).href })) } };
    }
    if (!(await frame.ask<boolean>('ready')))
      throw new WidyaError('lesson/no-content-host', 'packages need https (or localhost) on the content host');
    const { hash, files } = await obtain(frame, url, { sha256: lesson.sha256, ...o });
    if (own) return { hash, played: own };
    const bytes = await frame.ask<ArrayBuffer | undefined>('read', { hash, path: 'imsmanifest.xml' });
    if (!bytes) throw new WidyaError('data/invalid', 'has no imsmanifest.xml at its root', { place: lesson.src ?? '' });
    return { hash, played: await this.#read(new Uint8Array(bytes), files) };
  }

  /** What of a manifest this lesson is. */
  async #read(bytes: Uint8Array, files?: string[]): Promise<Played> {
    const lesson = this.#lesson;
    const { readManifest } = await import('../../formats/scorm/read.js');
    const { version, course } = readManifest(bytes, 'imsmanifest.xml', files);
    const lessons = lessonsOf(course.lessons) as (ScormLesson & { items: ScormItem[] })[];
    const items = lessons.flatMap((l) => l.items);
    const wanted = lesson.item === undefined ? items : items.filter((i) => i.id === lesson.item);
    if (wanted.length === 0)
      throw new WidyaError('data/invalid', `has no item "${lesson.item ?? ''}"`, { place: lesson.src ?? '' });
    const sequencing = lesson.item === undefined ? lessons.find((l) => l.sequencing)?.sequencing : undefined;
    return { version, items: wanted, ...(sequencing ? { sequencing } : {}) };
  }

  // What the content says

  #last: Promise<unknown> = Promise.resolve();
  /** One after the other: each builds on what was said before. */
  #inTurn(run: () => Promise<void>): Promise<void> {
    const mine = this.#last.then(run, run);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  #item(id: string): ScormItem | undefined {
    return this.#played?.items.find((i) => i.id === id);
  }
  /** The lesson itself where it is one item; else below it. */
  #iri(id: string): string {
    const { id: own } = this.host.activity;
    return (this.#played?.items.length ?? 1) > 1 ? `${own}/${encodeURIComponent(id)}` : own;
  }
  #told(id: string): Told {
    const kept = this.#state?.get(`told:${id}`) as Told | null | undefined;
    return structuredClone(kept ?? { attempt: `${this.#iri(id)}?attempt=${uuid()}`, interactions: {} });
  }

  async #onInitialized(id: string): Promise<void> {
    const told = this.#told(id);
    await this.#record(id, [scormBegan(told, this.#state?.get(`cmi:${id}`) != null)]);
    told.initialized = true;
    await this.#state?.set(`told:${id}`, told);
    await this.#show(id);
  }

  /** Settles when it is kept: what the content's side holds may go then. */
  async #onCommit(c: Commit): Promise<void> {
    const { version = '1.2' } = this.#played ?? {};
    const item = this.#item(c.item);
    const state = this.#state;
    if (!state) throw new WidyaError('component/failed', 'the lesson is not open');
    const judged = verdict(version, c.cmi, {
      masteryScore: this.#lesson.masteryScore ?? item?.masteryScore,
      completionThreshold: item?.completionThreshold,
    });
    const told = this.#told(c.item);
    const said = scormCommitted(told, this.#iri(c.item), c.cmi, judged, {
      terminated: c.terminated,
      session: c.session,
      version,
    });
    // First what is said, under ids that a repeat makes again; only then the note that it was said. A page may end in between.
    await this.#record(c.item, said, c);
    await state.set(`cmi:${c.item}`, c.cmi);
    await state.set(`told:${c.item}`, told);
    if (c.sequencing !== undefined) {
      const { state: text } = JSON.parse(c.sequencing) as { state: string };
      await state.set('sequencing', text);
    }
    await this.#sum(c.item, judged, c);
    this.host.requestUpdate();
  }

  async #record(id: string, said: ReturnType<typeof scormCommitted>, commit?: Commit): Promise<void> {
    const iri = this.#iri(id);
    const title = this.#item(id)?.title ?? '';
    const type = this.host.activity.definition?.type ?? '';
    const object =
      iri === this.host.activity.id ? {} : { object: { id: iri, definition: { type, name: { und: title } } } };
    await Promise.all(
      said.map((s, n) => {
        if (!commit) return this.host.record({ ...object, ...s });
        const { session, at: timestamp } = commit;
        // The visit in which it is heard says nothing of when it was said: a repeat in the next one is the same to the letter.
        const context = { ...s.context, extensions: { [extensions.sessionId]: uuidFrom(`scorm|${session}`) } };
        const name = ['scorm', this.host.registration, iri, session, s.verb.id, n, JSON.stringify(s.result)].join('|');
        return this.host.record({ ...object, ...s, context, timestamp, id: uuidFrom(name) });
      }),
    );
  }

  /** All items together are the lesson. */
  async #sum(id: string, v: Verdict, c: Commit): Promise<void> {
    const before = (this.#state?.get('items') ?? {}) as Record<string, Summary>;
    const mine: Summary = {
      completed: v.completed || before[id]?.completed === true,
      ...(v.passed === undefined ? {} : { passed: v.passed }),
      ...(v.score?.scaled === undefined ? {} : { scaled: v.score.scaled }),
    };
    const all = { ...before, [id]: mine };
    await this.#state?.set('items', all);
    const items = this.#played?.items ?? [];
    const scos = items.filter((i) => i.sco);
    const sums = scos.map((i) => all[i.id] ?? {});
    let completed = scos.length > 0 && sums.every((s) => s.completed);
    let passed: boolean | undefined = sums.some((s) => s.passed !== undefined)
      ? sums.every((s) => s.passed !== false) && sums.some((s) => s.passed)
      : undefined;
    if (c.sequencing !== undefined) {
      // The package's own rules say when the whole is done.
      const { root } = JSON.parse(c.sequencing) as {
        root: { completionStatus?: string; successStatus?: string } | null;
      };
      if (root?.completionStatus === 'completed') completed = true;
      if (root?.successStatus === 'passed' || root?.successStatus === 'failed')
        passed = root.successStatus === 'passed';
    }
    const scored = sums.flatMap((s) => s.scaled ?? []);
    const scaled =
      scored.length > 0 ? Math.round((scored.reduce((a, b) => a + b, 0) / scored.length) * 1e4) / 1e4 : undefined;
    if (v.progress !== undefined && items.length === 1) this.host.progress(v.progress);
    else if (scos.length > 1) this.host.progress(sums.filter((s) => s.completed).length / scos.length);
    if (!completed && passed === undefined) return;
    this.host.complete({
      completion: completed,
      ...(passed === undefined ? {} : { success: passed }),
      ...(items.length === 1 && v.score ? { score: v.score } : scaled === undefined ? {} : { score: { scaled } }),
    });
  }

  async #show(id: string): Promise<void> {
    this.#current = id;
    await this.#state?.set('item', id);
    this.host.requestUpdate();
  }

  // What the learner chooses between

  protected override renderBar(): TemplateResult | typeof nothing {
    const played = this.#played;
    const more = played !== undefined && played.items.length > 1;
    const sums = (this.#state?.get('items') ?? {}) as Record<string, Summary>;
    const w = this.words;
    const hidden = new Set(this.#valid?.hideLmsUi ?? []);
    return html`${
        more
          ? html`<nav aria-label=${w.parts} class="package-parts">
              <ol>
                ${played.items.map((i) => {
                  const open =
                    this.#valid === undefined || this.#valid.choice[i.id] === 'true' || i.id === this.#current;
                  return html`<li>
                    <button
                      type="button"
                      class="button quiet small"
                      aria-current=${i.id === this.#current ? 'step' : nothing}
                      aria-disabled=${open ? nothing : 'true'}
                      @click=${() => open && this.#go(i.id)}
                    >
                      ${icon(sums[i.id]?.completed ? 'check-circle' : open ? 'circle' : 'lock')}<bdi>${i.title}</bdi>
                    </button>
                  </li>`;
                })}
              </ol>
            </nav>`
          : nothing
      }
      <div class="row">
        ${
          this.#valid && more
            ? html`${
                hidden.has('previous')
                  ? nothing
                  : html`<button
                      type="button"
                      class="button small"
                      ?disabled=${!this.#valid.previous}
                      @click=${() => this.#move('previous')}
                    >
                      ${w.previousPart}
                    </button>`
              }${
                hidden.has('continue')
                  ? nothing
                  : html`<button
                      type="button"
                      class="button small"
                      ?disabled=${!this.#valid.continue}
                      @click=${() => this.#move('continue')}
                    >
                      ${w.nextPart}
                    </button>`
              }`
            : nothing
        }
        ${super.renderBar()}
      </div>`;
  }

  #go(id: string): void {
    if (id === this.#current) return;
    const items = this.#played?.items ?? [];
    const states = Object.fromEntries(items.map((i) => [i.id, this.#state?.get(`cmi:${i.id}`)]));
    void this.#content?.ask('adapter', { what: 'go', data: { item: id, states } }).catch(() => undefined);
    if (this.#played?.sequencing === undefined) void this.#show(id);
  }
  #move(what: 'continue' | 'previous'): void {
    void this.#content?.ask('adapter', { what, data: {} }).catch(() => undefined);
  }
}

export const needs = ({ src, size, sha256 }: ScormLesson, host: NeedsHost): LessonNeeds =>
  src === undefined || /\.xml$/i.test(src)
    ? { files: [], online: true }
    : { files: [{ url: host.resolve(src), size, sha256, package: true }] };

export const create = (lesson: ScormLesson, host: LessonHost): LessonView => new ScormView(lesson, host);
