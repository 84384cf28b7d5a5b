import type { CSSResultGroup } from 'lit';
import { uuid } from '../../sdk/uuid.js';
import { WidyaError } from '../../sdk/errors.js';
import { validateStatement } from '../../server/lrs/validate.js';
import { h5pSaid } from '../../tracking/h5p.js';
import type { LessonHost, LessonNeeds, LessonView, NeedsHost } from '../kind.js';
import { ContentFrame } from '../package/frame.js';
import { obtain } from '../package/packages.js';
import { ContentState } from '../package/state.js';
import { packageStyles, PackageView, type Playing, type PlayOptions } from '../package/view.js';
import type { H5pLesson } from './model.js';

export const styles: CSSResultGroup = packageStyles;

/** What the learner has done so far belongs to one version of the content: another would not know what to do with it. */
interface Kept {
  hash: string;
  state: string;
}

class H5pView extends PackageView {
  #lesson: H5pLesson;

  constructor(lesson: H5pLesson, host: LessonHost) {
    super(host);
    this.#lesson = lesson;
  }

  protected async play(o: PlayOptions): Promise<Playing> {
    const { host } = this;
    const { service, registration, activity } = host;
    const records = service?.principal != null && !host.readonly;
    const state = await ContentState.open(records ? service : undefined, activity.id, registration);
    const lesson = this.#lesson;
    const title = host.text(lesson.title);
    let hash = '';
    const frame = new ContentFrame(
      host.content,
      `${service?.principal?.subject ?? ''}|${registration}|${activity.id}`,
      title,
      {
        h5p: (event: unknown) => this.#onSaid(event),
        kept: (text: string) => state.set('h5p', { hash, state: text } satisfies Kept),
        installing: (s: { done: number; total: number }) => o.progress({ step: 'unpacking', ...s }),
        // The runtime asks whether what was done is kept; that goes another way.
        request: () => ({
          status: 200,
          headers: [['content-type', 'application/json']],
          body: new TextEncoder().encode('{"success":true}').buffer,
        }),
      },
    );
    o.show(frame.element);
    try {
      if (!(await frame.ask<boolean>('ready')))
        throw new WidyaError('lesson/no-content-host', 'packages need https (or localhost) on the content host');
      const installed = await obtain(frame, host.resolve(lesson.src), { sha256: lesson.sha256, ...o });
      hash = installed.hash;
      if (!installed.files.includes('h5p.json'))
        throw new WidyaError('data/invalid', 'has no h5p.json at its root', { place: lesson.src });
      const kept = state.get('h5p') as Kept | null | undefined;
      await frame.open({
        src: '',
        hash,
        title,
        adapter: 'h5p',
        data: {
          runtime: lesson.runtime ?? 'h5p/',
          hash,
          lang: host.lang,
          state: kept?.hash === hash ? kept.state : '',
        },
      });
      o.show(frame.element);
      return { frame: frame.element, close: () => frame.close() };
    } catch (cause) {
      await frame.close();
      throw cause instanceof WidyaError && /H5P runtime/.test(cause.message)
        ? new WidyaError('lesson/no-content-host', cause.message, { cause, place: lesson.src })
        : cause;
    }
  }

  /** Settles when it is on the device. */
  async #onSaid(event: unknown): Promise<void> {
    const { host } = this;
    const heard = h5pSaid(event, host.activity);
    if (heard?.statement) {
      try {
        // Content is others' work: what no record server would take is not sent to one.
        validateStatement(
          { id: uuid(), actor: { account: { homePage: 'https://a.example', name: 'a' } }, ...heard.statement },
          '',
          1,
        );
        await host.record(heard.statement);
      } catch (cause) {
        console.warn('[widya] what this H5P content says is no statement:', cause);
      }
    }
    const result = heard?.outcome;
    if (!result) return;
    const scaled = result.score?.scaled;
    const success =
      this.#lesson.masteryScore !== undefined && scaled !== undefined
        ? scaled >= this.#lesson.masteryScore
        : result.success;
    host.complete({
      completion: true,
      ...(success === undefined ? {} : { success }),
      ...(result.score === undefined ? {} : { score: result.score }),
    });
  }
}

export const needs = ({ src, size, sha256 }: H5pLesson, host: NeedsHost): LessonNeeds => ({
  files: [{ url: host.resolve(src), size, sha256, package: true }],
});

export const create = (lesson: H5pLesson, host: LessonHost): LessonView => new H5pView(lesson, host);
