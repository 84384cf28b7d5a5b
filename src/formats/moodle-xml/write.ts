import {
  round,
  type ExportedQuiz,
  type ExportOptions,
  type FormatWarning,
  type ImportedQuestion,
  type QuizSource,
} from '../format.js';
import { numberEntries, textEntries, weightsOf, type TextEntry } from '../keys.js';
import type { LangText } from '../../model/schema.js';
import { escapeMarkdown, localText, plainWords, type Medium } from '../markup.js';
import { escapeXml } from '../xml.js';

/** Texts go out as Markdown, which Moodle reads: nothing is converted, and what comes back is the same. */
export function writeMoodleXml(quiz: QuizSource, options: ExportOptions): ExportedQuiz {
  const warnings: FormatWarning[] = [];
  const out = ['<?xml version="1.0" encoding="UTF-8"?>', '<quiz>'];
  for (const q of quiz.questions) {
    const writer = new Writer(q, options, warnings);
    const kind = writers[q.kind];
    if (!kind) writer.warn('skipped', `is of the kind ${q.kind}, which Moodle has not`);
    else out.push(...writer.question(...kind(writer)));
  }
  out.push('</quiz>', '');
  return { data: out.join('\n'), warnings };
}

type Json = Record<string, unknown>;

class Writer {
  q: ImportedQuestion;
  lang: string;
  #options: ExportOptions;
  #warnings: FormatWarning[];

  constructor(q: ImportedQuestion, options: ExportOptions, warnings: FormatWarning[]) {
    this.q = q;
    this.lang = options.lang;
    this.#options = options;
    this.#warnings = warnings;
  }

  warn(severity: FormatWarning['severity'], message: string): void {
    this.#warnings.push({ severity, message, question: this.q.id });
  }

  words(value: unknown): string {
    return localText(value as LangText | undefined, this.lang);
  }

  /** `<tag format="markdown"><text>…`, with the pictures that stand in it. */
  rich(tag: string, text: string, media: Medium[] = [], attrs = ''): string {
    const files: string[] = [];
    const shown = media.flatMap((m) => {
      if (/^https?:/i.test(m.src)) return [`![${escapeMarkdown(this.words(m.alt))}](${m.src})`];
      const data = this.#options.file?.(m.src);
      if (!data) {
        this.warn('changed', `the file ${m.src} is not there, and is left out`);
        return [];
      }
      files.push(
        `<file name="${escapeXml(m.src.split('/').pop() ?? '')}" path="/${escapeXml(
          m.src
            .split('/')
            .slice(0, -1)
            .map((p) => `${p}/`)
            .join(''),
        )}" encoding="base64">${base64(data)}</file>`,
      );
      return [
        `![${escapeMarkdown(this.words(m.alt))}](@@PLUGINFILE@@/${m.src.split('/').map(encodeURIComponent).join('/')})`,
      ];
    });
    return `    <${tag}${attrs} format="markdown"><text>${escapeXml([...shown, text].filter(Boolean).join('\n\n'))}</text>${files.join('')}</${tag}>`;
  }

  question(type: string, stem: string, lines: string[]): string[] {
    const { q } = this;
    const feedback = (q.feedback ?? {}) as Json;
    const bands: [string, unknown][] = [
      ['correctfeedback', feedback.correct],
      ['partiallycorrectfeedback', feedback.partly],
      ['incorrectfeedback', feedback.incorrect],
    ];
    const banded = ['multichoice', 'matching', 'ordering', 'gapselect'].includes(type);
    const hints = (q.hints ?? []) as { text: unknown }[];
    const tags = (q.tags ?? []) as string[];
    return [
      `  <question type="${type}">`,
      `    <name><text>${escapeXml(q.id)}</text></name>`,
      this.rich('questiontext', [this.words(q.body), stem].filter(Boolean).join('\n\n'), (q.media ?? []) as Medium[]),
      ...(feedback.general === undefined ? [] : [this.rich('generalfeedback', this.words(feedback.general))]),
      `    <defaultgrade>${q.points ?? 1}</defaultgrade>`,
      ...(hints.length > 0 ? [`    <penalty>${typeof q.penalty === 'number' ? q.penalty : 0}</penalty>`] : []),
      `    <idnumber>${escapeXml(q.id)}</idnumber>`,
      ...lines,
      ...(banded
        ? bands.filter(([, text]) => text !== undefined).map(([tag, text]) => this.rich(tag, this.words(text)))
        : []),
      ...hints.map((h) => this.rich('hint', this.words(h.text))),
      ...(tags.length > 0
        ? [`    <tags>${tags.map((t) => `<tag><text>${escapeXml(t)}</text></tag>`).join('')}</tags>`]
        : []),
      '  </question>',
    ];
  }

  /** @param inner other elements of the answer @param plain compared as it stands */
  answer(weight: number, text: string, feedback: string, inner = '', plain = true, media: Medium[] = []): string {
    const open = `    <answer fraction="${Math.round(weight * 1e7) / 1e5}"`;
    const note = `<feedback format="markdown"><text>${escapeXml(feedback)}</text></feedback>${inner}`;
    if (plain) return `${open} format="plain_text"><text>${escapeXml(text)}</text>${note}</answer>`;
    return this.rich('answer', text, media, ` fraction="${Math.round(weight * 1e7) / 1e5}"`).replace(
      /<\/answer>$/,
      `${note}</answer>`,
    );
  }
}

function base64(data: Uint8Array): string {
  let binary = '';
  for (let i = 0; i < data.length; i += 0x8000) binary += String.fromCharCode(...data.subarray(i, i + 0x8000));
  return btoa(binary);
}

/** Type, stem and the rest of each kind. */
const writers: Record<string, (w: Writer) => [type: string, stem: string, lines: string[]]> = {
  'true-false': (w) => {
    const { correct, incorrect } = (w.q.feedback ?? {}) as Json;
    const right = w.q.answer === true;
    return [
      'truefalse',
      w.words(w.q.stem),
      [w.answer(1, String(right), w.words(correct)), w.answer(0, String(!right), w.words(incorrect))],
    ];
  },
  choice: (w) => {
    const weights = weightsOf(w.q);
    const options = w.q.options as { text: unknown; feedback?: unknown; media?: Medium }[];
    return [
      'multichoice',
      w.words(w.q.stem).replace(/\{\{[^{}]*\}\}/, '\\_\\_\\_\\_\\_'),
      [
        `    <single>${w.q.multiple ? 'false' : 'true'}</single>`,
        ...(w.q.shuffle === undefined
          ? []
          : [`    <shuffleanswers>${w.q.shuffle ? 'true' : 'false'}</shuffleanswers>`]),
        ...options.map((o, i) =>
          w.answer(weights[i] ?? 0, w.words(o.text), w.words(o.feedback), '', false, o.media ? [o.media] : []),
        ),
      ],
    ];
  },
  'fill-in': (w) => {
    const gaps = w.q.gaps as Json[];
    const stem = w.words(w.q.stem);
    const [gap] = gaps;
    const { correct, incorrect } = (w.q.feedback ?? {}) as Json;
    if (gaps.length === 1 && gap && !gap.options && / ?\{\{[^{}]*\}\}$/.test(stem)) {
      if (gap.ignoreAccents) w.warn('changed', 'Moodle cannot say that accents do not matter');
      return [
        'shortanswer',
        stem.replace(/ ?\{\{[^{}]*\}\}$/, ''),
        [
          `    <usecase>${gap.caseMatters ? 1 : 0}</usecase>`,
          ...textEntries(gap, w.lang).map((e, i) =>
            w.answer(e.weight, e.text, w.words(e.feedback ?? (i === 0 ? correct : undefined))),
          ),
          ...(incorrect === undefined ? [] : [w.answer(0, '*', w.words(incorrect))]),
        ],
      ];
    }
    if (correct !== undefined || incorrect !== undefined)
      w.warn('changed', 'Moodle has no feedback on right and wrong for text with gaps');
    return [
      'multianswer',
      gaps.reduce((text, g) => text.replace(`{{${String(g.id)}}}`, () => clozeOf(g, w)), stem),
      [],
    ];
  },
  numeric: (w) => {
    const { correct, incorrect } = (w.q.feedback ?? {}) as Json;
    const lines = numberEntries(w.q).flatMap((e, i) => {
      const { answer, tolerance } = e;
      const range = typeof answer === 'object' ? answer : undefined;
      if (range && (range.min === undefined || range.max === undefined)) {
        w.warn('changed', 'an open range is left out');
        return [];
      }
      const middle = range ? ((range.min ?? 0) + (range.max ?? 0)) / 2 : (answer as number);
      const off = range
        ? ((range.max ?? 0) - (range.min ?? 0)) / 2
        : typeof tolerance === 'object'
          ? 'relative' in tolerance
            ? Math.abs(middle) * tolerance.relative
            : 0
          : (tolerance ?? 0);
      if (typeof tolerance === 'object' && 'significant' in tolerance)
        w.warn('changed', 'Moodle does not count significant digits');
      const note = w.words(e.feedback ?? (i === 0 ? correct : undefined));
      return [w.answer(e.weight, String(round(middle)), note, `<tolerance>${round(off)}</tolerance>`)];
    });
    const units = [
      ...(w.q.unit === undefined ? [] : [{ text: w.words(w.q.unit), multiplier: 1 }]),
      ...((w.q.units ?? []) as { text: unknown; factor: number }[]).map((u) => ({
        text: w.words(u.text),
        multiplier: round(1 / u.factor),
      })),
    ];
    return [
      'numerical',
      w.words(w.q.stem),
      [
        ...lines,
        ...(incorrect === undefined ? [] : [w.answer(0, '*', w.words(incorrect))]),
        ...(units.length > 0
          ? [
              `    <units>${units.map((u) => `<unit><multiplier>${u.multiplier}</multiplier><unit_name>${escapeXml(plainWords(u.text))}</unit_name></unit>`).join('')}</units>`,
            ]
          : []),
      ],
    ];
  },
  matching: (w) => {
    const targets = w.q.targets as { id: string; text: unknown }[];
    const sources = w.q.sources as { text: unknown; target: string }[];
    const right = (text: unknown) => `<answer><text>${escapeXml(plainWords(w.words(text)))}</text></answer>`;
    const pair = (left: string, text: unknown) =>
      w.rich('subquestion', left).replace(/<\/subquestion>$/, `${right(text)}</subquestion>`);
    return [
      'matching',
      w.words(w.q.stem),
      [
        ...(w.q.shuffle === undefined
          ? []
          : [`    <shuffleanswers>${w.q.shuffle ? 'true' : 'false'}</shuffleanswers>`]),
        ...sources.map((s) => pair(w.words(s.text), targets.find((t) => t.id === s.target)?.text)),
        ...targets.filter((t) => !sources.some((s) => s.target === t.id)).map((t) => pair('', t.text)),
      ],
    ];
  },
  sequencing: (w) => {
    const items = w.q.items as { id: string; text: unknown }[];
    const order = w.q.answer as string[];
    return [
      'ordering',
      w.words(w.q.stem),
      order.map((id, i) =>
        w
          .answer(i + 1, w.words(items.find((x) => x.id === id)?.text), '', '', false)
          .replace(/fraction="\d+"/, `fraction="${i + 1}"`),
      ),
    ];
  },
  'long-fill-in': (w) => {
    const { min, max } = (w.q.words ?? {}) as { min?: number; max?: number };
    if (w.q.rubric) w.warn('changed', 'its rubric is left out: Moodle keeps rubrics elsewhere');
    return [
      'essay',
      w.words(w.q.stem),
      [
        '    <responseformat>editor</responseformat>',
        ...(w.q.rows ? [`    <responsefieldlines>${w.q.rows as number}</responsefieldlines>`] : []),
        ...(min ? [`    <minwordlimit>${min}</minwordlimit>`] : []),
        ...(max ? [`    <maxwordlimit>${max}</maxwordlimit>`] : []),
        '    <attachments>0</attachments>',
        ...(w.q.sample === undefined ? [] : [w.rich('graderinfo', w.words(w.q.sample))]),
      ],
    ];
  },
};

function clozeOf(gap: Json, w: Writer): string {
  const safe = (text: string) => text.replace(/[\\}~=#]/g, '\\$&');
  const entries = textEntries(gap, w.lang);
  const wrong = ((gap.options ?? []) as string[])
    .filter((o) => !entries.some((e) => e.text === o))
    .map((text) => ({ text, weight: 0 }));
  const parts = [...entries, ...wrong].map(
    (e: TextEntry) =>
      `${e.weight >= 0.999 ? '=' : e.weight > 0 ? `%${Math.round(e.weight * 1e7) / 1e5}%` : ''}${safe(e.text)}${e.feedback ? `#${safe(w.words(e.feedback))}` : ''}`,
  );
  return `{${typeof gap.weight === 'number' ? gap.weight : 1}:${gap.options ? 'MULTICHOICE' : gap.caseMatters ? 'SHORTANSWER_C' : 'SHORTANSWER'}:${parts.join('~')}}`;
}
