// What a tool of the learner has of the player, and the player of it.
import type { CSSResultGroup, TemplateResult } from 'lit';
import type { Service } from '../../core/service.js';
import type { Messages } from '../../i18n/localize.js';
import type { Course, Lesson } from '../../model/course.js';
import type { LangText } from '../../model/schema.js';
import type { OfflineCourse, OfflineHost } from '../../offline/course.js';
import type { CourseSession } from './session.js';

export interface PanelHost {
  readonly course: Course;
  readonly session: CourseSession;
  readonly service: Service | undefined;
  /** The lesson that is open. */
  readonly lesson: Lesson | undefined;
  readonly lang: string;
  readonly t: Messages;
  readonly readonly: boolean;
  readonly offline: OfflineHost;
  /** The player shows what it says of the course's parts. */
  use(kept: OfflineCourse): void;
  text(value: LangText | undefined): string;
  /** Absolute URL of something named in course.json. */
  resolve(url: string): string;
  announce(message: string): void;
  requestUpdate(): void;
  go(lesson: Lesson): void;
  close(): void;
}

export interface Panel {
  render(): TemplateResult;
  updated?(root: ParentNode): void;
  /** It is closed: what is not kept yet is kept. */
  close?(): void;
}

export interface PanelModule {
  styles?: CSSResultGroup;
  create(host: PanelHost): Panel;
}
