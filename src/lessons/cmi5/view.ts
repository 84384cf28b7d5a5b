import type { CSSResultGroup } from 'lit';
import type { Cmi5Unit } from '../../formats/cmi5/read.js';
import { readCourseStructure } from '../../formats/cmi5/read.js';
import { lessonsOf } from '../../model/course.js';
import { uuid } from '../../sdk/uuid.js';
import { WidyaError } from '../../sdk/errors.js';
import type { Agent } from '../../sdk/statement.js';
import { createLms, type Session, type Unit } from '../../server/cmi5/lms.js';
import type { Late } from '../../content/late.js';
import { plainResponse, toRequest, type PlainRequest } from '../../content/link.js';
import type { LessonHost, LessonNeeds, LessonView, NeedsHost } from '../kind.js';
import { ContentFrame } from '../package/frame.js';
import { obtain } from '../package/packages.js';
import { pageLrs } from '../package/page-lrs.js';
import { ContentState } from '../package/state.js';
import { packageStyles, PackageView, type Playing, type PlayOptions } from '../package/view.js';
import type { Cmi5Lesson } from './model.js';

export const styles: CSSResultGroup = packageStyles;

class Cmi5View extends PackageView {
  #lesson: Cmi5Lesson;

  constructor(lesson: Cmi5Lesson, host: LessonHost) {
    super(host);
    this.#lesson = lesson;
  }

  protected async play(o: PlayOptions): Promise<Playing> {
    const { host } = this;
    if (this.#lesson.src === undefined) {
      if (host.cmi5 === undefined) throw new WidyaError('lesson/no-content-host', this.words.needsServer);
      const { playHosted } = await import('./hosted.js');
      const playing = await playHosted(host, this.#lesson.id, host.cmi5, () => this.ended(), o.signal);
      if (playing.frame) o.show(playing.frame);
      return playing;
    }
    const { service, registration, activity } = host;
    const records = service?.principal != null && !host.readonly;
    const state = await ContentState.open(records ? service : undefined, activity.id, registration);
    const launches = new Map<string, string>();
    let lms: ReturnType<typeof createLms>;
    const frame: ContentFrame = new ContentFrame(
      host.content,
      `${service?.principal?.subject ?? ''}|${registration}|${activity.id}`,
      host.text(this.#lesson.title),
      {
        request: async (plain: PlainRequest) => {
          const response = (await lms.fetch(toRequest(plain))) ?? new Response(null, { status: 404 });
          return plainResponse(response);
        },
        installing: (s: { done: number; total: number }) => o.progress({ step: 'unpacking', ...s }),
        returned: () => this.ended(),
      },
    );
    o.show(frame.element);
    try {
      if (!(await frame.ask<boolean>('ready')))
        throw new WidyaError('lesson/no-content-host', 'packages need https (or localhost) on the content host');
      const { hash, unit } = await this.#unit(frame, o);
      const origin = new URL(frame.base).origin;
      const prefix = `${new URL(frame.base).pathname}lms/${frame.key}/cmi5`;
      lms = createLms({
        prefix,
        store: {
          get: async (key) => launches.get(key) ?? (state.get(key) as string | null | undefined) ?? undefined,
          // An address that was not fetched is of no use to another visit.
          set: async (key, value) =>
            void (key.startsWith('cmi5:launch:') ? launches.set(key, value) : await state.set(key, value)),
        },
        lrs: (request) =>
          pageLrs(request, {
            service,
            records,
            state,
            preferences: () => ({ languagePreference: languages(host.lang), audioPreference: 'on' }),
          }),
        changed: (session) => this.#onChanged(session),
      });
      // What was said when nobody listened any more comes first: it belongs to the session before.
      for (const late of await frame.ask<Late[]>('late')) {
        await lms.fetch(
          toRequest({ ...late.request, url: late.request.url.replace(/\/lms\/[^/]+\//, `/lms/${frame.key}/`) }),
        );
        await frame.ask('settle', late.key);
      }
      const launch = await lms.launch({
        course: host.course.id,
        unit,
        url: new URL(unit.url, await frame.ask<string>('base', hash)).href,
        actor: actorOf(host),
        registration: registration || uuid(),
        mode: host.readonly ? 'Browse' : 'Normal',
        returnURL: `${frame.base}return.html`,
        origin,
      });
      for (const key of state.keys)
        if (key.startsWith('cmi5:session:') && !key.endsWith(launch.session)) await state.set(key, null);
      const close = () => frame.close();
      if (launch.method === 'OwnWindow') return { frame: undefined, window: launch.url, close };
      o.show(frame.element);
      await frame.open({ src: launch.url, title: host.text(this.#lesson.title) });
      return { frame: frame.element, close };
    } catch (cause) {
      await frame.close();
      throw cause;
    }
  }

  /** The unit in the package. */
  async #unit(frame: ContentFrame, o: PlayOptions): Promise<{ hash: string; unit: Unit & { url: string } }> {
    const lesson = this.#lesson as Cmi5Lesson & { src: string };
    const { hash, files } = await obtain(frame, this.host.resolve(lesson.src), { sha256: lesson.sha256, ...o });
    let found: Partial<Cmi5Unit> = lesson as Partial<Cmi5Unit>;
    if (lesson.url === undefined) {
      const bytes = await frame.ask<ArrayBuffer | undefined>('read', { hash, path: 'cmi5.xml' });
      if (!bytes)
        throw new WidyaError('data/invalid', 'has no cmi5.xml at its root (cmi5 14.1)', { place: lesson.src });
      const units = lessonsOf(readCourseStructure(new Uint8Array(bytes), `${lesson.src}: cmi5.xml`, files).lessons);
      const unit = lesson.au === undefined ? units[0] : units.find((u) => (u as Cmi5Unit).publisherId === lesson.au);
      if (!unit)
        throw new WidyaError('data/invalid', `has no AU with the id "${lesson.au ?? ''}"`, { place: lesson.src });
      found = unit as Cmi5Unit;
    }
    const masteryScore = lesson.masteryScore ?? found.masteryScore;
    return {
      hash,
      unit: {
        url: found.url ?? '',
        lesson: lesson.id,
        activityId: this.host.activity.id,
        publisherId: found.publisherId ?? '',
        moveOn: lesson.moveOn ?? found.moveOn ?? 'CompletedOrPassed',
        launchMethod: found.launchMethod ?? 'AnyWindow',
        ...(masteryScore === undefined ? {} : { masteryScore }),
        ...(found.launchParameters === undefined ? {} : { launchParameters: found.launchParameters }),
        ...(found.entitlementKey === undefined ? {} : { entitlementKey: found.entitlementKey }),
      },
    };
  }

  #onChanged(session: Session): void {
    const { said, result } = session;
    const judged = said.passed === true || said.failed === true;
    if (said.completed || judged)
      this.host.complete({
        completion: said.completed === true,
        ...(judged && result ? { success: result.success, ...(result.score ? { score: result.score } : {}) } : {}),
      });
  }
}

/** cmi5 9.2: an account and nothing else; somebody for this visit where nobody is signed in. */
function actorOf(host: LessonHost): Agent {
  const account = host.service?.principal?.actor.account;
  return { objectType: 'Agent', account: account ?? { homePage: location.origin, name: `tamu-${uuid()}` } };
}

const languages = (lang: string): string => [...new Set([lang, 'id-ID', 'en-US'])].join(',');

export const needs = ({ src, size, sha256 }: Cmi5Lesson, host: NeedsHost): LessonNeeds =>
  src === undefined
    ? { files: [], online: true }
    : { files: [{ url: host.resolve(src), size, sha256, package: true }] };

export const create = (lesson: Cmi5Lesson, host: LessonHost): LessonView => new Cmi5View(lesson, host);
