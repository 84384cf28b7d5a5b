// Shelf of lesson kinds: the contract every kind fills, built-in or a stranger's.
import type { CSSResultGroup, TemplateResult } from 'lit';
import type * as v from 'valibot';
import type { Service } from '../core/service.js';
import type { Messages } from '../i18n/localize.js';
import type { Lesson, MoveOn } from '../model/course.js';
import type { LangText } from '../model/schema.js';
import type { Activity, Result, Statement } from '../sdk/statement.js';

/** What a lesson may say to the course it is in. The host composes actor, registration, context and most statements. */
export interface LessonHost {
  readonly service: Service | undefined;
  readonly course: Activity;
  readonly activity: Activity;
  readonly registration: string;
  readonly lang: string;
  readonly t: Messages;
  /** Where packages are played; undefined when the portal has not said. */
  readonly content: { base: string; trusted: boolean } | undefined;
  /** Where a server launches units of cmi5, absolute; undefined when none does. */
  readonly cmi5?: string | undefined;
  /** True when the lesson is only looked at: nothing is recorded. */
  readonly readonly: boolean;
  /** Whether the lesson was completed before, or in this visit. */
  readonly completed: boolean;
  /** What `save` was given last, on this or another device. */
  readonly saved: unknown;
  text(value: LangText | undefined): string;
  /** Absolute URL of something named in course.json. */
  resolve(url: string): string;
  announce(message: string): void;
  requestUpdate(): void;
  /** Keeps what is needed to go on later. Small; plain JSON. */
  save(data: unknown): void;
  /** How much is done, 0 to 1; never goes back. */
  progress(fraction: number): void;
  /** The lesson is done; with `success` and `score` when it was judged. Repeated calls change nothing unless the judgement is better. */
  complete(result?: Result): void;
  /**
   * A further statement about this lesson; actor, context and time are added. `once`: at most one per registration.
   * @returns settles when it is on the device, or when there is nobody to record it for
   */
  record(statement: Pick<Statement, 'verb'> & Partial<Statement>, options?: { once?: boolean }): Promise<void>;
}

/** One open lesson. Made when the lesson is shown, left when another is. */
export interface LessonView {
  render(): TemplateResult;
  /** After each render, with the lesson's own part of the page. */
  updated?(root: HTMLElement): void;
  /** The learner goes elsewhere, or the page is hidden: save what is not saved. */
  leave?(): void;
}

/** A file of a lesson, for those who download it. */
export interface LessonFile {
  /** Absolute. */
  url: string;
  /** Bytes; asked of the server when absent. */
  size?: number | undefined;
  /** SHA-256, hexadecimal. */
  sha256?: string | undefined;
  /** Played on the content host, and unpacked there. */
  package?: boolean;
}

export interface LessonNeeds {
  files: LessonFile[];
  /** It cannot be done without a network all the same, e.g. a conversation. */
  online?: boolean;
}

/** What a kind has to say what it needs. */
export interface NeedsHost {
  readonly lang: string;
  /** Of films only the sound, where there is one. */
  readonly soundOnly: boolean;
  text(value: LangText | undefined): string;
  /** Absolute URL of something named in course.json, as it is on the server. */
  resolve(url: string): string;
  /** A text file, to be looked through for what it needs in turn. */
  read(url: string): Promise<string>;
}

export interface LessonViewModule<L extends Lesson> {
  styles?: CSSResultGroup;
  /** Elements the view renders. */
  dependencies?: { define(): void }[];
  /** Worth having on paper: the player offers to print it. */
  printable?: boolean;
  /**
   * What has to be on the device for the lesson to be played without a network; nothing more than its code when absent. Settles when
   * the code it would fetch later is in memory as well: a plain http page has no other place for it.
   */
  needs?(lesson: L, host: NeedsHost): LessonNeeds | Promise<LessonNeeds>;
  create(lesson: L, host: LessonHost): LessonView;
}

export interface LessonKind<L extends Lesson = Lesson> {
  /** Kebab case; a stranger's name has a vendor prefix. */
  name: string;
  schema: v.GenericSchema<unknown, L>;
  /** When a lesson of this kind is done unless course.json says otherwise. */
  moveOn: MoveOn;
  /** IRI of the activity type. */
  activityType: string;
  /** Who says that the lesson is done: the learner by a button, or the lesson itself. */
  completedBy: 'learner' | 'lesson';
  /** True when the kind sends initialized, completed, passed, failed and terminated itself, by a profile of its own. */
  tracksItself?: boolean;
  view(): Promise<LessonViewModule<L>>;
}

/** Keeps the type of a kind's own keys while it is written. */
export function defineLessonKind<L extends Lesson>(kind: LessonKind<L>): LessonKind<L> {
  return kind;
}
