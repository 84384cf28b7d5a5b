// From a quiz and the records of an LRS to what is shown: loaded when first needed, with the kinds and the statistics. No DOM.
import type { Service } from '../../core/service.js';
import {
  ItemAnalyser,
  type AttemptsCounted,
  type ItemAbout,
  type ItemAnalysis,
  type ItemStatistics,
} from '../../model/item-analysis.js';
import { drawn } from '../../model/quiz-rules.js';
import type { Quiz } from '../../model/quiz.js';
import type { LangText } from '../../model/schema.js';
import { ITEM, PAIR, type Question, type QuestionKind } from '../../questions/kind.js';
import { paperOf } from '../../questions/paper.js';
import { openQuizData } from '../../questions/open.js';
import type { ActivityDefinition, Agent, InteractionComponent } from '../../sdk/statement.js';
import { nothingSeen, takeStatement } from '../../tracking/item-records.js';
import { itemIri } from '../../tracking/quiz.js';

/** What is known of the quiz before anybody's answers. */
export interface Opened {
  id: string;
  quiz: Quiz | undefined;
  kinds: ReadonlyMap<string, QuestionKind>;
  definitions: Map<string, ActivityDefinition>;
  abouts: Map<string, ItemAbout>;
}

export interface OptionShown {
  /** A, B, … where options have an order. */
  letter: string;
  text: LangText;
}
export interface ItemShown extends ItemStatistics {
  number: number;
  stem: LangText;
  /** The id itself where there is no text for it. */
  option(id: string): OptionShown;
}
export interface Shown {
  title: LangText | undefined;
  passMark: number | undefined;
  analysis: ItemAnalysis;
  items: ItemShown[];
  /** What the records are complete up to. */
  at: Date;
}

const options = (d: ActivityDefinition): InteractionComponent[] | undefined =>
  d.interactionType === 'true-false' ? [{ id: 'true' }, { id: 'false' }] : (d.choices ?? d.scale);

function aboutOf(d: ActivityDefinition, more: { manual?: boolean; multiple?: boolean } = {}): ItemAbout {
  const key = d.correctResponsesPattern?.map((p) => p.replace(/^(?:\{\w+=[^}]*\})+/, '').split(ITEM));
  const right = key && key.length > 0 ? new Set(key.flat()) : undefined;
  const type = d.interactionType;
  const list = options(d) ?? (type === 'matching' && right ? [...right].map((id) => ({ id })) : undefined);
  const single = type === 'true-false' || (type === 'choice' && !more.multiple && key?.every((k) => k.length === 1));
  return {
    type,
    options: list?.map(({ id }) => ({ id, right: type === 'likert' ? undefined : right?.has(id) })),
    ...(single === undefined ? {} : { single }),
    ...(more.manual ? { manual: true } : {}),
  };
}

/** @throws WidyaError `data/invalid` with the place in the file */
export async function openFile(raw: unknown, name: string): Promise<Opened> {
  const { quiz, kinds } = await openQuizData(raw, name);
  const opened: Opened = { id: quiz.id, quiz, kinds, definitions: new Map(), abouts: new Map() };
  for (const q of quiz.questions as Question[]) {
    const kind = kinds.get(q.kind);
    if (!kind) continue;
    const definition = kind.definition(q, { withKey: true, lang: 'id' });
    const item = itemIri(quiz, q);
    opened.definitions.set(item, definition);
    const manual = kind.grade(q, 'x').pending !== undefined;
    opened.abouts.set(item, aboutOf(definition, { manual, multiple: (q as { multiple?: boolean }).multiple === true }));
  }
  return opened;
}

export const openActivity = (id: string): Opened => ({
  id,
  quiz: undefined,
  kinds: new Map(),
  definitions: new Map(),
  abouts: new Map(),
});

export interface ReadOptions {
  learners: readonly Agent[] | undefined;
  signal: AbortSignal;
  /** How many have been read so far. */
  progress: (count: number) => void;
}

/** Everything read of one quiz; asked for its figures by each rule without reading again. */
export class Reading {
  readonly #analyser = new ItemAnalyser();
  readonly #seen = nothingSeen();
  readonly #opened: Opened;
  #at = new Date();

  constructor(opened: Opened) {
    this.#opened = opened;
  }

  /** Page by page; nothing of a page is kept but its numbers. @throws WidyaError when the LRS says no, or is not there */
  async read(service: Service, { learners, signal, progress }: ReadOptions): Promise<void> {
    const about = { activity: this.#opened.id, related_activities: true, ascending: true, limit: 500 };
    let count = 0;
    for (const agent of learners ?? [undefined]) {
      let page = await service.lrs.getStatements({ ...about, ...(agent ? { agent } : {}) }, { signal });
      for (;;) {
        for (const s of page.statements) takeStatement(this.#analyser, this.#opened.id, s, this.#seen);
        count += page.statements.length;
        progress(count);
        if (page.consistentThrough) this.#at = new Date(page.consistentThrough);
        if (!page.more) break;
        page = await service.lrs.getMore(page.more, { signal });
      }
    }
  }

  #orderOf(quiz: Quiz, attempt: string): readonly { id: string }[] {
    const form = this.#seen.forms.get(attempt);
    return form === undefined
      ? drawn(quiz, attempt).flatMap((s) => s.questions)
      : paperOf(quiz, this.#opened.kinds, form).map((item) => item.question);
  }

  shown(attempts: AttemptsCounted): Shown {
    const { quiz, definitions, abouts } = this.#opened;
    const known = (item: string) => definitions.get(item) ?? this.#seen.definitions.get(item);
    const order = quiz?.questions.map((q) => itemIri(quiz, q));
    const fromRecord = new Map<string, ItemAbout>();
    const analysis = this.#analyser.result({
      attempts,
      about: (item) => {
        const d = this.#seen.definitions.get(item);
        if (d && !abouts.has(item) && !fromRecord.has(item)) fromRecord.set(item, aboutOf(d));
        return abouts.get(item) ?? fromRecord.get(item);
      },
      ...(order ? { items: order } : {}),
      ...(quiz?.passMark === undefined ? {} : { passMark: quiz.passMark }),
      ...(quiz ? { order: (id) => this.#orderOf(quiz, id).map((q) => itemIri(quiz, q)) } : {}),
    });
    const numbers = new Map((order ?? []).map((item, n) => [item, n + 1]));
    return {
      title: quiz?.title ?? this.#seen.title,
      passMark: quiz?.passMark,
      analysis,
      items: analysis.items.map((s) => {
        const d = known(s.item);
        if (!numbers.has(s.item)) numbers.set(s.item, numbers.size + 1);
        const last = decodeURIComponent(s.item.slice(s.item.lastIndexOf('/') + 1));
        return {
          ...s,
          number: numbers.get(s.item) ?? 0,
          stem: d?.description ?? d?.name ?? last,
          option: (id) => optionOf(d, id),
        };
      }),
      at: this.#at,
    };
  }
}

function optionOf(d: ActivityDefinition | undefined, id: string): OptionShown {
  const textIn = (list: InteractionComponent[] | undefined, part: string): LangText =>
    list?.find((c) => c.id === part)?.description ?? part;
  const list = d && options(d);
  const place = list?.findIndex((o) => o.id === id) ?? -1;
  const letter = d?.interactionType === 'choice' && place >= 0 && place < 26 ? String.fromCharCode(65 + place) : '';
  if (d?.interactionType === 'matching') {
    const [source = '', target = ''] = id.split(PAIR);
    const from = textIn(d.source, source);
    const to = textIn(d.target, target);
    const langs = [...new Set([from, to].flatMap((t) => (typeof t === 'string' ? [] : Object.keys(t))))];
    const say = (lang: string) =>
      [from, to].map((t) => (typeof t === 'string' ? t : (t[lang] ?? Object.values(t)[0] ?? ''))).join(' → ');
    return { letter, text: langs.length > 0 ? Object.fromEntries(langs.map((l) => [l, say(l)])) : say('id') };
  }
  if (d?.interactionType === 'sequencing')
    return {
      letter,
      text: id
        .split(ITEM)
        .map((x) => plainIn(textIn(d.choices, x)))
        .join(' → '),
    };
  return { letter, text: list ? textIn(list, id) : id.replaceAll(ITEM, ' · ') };
}
const plainIn = (t: LangText): string => (typeof t === 'string' ? t : (t.id ?? Object.values(t)[0] ?? ''));
