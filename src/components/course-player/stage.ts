// The open lesson: its kind's view, made when the lesson is shown and left when another is.
import type { TemplateResult } from 'lit';
import { textSkeleton } from '../../core/skeleton.js';
import type { LessonHost, LessonKind, LessonView, LessonViewModule } from '../../lessons/kind.js';
import { lessonKinds } from '../../lessons/registry.js';
import type { Lesson } from '../../model/course.js';
import { parseData } from '../../model/schema.js';
import { WidyaError } from '../../sdk/errors.js';

export interface StageOptions {
  /** A kind that is here already. */
  kindOf: (name: string) => LessonKind | undefined;
  /** Puts what the view needs in place and makes its host. Called just before the view is made. */
  enter: (lesson: Lesson, kind: LessonKind, module: LessonViewModule<Lesson>) => LessonHost;
  leave: () => void;
  changed: () => void;
}

export class Stage {
  lesson: Lesson | undefined;
  error: WidyaError | undefined;
  printable = false;
  #o: StageOptions;
  #view: LessonView | undefined;
  #run = 0;

  constructor(options: StageOptions) {
    this.#o = options;
  }

  /** Shows a lesson, or nothing. Resolves when it is there, or when it is known why not. */
  async show(lesson: Lesson | undefined): Promise<void> {
    this.leave();
    this.lesson = lesson;
    this.error = undefined;
    this.printable = false;
    this.#o.changed();
    if (!lesson) return;
    const run = this.#run;
    try {
      const kind = this.#o.kindOf(lesson.kind) ?? (await lessonKinds.get(lesson.kind));
      if (!kind) {
        throw new WidyaError('lesson/unknown-kind', `no lesson kind "${lesson.kind}" is registered`, {
          place: lesson.id,
        });
      }
      const checked = parseData(kind.schema, lesson, lesson.id);
      const module = await kind.view();
      if (run !== this.#run) return;
      this.printable = module.printable === true;
      this.#view = module.create(checked, this.#o.enter(lesson, kind, module));
    } catch (cause) {
      if (run !== this.#run) return;
      this.error =
        cause instanceof WidyaError
          ? cause
          : new WidyaError('component/failed', cause instanceof Error ? cause.message : String(cause), {
              cause,
              place: lesson.id,
            });
    }
    this.#o.changed();
  }

  /** The learner goes elsewhere. The lesson stays known, to be shown again. */
  leave(): void {
    this.#run++;
    this.#view?.leave?.();
    this.#view = undefined;
    this.#o.leave();
  }

  get isOpen(): boolean {
    return this.#view !== undefined;
  }

  render(): TemplateResult {
    return this.#view?.render() ?? textSkeleton();
  }

  updated(body: HTMLElement | null): void {
    if (body) this.#view?.updated?.(body);
  }
}
