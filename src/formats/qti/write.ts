// A QTI 3.0 package: one item per question, a test with the quiz's sections and limits, a manifest, and the files.
import type { ExportedQuiz, ExportOptions, FormatWarning, ImportedQuestion, QuizSource } from '../format.js';
import { mediaType, round } from '../format.js';
import { numberEntries, textEntries, weightsOf } from '../keys.js';
import type { LangText } from '../../model/schema.js';
import { parseMarkdown, type MarkdownBlock } from '../../model/markdown.js';
import { inlineHtml, localText, nodesHtml, type Medium } from '../markup.js';
import { escapeXml as x } from '../xml.js';
import { writeZip } from '../zip-write.js';
import { fromDuration } from '../../sdk/from-duration.js';

type Json = Record<string, unknown>;

const xmlns =
  'xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://www.imsglobal.org/xsd/imsqtiasi_v3p0 https://purl.imsglobal.org/spec/qti/v3p0/schema/xsd/imsqti_asiv3p0_v1p0.xsd"';
const rules = 'https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/';

/** QTI's identifiers are XML names; ours may be anything without a space. Their own ids come back as they were. */
const isName = (id: string): boolean => /^[A-Za-z_][\w.-]*$/.test(id);
class Names {
  #of = new Map<string, string>();
  of(id: string): string {
    let name = this.#of.get(id);
    if (name === undefined) {
      const base = isName(id) ? id : `_${id.replace(/[^\w.-]/g, '_')}`;
      name = base;
      const used = new Set(this.#of.values());
      for (let n = 2; used.has(name); n++) name = `${base}_${n}`;
      this.#of.set(id, name);
    }
    return name;
  }
}

export function writeQti(quiz: QuizSource, options: ExportOptions): ExportedQuiz {
  const warnings: FormatWarning[] = [];
  const bytes = new TextEncoder();
  const files = new Map<string, Uint8Array>();
  const media = new Map<string, Uint8Array>();
  const names = new Names();
  const items: { id: string; name: string; files: string[] }[] = [];
  for (const q of quiz.questions) {
    const item = new Item(q, options, warnings, media);
    const xml = item.xml(names.of(q.id));
    if (xml === undefined) continue;
    items.push({ id: q.id, name: names.of(q.id), files: [...item.files] });
    files.set(`items/${names.of(q.id)}.xml`, bytes.encode(xml));
  }
  files.set('test.xml', bytes.encode(testXml(quiz, options.lang, items)));
  const resources = items.map(
    (i) =>
      `    <resource identifier="${i.name}" type="imsqti_item_xmlv3p0" href="items/${i.name}.xml"><file href="items/${i.name}.xml"/>${i.files.map((f) => `<file href="items/${x(f)}"/>`).join('')}</resource>`,
  );
  files.set(
    'imsmanifest.xml',
    bytes.encode(
      `<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="manifest">
  <metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>
  <organizations/>
  <resources>
    <resource identifier="test" type="imsqti_test_xmlv3p0" href="test.xml"><file href="test.xml"/>${items.map((i) => `<dependency identifierref="${i.name}"/>`).join('')}</resource>
${resources.join('\n')}
  </resources>
</manifest>
`,
    ),
  );
  for (const [name, data] of media) files.set(`items/${name}`, data);
  return { data: writeZip(files), warnings };
}

function testXml(quiz: QuizSource, lang: string, items: readonly { id: string; name: string }[]): string {
  const sections = (quiz.sections as
    { id: string; title?: LangText; questions: string[]; draw?: number; shuffle?: boolean }[] | undefined) ?? [
    { id: 'section', questions: items.map((i) => i.id), shuffle: quiz.shuffle === true },
  ];
  const limit = typeof quiz.timeLimit === 'string' ? fromDuration(quiz.timeLimit) : undefined;
  const names = new Names();
  return `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-test ${xmlns} identifier="test" title="${x(localText(quiz.title, lang))}">
${limit ? `  <qti-time-limits max-time="${limit}"/>\n` : ''}  <qti-test-part identifier="part" navigation-mode="${quiz.navigation === 'linear' ? 'linear' : 'nonlinear'}" submission-mode="simultaneous">
${sections
  .map(
    (
      s,
    ) => `    <qti-assessment-section identifier="${names.of(s.id)}" title="${x(localText(s.title, lang))}" visible="${s.title === undefined ? 'false' : 'true'}">
${s.draw ? `      <qti-selection select="${s.draw}"/>\n` : ''}${s.shuffle ? '      <qti-ordering shuffle="true"/>\n' : ''}${items
      .filter((i) => s.questions.includes(i.id))
      .map((i) => `      <qti-assessment-item-ref identifier="${i.name}" href="items/${i.name}.xml"/>`)
      .join('\n')}
    </qti-assessment-section>`,
  )
  .join('\n')}
  </qti-test-part>
</qti-assessment-test>
`;
}

/** Declarations, the interaction with its prompt, and the rules of one question. */
interface Parts {
  declarations: string[];
  body: string;
  processing: string;
}

class Item {
  files = new Set<string>();
  lang: string;
  q: ImportedQuestion;
  #options: ExportOptions;
  #warnings: FormatWarning[];
  #media: Map<string, Uint8Array>;
  names = new Names();

  constructor(q: ImportedQuestion, options: ExportOptions, warnings: FormatWarning[], media: Map<string, Uint8Array>) {
    this.q = q;
    this.lang = options.lang;
    this.#options = options;
    this.#warnings = warnings;
    this.#media = media;
  }

  warn(severity: FormatWarning['severity'], message: string): void {
    this.#warnings.push({ severity, message, question: this.q.id });
  }
  words(value: unknown): string {
    return localText(value as LangText | undefined, this.lang);
  }
  inline(value: unknown): string {
    return inlineHtml(this.words(value));
  }
  get points(): number {
    return typeof this.q.points === 'number' ? this.q.points : 1;
  }

  medium(m: Medium | undefined): string {
    if (!m) return '';
    const alt = x(this.words(m.alt));
    if (!/^https?:/i.test(m.src)) {
      const data = this.#options.file?.(m.src);
      if (!data) {
        this.warn('changed', `the file ${m.src} is not there, and is left out`);
        return '';
      }
      this.#media.set(m.src, data);
      this.files.add(m.src);
    }
    if (m.type === 'image') return `<img src="${x(m.src)}" alt="${alt}"/>`;
    return `<object data="${x(m.src)}" type="${mediaType(m.src) || `${m.type}/*`}">${alt}</object>`;
  }

  /** What stands above the question. */
  above(): string {
    const media = ((this.q.media ?? []) as Medium[]).map((m) => this.medium(m)).filter(Boolean);
    return [
      ...media.map((m) => `<p>${m}</p>`),
      ...(this.q.body === undefined ? [] : [blocksHtml(parseMarkdown(this.words(this.q.body)))]),
    ].join('\n    ');
  }

  xml(name: string): string | undefined {
    const write = kinds[this.q.kind];
    if (!write) {
      this.warn('skipped', `is of the kind ${this.q.kind}, which is not written to QTI`);
      return undefined;
    }
    const { declarations, body, processing } = write(this);
    const feedback = (this.q.feedback ?? {}) as Json;
    const notes = Object.entries(feedback).filter(([, text]) => text !== undefined);
    const hints = this.q.hints as unknown[] | undefined;
    if (hints && hints.length > 0) this.warn('changed', 'its hints are left out');
    return `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item ${xmlns} identifier="${name}" title="${x(this.q.id)}" adaptive="false" time-dependent="false" xml:lang="${x(this.lang)}">
  ${declarations.join('\n  ')}
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="${this.points}"/>
  <qti-outcome-declaration identifier="MAXSCORE" cardinality="single" base-type="float"><qti-default-value><qti-value>${this.points}</qti-value></qti-default-value></qti-outcome-declaration>
  <qti-item-body>
    ${[this.above(), body].filter(Boolean).join('\n    ')}
  </qti-item-body>
  ${processing}
${notes.map(([key, text]) => `  <qti-modal-feedback outcome-identifier="FEEDBACK" identifier="${key}" show-hide="show"><qti-content-body><p>${this.inline(text)}</p></qti-content-body></qti-modal-feedback>\n`).join('')}</qti-assessment-item>
`;
  }

  prompt(): string {
    return `<qti-prompt>${this.inline(this.q.stem)}</qti-prompt>`;
  }
}

const declare = (id: string, cardinality: string, baseType: string, correct: readonly string[], map = ''): string =>
  `<qti-response-declaration identifier="${id}" cardinality="${cardinality}" base-type="${baseType}">${correct.length > 0 ? `<qti-correct-response>${correct.map((c) => `<qti-value>${x(c)}</qti-value>`).join('')}</qti-correct-response>` : ''}${map}</qti-response-declaration>`;
const mapping = (entries: readonly (readonly [string, number])[], bounds: string, caseSensitive?: boolean): string =>
  `<qti-mapping default-value="0"${bounds}>${entries.map(([key, value]) => `<qti-map-entry map-key="${x(key)}" mapped-value="${round(value)}"${caseSensitive === undefined ? '' : ` case-sensitive="${caseSensitive}"`}/>`).join('')}</qti-mapping>`;
const template = (name: string): string => `<qti-response-processing template="${rules}${name}"/>`;
/** All the points when a condition holds. */
const when = (condition: string, points: number): string =>
  `<qti-response-processing><qti-response-condition><qti-response-if>${condition}<qti-set-outcome-value identifier="SCORE"><qti-base-value base-type="float">${points}</qti-base-value></qti-set-outcome-value></qti-response-if></qti-response-condition></qti-response-processing>`;
const matches = '<qti-match><qti-variable identifier="RESPONSE"/><qti-correct identifier="RESPONSE"/></qti-match>';
/** The template gives one point; more need a rule. */
const matchCorrect = (points: number): string => (points === 1 ? template('match_correct.xml') : when(matches, points));
const shuffleOf = (q: ImportedQuestion): string => ` shuffle="${q.shuffle === true}"`;

const kinds: Record<string, (item: Item) => Parts> = {
  'true-false': (item) => {
    const en = /^en\b/i.test(item.lang);
    return {
      declarations: [declare('RESPONSE', 'single', 'identifier', [String(item.q.answer === true)])],
      body: `<qti-choice-interaction response-identifier="RESPONSE" max-choices="1">${item.prompt()}<qti-simple-choice identifier="true">${en ? 'True' : 'Benar'}</qti-simple-choice><qti-simple-choice identifier="false">${en ? 'False' : 'Salah'}</qti-simple-choice></qti-choice-interaction>`,
      processing: matchCorrect(item.points),
    };
  },
  choice: (item) => {
    const { q } = item;
    const options = q.options as {
      id: string;
      text: unknown;
      correct?: boolean;
      weight?: number;
      feedback?: unknown;
      fixed?: boolean;
      media?: Medium;
    }[];
    const weights = weightsOf(q);
    const multiple = q.multiple === true;
    const right = options.filter((o, i) => o.correct ?? (weights[i] ?? 0) > 0).map((o) => item.names.of(o.id));
    const whole =
      q.scoring === 'all-or-nothing' || (!multiple && weights.every((w) => w === 0 || w === 1) && right.length === 1);
    const floor = typeof q.floor === 'number' ? q.floor : 0;
    const map = mapping(
      options.map((o, i) => [item.names.of(o.id), (weights[i] ?? 0) * item.points] as const),
      ` lower-bound="${round(floor * item.points)}" upper-bound="${item.points}"`,
    );
    const body = options
      .map(
        (o) =>
          `<qti-simple-choice identifier="${item.names.of(o.id)}"${o.fixed ? ' fixed="true"' : ''}>${item.medium(o.media)}${item.inline(o.text)}${o.feedback === undefined ? '' : `<qti-feedback-inline outcome-identifier="FEEDBACK" identifier="${item.names.of(o.id)}" show-hide="show">${item.inline(o.feedback)}</qti-feedback-inline>`}</qti-simple-choice>`,
      )
      .join('');
    return {
      declarations: [declare('RESPONSE', multiple ? 'multiple' : 'single', 'identifier', right, whole ? '' : map)],
      body: `<qti-choice-interaction response-identifier="RESPONSE"${shuffleOf(q)} max-choices="${multiple ? 0 : 1}">${item.prompt().replace(/\{\{[^{}]*\}\}/, '_____')}${body}</qti-choice-interaction>`,
      processing: whole ? matchCorrect(item.points) : template('map_response.xml'),
    };
  },
  likert: (item) => ({
    declarations: [declare('RESPONSE', 'single', 'identifier', [])],
    body: `<qti-choice-interaction response-identifier="RESPONSE" max-choices="1">${item.prompt()}${(item.q.scale as { id: string; text: unknown }[]).map((s) => `<qti-simple-choice identifier="${item.names.of(s.id)}">${item.inline(s.text)}</qti-simple-choice>`).join('')}</qti-choice-interaction>`,
    processing: '',
  }),
  'fill-in': (item) => {
    const gaps = item.q.gaps as Json[];
    const total = gaps.reduce((sum, g) => sum + (typeof g.weight === 'number' ? g.weight : 1), 0);
    const declarations: string[] = [];
    const places: string[] = [];
    for (const [i, gap] of gaps.entries()) {
      const id = gaps.length === 1 ? 'RESPONSE' : `RESPONSE${i + 1}`;
      const share = ((typeof gap.weight === 'number' ? gap.weight : 1) / total) * item.points;
      const entries = textEntries({ ...gap, wildcards: undefined }, item.lang).map((e) => ({
        ...e,
        text: gap.wildcards ? e.text : e.text.replace(/\\\*/g, '*'),
      }));
      if (gap.wildcards) item.warn('changed', 'QTI compares whole texts; * is a star there');
      if (gap.ignoreAccents) item.warn('changed', 'QTI cannot say that accents do not matter');
      const options = gap.options as string[] | undefined;
      const key = (text: string) => (options ? `o${options.indexOf(text) + 1}` : text);
      const bounds = ` lower-bound="0" upper-bound="${round(share)}"`;
      declarations.push(
        declare(
          id,
          'single',
          options ? 'identifier' : 'string',
          [key(entries[0]?.text ?? '')],
          mapping(
            entries.map((e) => [key(e.text), e.weight * share] as const),
            bounds,
            options ? undefined : gap.caseMatters === true,
          ),
        ),
      );
      places.push(
        options
          ? `<qti-inline-choice-interaction response-identifier="${id}">${options.map((o, n) => `<qti-inline-choice identifier="o${n + 1}">${x(o)}</qti-inline-choice>`).join('')}</qti-inline-choice-interaction>`
          : `<qti-text-entry-interaction response-identifier="${id}"/>`,
      );
    }
    let stem = inlineHtml(item.words(item.q.stem));
    for (const [i, gap] of gaps.entries()) stem = stem.replace(`{{${String(gap.id)}}}`, () => places[i] ?? '');
    const sum =
      gaps.length === 1
        ? '<qti-map-response identifier="RESPONSE"/>'
        : `<qti-sum>${gaps.map((_, i) => `<qti-map-response identifier="RESPONSE${i + 1}"/>`).join('')}</qti-sum>`;
    return {
      declarations,
      body: `<p>${stem}</p>`,
      processing:
        gaps.length === 1
          ? template('map_response.xml')
          : `<qti-response-processing><qti-set-outcome-value identifier="SCORE">${sum}</qti-set-outcome-value></qti-response-processing>`,
    };
  },
  numeric: (item) => {
    const [first, ...more] = numberEntries(item.q);
    if (more.length > 0) item.warn('changed', 'only the first number that is right is written');
    const { answer = 0, tolerance } = first ?? {};
    const variable = '<qti-variable identifier="RESPONSE"/>';
    const bound = (name: string, value: number | undefined) =>
      value === undefined
        ? ''
        : `<qti-${name}>${variable}<qti-base-value base-type="float">${value}</qti-base-value></qti-${name}>`;
    let condition = matches;
    if (typeof answer === 'object')
      condition = `<qti-and>${bound('gte', answer.min)}${bound('lte', answer.max)}</qti-and>`;
    else if (typeof tolerance === 'object' && 'significant' in tolerance)
      item.warn('changed', 'QTI does not count significant digits; the number itself is right');
    else if (tolerance) {
      const [mode, size] =
        typeof tolerance === 'object' ? ['relative', round(tolerance.relative * 100)] : ['absolute', tolerance];
      condition = `<qti-equal tolerance-mode="${mode}" tolerance="${size} ${size}">${variable}<qti-correct identifier="RESPONSE"/></qti-equal>`;
    }
    const unit = item.q.unit === undefined ? '' : ` ${item.inline(item.q.unit)}`;
    return {
      declarations: [declare('RESPONSE', 'single', 'float', typeof answer === 'number' ? [String(answer)] : [])],
      body: `<p>${item.inline(item.q.stem)} <qti-text-entry-interaction response-identifier="RESPONSE"/>${unit}</p>`,
      processing: when(condition, item.points),
    };
  },
  matching: (item) => {
    const sources = item.q.sources as { id: string; text: unknown; target: string }[];
    const targets = item.q.targets as { id: string; text: unknown }[];
    // One name for one thing: a source and a target may have the same id here.
    const source = (id: string) => item.names.of(`s:${id}`).replace(/^_s_/, 's_');
    const target = (id: string) => item.names.of(`t:${id}`).replace(/^_t_/, 't_');
    const set = (parts: string[]) => `<qti-simple-match-set>${parts.join('')}</qti-simple-match-set>`;
    const part = (id: string, text: unknown, max: number) =>
      `<qti-simple-associable-choice identifier="${id}" match-max="${max}">${item.inline(text)}</qti-simple-associable-choice>`;
    const right = sources.map((s) => `${source(s.id)} ${target(s.target)}`);
    const share = item.points / sources.length;
    const whole = item.q.allOrNothing === true;
    return {
      declarations: [
        declare(
          'RESPONSE',
          'multiple',
          'directedPair',
          right,
          whole
            ? ''
            : mapping(
                right.map((r) => [r, share] as const),
                ` lower-bound="0" upper-bound="${item.points}"`,
              ),
        ),
      ],
      body: `<qti-match-interaction response-identifier="RESPONSE"${shuffleOf(item.q)} max-associations="${sources.length}">${item.prompt()}${set(sources.map((s) => part(source(s.id), s.text, 1)))}${set(targets.map((t) => part(target(t.id), t.text, 0)))}</qti-match-interaction>`,
      processing: whole ? matchCorrect(item.points) : template('map_response.xml'),
    };
  },
  sequencing: (item) => {
    const parts = item.q.items as { id: string; text: unknown }[];
    if (item.q.allOrNothing !== true) item.warn('changed', 'QTI gives points for the whole order only');
    return {
      declarations: [
        declare(
          'RESPONSE',
          'ordered',
          'identifier',
          (item.q.answer as string[]).map((id) => item.names.of(id)),
        ),
      ],
      body: `<qti-order-interaction response-identifier="RESPONSE"${shuffleOf(item.q)}>${item.prompt()}${parts.map((p) => `<qti-simple-choice identifier="${item.names.of(p.id)}">${item.inline(p.text)}</qti-simple-choice>`).join('')}</qti-order-interaction>`,
      processing: matchCorrect(item.points),
    };
  },
  'long-fill-in': (item) => {
    if (item.q.rubric ?? item.q.sample) item.warn('changed', 'its rubric and sample answer are left out');
    return {
      declarations: [declare('RESPONSE', 'single', 'string', [])],
      body: `<qti-extended-text-interaction response-identifier="RESPONSE"${typeof item.q.rows === 'number' ? ` expected-lines="${item.q.rows}"` : ''}>${item.prompt()}</qti-extended-text-interaction>`,
      processing: '',
    };
  },
};

function blocksHtml(blocks: readonly MarkdownBlock[]): string {
  return blocks
    .map((b) => {
      switch (b.type) {
        case 'paragraph':
          return `<p>${nodesHtml(b.children)}</p>`;
        case 'heading':
          return `<h${Math.min(6, b.level + 2)}>${nodesHtml(b.children)}</h${Math.min(6, b.level + 2)}>`;
        case 'quote':
          return `<blockquote>${blocksHtml(b.children)}</blockquote>`;
        case 'list': {
          const tag = b.ordered ? 'ol' : 'ul';
          return `<${tag}>${b.items.map((i) => `<li>${blocksHtml(i)}</li>`).join('')}</${tag}>`;
        }
        case 'code':
          return `<pre>${x(b.text)}</pre>`;
        case 'table':
          return `<table><thead><tr>${b.head.map((c) => `<th>${nodesHtml(c)}</th>`).join('')}</tr></thead><tbody>${b.rows.map((r) => `<tr>${r.map((c) => `<td>${nodesHtml(c)}</td>`).join('')}</tr>`).join('')}</tbody></table>`;
        default:
          return '<hr/>';
      }
    })
    .join('');
}
