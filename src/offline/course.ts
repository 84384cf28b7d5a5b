// What of a course is on the device, and how it gets there and leaves it: by block, as the learner asks. Goes on when its panel is closed.
import { fetchText, fileName } from '../core/controllers/data.js';
import type { LessonFile, LessonKind, NeedsHost } from '../lessons/kind.js';
import type { ContentFrame } from '../lessons/package/frame.js';
import type * as Packages from '../lessons/package/packages.js';
import { isBlock, lessonsOf, type Course, type Entry, type Lesson } from '../model/course.js';
import { parseData, type LangText } from '../model/schema.js';
import { WidyaError } from '../sdk/errors.js';
import { bring, sameTag, tagOf } from './bring.js';
import { keepPage } from './page.js';
import { openShelf, unitId, type Downloads, type Unit } from './shelf.js';

/** What the player lends. */
export interface OfflineHost {
  readonly course: Course;
  /** Absolute address of its file; '' when it came as an object. */
  readonly source: string;
  readonly lang: string;
  /** Where packages are played. */
  readonly content: { base: string; trusted: boolean } | undefined;
  text(value: LangText | undefined): string;
  /** Absolute URL of something named in course.json, as it is on the server. */
  address(url: string): string;
  kindOf(lesson: Lesson): Promise<LessonKind | undefined>;
}

export type DownloadState = 'none' | 'loading' | 'waiting' | 'paused' | 'available' | 'no-room' | 'failed';

/** What a part of the course needs. */
export interface Plan {
  files: (LessonFile & { tag: string })[];
  /** Bytes to fetch; undefined while one of them is not known. */
  size: number | undefined;
  /** Lessons that need a network all the same. */
  online: Lesson[];
  /** Whether there is a film that can come as sound alone. */
  choice: boolean;
}

/** A block of the course, or all lessons outside of any. */
export class Download {
  readonly block: string;
  readonly title: LangText | undefined;
  readonly lessons: readonly Lesson[];
  state: DownloadState = 'none';
  soundOnly = false;
  plan: Plan | undefined;
  planning: Promise<Plan> | undefined;
  /** Bytes on the device, and in all as far as known. */
  done = 0;
  total = 0;
  error: WidyaError | undefined;
  /** What was removed to make room for it. */
  removed: string[] = [];
  /** There is a newer version of these. */
  stale: string[] = [];
  abort: AbortController | undefined;

  constructor(block: string, title: LangText | undefined, lessons: readonly Lesson[]) {
    this.block = block;
    this.title = title;
    this.lessons = lessons;
  }
}

function downloadsOf(course: Course): Download[] {
  const loose = course.lessons.filter((e): e is Lesson => !isBlock(e));
  const out: Download[] = [];
  for (const entry of course.lessons) {
    if (isBlock(entry)) out.push(new Download(entry.id, entry.title, lessonsOf(entry.lessons)));
    else if (entry === loose[0]) out.push(new Download('', undefined, loose));
  }
  return out.filter((d) => d.lessons.length > 0);
}

/** How often a broken line is tried again at first, and at most. */
const SOON = 3000;
const SELDOM = 60_000;
const AT_ONCE = 4;

export class OfflineCourse {
  readonly downloads: Download[];
  #host: OfflineHost;
  #shelf: Downloads;
  /** Who wants to know. */
  readonly changes = new EventTarget();

  constructor(host: OfflineHost, shelf: Downloads) {
    this.#host = host;
    this.#shelf = shelf;
    this.downloads = downloadsOf(host.course);
    for (const d of this.downloads) this.#read(d);
    shelf.changes.addEventListener('change', () => {
      for (const d of this.downloads) if (!d.abort) this.#read(d);
      this.#changed();
    });
  }

  /** The player may be another one, or speak another language. */
  set host(host: OfflineHost) {
    this.#host = host;
  }

  #read(d: Download): void {
    const unit = this.#unit(d);
    const keeps = d.state === 'no-room' || d.state === 'failed';
    if (!unit || (unit.files.length === 0 && !unit.complete)) {
      if (!keeps) d.state = 'none';
      d.done = 0;
    } else {
      d.state = unit.complete ? 'available' : keeps ? d.state : 'paused';
      d.done = d.total = unit.size;
      d.soundOnly = unit.soundOnly;
    }
  }

  #unit(d: Download): Unit | undefined {
    return this.#shelf.unit(unitId(this.#host.course.id, d.block));
  }

  #of(entry: Entry): Download | undefined {
    return isBlock(entry)
      ? this.downloads.find((d) => d.block === entry.id)
      : this.downloads.find((d) => d.lessons.some((l) => l.id === entry.id));
  }

  /** Whether this block, or this lesson outside of any, is on the device. */
  isAvailable(entry: Entry): boolean {
    const d = this.#of(entry);
    return d?.state === 'available' && (isBlock(entry) || d.block === '');
  }

  /** It was opened: others go first when there is no room. */
  opened(lesson: Lesson): void {
    const d = this.#of(lesson);
    if (d?.state === 'available') void this.#shelf.touch(unitId(this.#host.course.id, d.block)).catch(() => undefined);
  }

  /** Brings the code of what is here into memory: where no worker keeps the page it has no other place when the network goes. */
  async warm(): Promise<void> {
    for (const d of this.downloads) if (d.state === 'available') await this.#needs(d).catch(() => undefined);
  }

  /** How much room there is, where the browser says it (https only). */
  static async room(): Promise<{ quota: number; usage: number } | undefined> {
    const { quota, usage } = (await (navigator.storage as Partial<StorageManager> | undefined)
      ?.estimate?.()
      .catch(() => undefined)) ?? { quota: undefined, usage: undefined };
    return quota === undefined ? undefined : { quota, usage: usage ?? 0 };
  }

  // What it needs

  async #needs(d: Download): Promise<{ files: LessonFile[]; online: Lesson[] }> {
    const host = this.#host;
    const files = new Map<string, LessonFile>();
    const online: Lesson[] = [];
    if (host.source) files.set(host.source, { url: host.source });
    const base: NeedsHost = {
      lang: host.lang,
      soundOnly: d.soundOnly,
      text: (value) => host.text(value),
      resolve: (url) => host.address(url),
      read: (url) => fetchText(url),
    };
    for (const lesson of d.lessons) {
      const kind = await host.kindOf(lesson);
      const module = await kind?.view();
      if (!kind || !module) {
        online.push(lesson);
        continue;
      }
      const needs = (await module.needs?.(parseData(kind.schema, lesson, lesson.id), base)) ?? { files: [] };
      // Packages are served by a worker of the content host, which plain http does not have.
      const unplayable = needs.files.some((f) => f.package) && !(isSecureContext && host.content);
      if (needs.online || unplayable) online.push(lesson);
      if (!unplayable) for (const f of needs.files) files.set(f.url, { ...files.get(f.url), ...f });
    }
    return { files: [...files.values()], online };
  }

  /** What it needs and how much that is; asked of the server where course.json does not say. @throws WidyaError */
  plan(d: Download): Promise<Plan> {
    d.planning ??= this.#makePlan(d).then(
      (plan) => {
        d.plan = plan;
        const unit = this.#unit(d);
        d.stale =
          unit?.complete === true
            ? plan.files
                .filter((f) => {
                  const here = this.#shelf.file(f.url);
                  if (!here) return f.package !== true || !unit.packages.some((p) => p.url === f.url);
                  return f.tag !== '' && here.tag !== '' && !sameTag(f.tag, here.tag);
                })
                .map((f) => f.url)
            : [];
        this.#changed();
        return plan;
      },
      (cause: unknown) => {
        d.planning = undefined;
        throw cause;
      },
    );
    return d.planning;
  }

  async #makePlan(d: Download): Promise<Plan> {
    const { files, online } = await this.#needs(d);
    const asked: Plan['files'] = [];
    const blocked = new Set<string>();
    const queue = [...files];
    const work = async (): Promise<void> => {
      for (let f = queue.shift(); f; f = queue.shift()) {
        const { size, tag, refused } = await head(f.url);
        if (refused) blocked.add(f.url);
        else asked.push({ ...f, size: f.size ?? size, tag });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    asked.sort((a, b) => files.findIndex((f) => f.url === a.url) - files.findIndex((f) => f.url === b.url));
    const sizes = asked.map((f) => f.size);
    return {
      files: asked,
      size: sizes.every((s) => s !== undefined) ? sizes.reduce((sum, s) => sum + s, 0) : undefined,
      // Whose owner does not let other origins have it: seen, not kept.
      online: blocked.size === 0 ? online : [...online, ...(await this.#using(d, blocked, online))],
      choice: d.lessons.some((l) => l.kind === 'video' && 'audio' in l),
    };
  }

  async #using(d: Download, urls: ReadonlySet<string>, but: readonly Lesson[]): Promise<Lesson[]> {
    const out: Lesson[] = [];
    for (const lesson of d.lessons) {
      if (but.includes(lesson)) continue;
      const { files } = await this.#needs(new Download('', undefined, [lesson]));
      if (files.some((f) => urls.has(f.url))) out.push(lesson);
    }
    return out;
  }

  // The way onto the device

  /** Begins, or goes on. */
  start(d: Download): void {
    if (d.abort) return;
    const abort = (d.abort = new AbortController());
    d.state = 'loading';
    d.error = undefined;
    d.removed = [];
    this.#changed();
    void this.#run(d, abort.signal).finally(() => {
      if (d.abort === abort) d.abort = undefined;
      this.#changed();
    });
  }

  pause(d: Download): void {
    d.abort?.abort();
  }

  /** Sound alone or the film as well: decided before it begins. */
  choose(d: Download, soundOnly: boolean): void {
    d.soundOnly = soundOnly;
    d.plan = d.planning = undefined;
    this.#changed();
    void this.plan(d).catch(() => undefined);
  }

  async remove(d: Download): Promise<void> {
    d.abort?.abort();
    const packages = await this.#shelf.remove(unitId(this.#host.course.id, d.block));
    d.state = 'none';
    d.done = 0;
    d.stale = [];
    d.error = undefined;
    this.#changed();
    if (packages.length > 0)
      await this.#withFrame(async (frame) => {
        for (const p of packages) await frame.ask('remove', p.hash);
      }).catch(() => undefined); // the content host removes what is old when it needs room
  }

  async #run(d: Download, signal: AbortSignal): Promise<void> {
    for (let wait = SOON; ; wait = Math.min(wait * 2, SELDOM)) {
      try {
        await this.#load(d, signal, () => (wait = SOON));
        d.state = 'available';
        return;
      } catch (cause) {
        if (signal.aborted) return await this.#rest(d);
        if (cause instanceof DOMException && cause.name === 'QuotaExceededError') {
          if (await this.#evict(d)) continue;
          d.error = new WidyaError('lesson/no-room', 'the device is full', { cause });
        } else
          d.error =
            cause instanceof WidyaError
              ? cause
              : new WidyaError('component/failed', cause instanceof Error ? cause.message : String(cause), { cause });
        if (!d.error.retryable) {
          d.state = d.error.code === 'lesson/no-room' ? 'no-room' : 'failed';
          return;
        }
        d.state = 'waiting';
        this.#changed();
        await untilOnline(wait, signal);
        if (signal.aborted) return await this.#rest(d);
        d.state = 'loading';
        d.error = undefined;
        this.#changed();
      }
    }
  }

  /** Stopped by the learner; the next start of the page knows how far it was. */
  async #rest(d: Download): Promise<void> {
    d.state = 'paused';
    const unit = this.#unit(d);
    if (unit) await this.#shelf.putUnit({ ...unit, size: d.done }).catch(() => undefined);
    else d.state = 'none';
  }

  async #load(d: Download, signal: AbortSignal, moved: () => void): Promise<void> {
    const shelf = this.#shelf;
    const { course } = this.#host;
    const plan = await this.plan(d);
    signal.throwIfAborted();
    const id = unitId(course.id, d.block);
    const before = shelf.unit(id);
    await this.#makeRoom(d, plan);
    for (const url of d.stale) if (!plan.files.find((f) => f.url === url)?.package) await shelf.forgetFile(url);
    d.stale = [];
    const unit: Unit = {
      id,
      course: course.id,
      block: d.block,
      title: this.#host.text(d.title ?? course.title),
      page: location.href.split('#', 1)[0] ?? '',
      files: plan.files.filter((f) => !f.package).map((f) => f.url),
      packages: before?.packages ?? [],
      size: 0,
      complete: false,
      soundOnly: d.soundOnly,
      at: Date.now(),
      used: Date.now(),
    };
    await shelf.putUnit(unit);
    void (navigator.storage as Partial<StorageManager> | undefined)?.persist?.().catch(() => false);
    let done = 0;
    let told = 0;
    d.total = plan.size ?? 0;
    const tell = (bytes: number): void => {
      d.done = bytes;
      d.total = Math.max(d.total, bytes);
      if (Date.now() - told < 150) return;
      told = Date.now();
      moved();
      this.#changed();
    };
    for (const file of plan.files) {
      if (file.package && unit.packages.some((p) => p.url === file.url)) {
        tell((done += file.size ?? 0));
        continue;
      }
      const kept = await bring(shelf, file.url, {
        signal,
        sha256: file.sha256,
        progress: (n) => tell(done + n),
      });
      if (file.package) {
        const hash = await this.#install(file, kept);
        unit.packages = [...unit.packages.filter((p) => p.url !== file.url), { url: file.url, hash }];
        await shelf.putUnit(unit);
        // Unpacked it lies on the content host; once is enough.
        if (!unit.files.includes(file.url)) await shelf.forgetFile(file.url);
      }
      tell((done += kept.blob.size));
      signal.throwIfAborted();
    }
    d.done = d.total = done;
    await shelf.putUnit({ ...unit, size: done, complete: true, at: Date.now(), used: Date.now() });
    await keepPage();
  }

  async #install(file: LessonFile, kept: { blob: Blob; tag: string }): Promise<string> {
    return this.#withFrame(async (frame, { install }) => {
      if (!(await frame.ask<boolean>('ready')))
        throw new WidyaError('lesson/no-content-host', 'packages need https (or localhost) on the content host');
      const { hash } = await install(frame, file.url, kept);
      await frame.ask('keep', hash);
      return hash;
    });
  }

  async #withFrame<T>(work: (frame: ContentFrame, packages: typeof Packages) => Promise<T>): Promise<T> {
    const [{ ContentFrame: Frame }, packages] = await Promise.all([
      import('../lessons/package/frame.js'),
      import('../lessons/package/packages.js'),
    ]);
    const frame = new Frame(this.#host.content, 'offline', 'Widya', { installing: () => undefined });
    frame.element.hidden = true;
    document.body.append(frame.element);
    try {
      return await work(frame, packages);
    } finally {
      await frame.close();
    }
  }

  // Room

  /** @throws WidyaError `lesson/no-room` */
  async #makeRoom(d: Download, plan: Plan): Promise<void> {
    const missing = async (): Promise<number> => {
      const room = await OfflineCourse.room();
      if (!room || plan.size === undefined) return 0;
      const have = plan.files.reduce((sum, f) => sum + (this.#shelf.file(f.url)?.blob.size ?? 0), 0);
      return plan.size - have - (room.quota - room.usage);
    };
    for (let left = await missing(); left > 0; left = await missing())
      if (!(await this.#evict(d)))
        throw new WidyaError('lesson/no-room', `${Math.ceil(left)} bytes are missing`, {
          place: fileName(this.#host.source),
        });
  }

  /** What was not used for longest goes. @returns whether there was anything */
  async #evict(d: Download): Promise<boolean> {
    const oldest = this.#shelf.oldest(unitId(this.#host.course.id, d.block));
    if (!oldest) return false;
    d.removed.push(oldest.title);
    await this.#shelf.remove(oldest.id);
    return true;
  }

  #changed(): void {
    this.changes.dispatchEvent(new Event('change'));
  }
}

async function head(url: string): Promise<{ size: number | undefined; tag: string; refused?: boolean }> {
  try {
    const response = await fetch(url, { method: 'HEAD', credentials: 'same-origin', cache: 'no-cache' });
    const length = Number(response.headers.get('content-length') ?? 0);
    return { size: response.ok && length > 0 ? length : undefined, tag: response.ok ? tagOf(response.headers) : '' };
  } catch {
    return { size: undefined, tag: '', refused: navigator.onLine && new URL(url).origin !== location.origin };
  }
}

/** Until the network is back, or it is worth another try. */
function untilOnline(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}

const courses = new Map<string, OfflineCourse>();

/** The one of this page for a course: downloads go on when the panel, or the player, is gone. @throws where nothing can be kept */
export async function offlineCourse(host: OfflineHost): Promise<OfflineCourse> {
  const key = `${host.source}\n${host.course.id}`;
  const known = courses.get(key);
  if (
    known &&
    JSON.stringify(known.downloads.map((d) => d.lessons)) ===
      JSON.stringify(downloadsOf(host.course).map((d) => d.lessons))
  ) {
    known.host = host;
    return known;
  }
  // What the page is made of is read from there (page.ts); browsers forget what is beyond 250.
  performance.setResourceTimingBufferSize(2000);
  const fresh = new OfflineCourse(host, await openShelf());
  courses.set(key, fresh);
  return fresh;
}
