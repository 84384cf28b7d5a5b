// QTI 2.1, 2.2 and 3.0: an item, a test, or a package of them. 3.0 is 2.x with other names, so one reader has both: names are
// brought to 2.x's form first. Scoring by the standard templates, by mappings and by the simple rules; what is beyond is said.
import { emptyImport, Ids, mediaType, round, safeName, type FormatWarning, type ImportedQuiz } from '../format.js';
import { numberOf, remarksOf, textKey, weighted, type TextEntry } from '../keys.js';
import { asStem, escapeMarkdown, oneLine, plainWords, toMarkdown, type Medium, type Written } from '../markup.js';
import { child, content, descendants, elements, marksOf, readXml, word, type Element } from '../xml.js';
import { isZip, readZip } from '../zip.js';
import { WidyaError } from '../../sdk/errors.js';

type Json = Record<string, unknown>;

/** `qti-choice-interaction` → `choiceInteraction`; XHTML's own names have no dash. */
const camel = (name: string): string =>
  name.replace(/^qti-/, '').replace(/-([a-z])/g, (_, c: string) => c.toUpperCase());
function normalised(element: Element): Element {
  return {
    ...element,
    name: camel(element.name),
    attrs: Object.fromEntries(
      Object.entries(element.attrs).map(([k, v]) => [/^(?:data|aria)-/.test(k) ? k : camel(k), v]),
    ),
    children: element.children.map((c) => (typeof c === 'string' ? c : normalised(c))),
  };
}

class Reader {
  result = emptyImport();
  ids = new Ids();
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** Id given to the item of each file. */
  items = new Map<string, string[]>();

  constructor(files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>) {
    this.files = files;
  }
}

export function readQti(data: Uint8Array, name: string): ImportedQuiz {
  if (!isZip(data)) {
    const reader = new Reader(new Map());
    const root = normalised(readXml(data, name));
    if (root.name === 'assessmentItem') readItem(root, name, '', reader);
    else if (root.name === 'assessmentTest')
      throw new WidyaError('data/invalid', 'is a test whose questions are in other files; give the package (.zip)', {
        place: name,
      });
    else
      throw new WidyaError('data/invalid', `is <${root.name}>, not a QTI item`, {
        place: `${name}: line ${root.line}`,
      });
    return reader.result;
  }
  const reader = new Reader(readZip(data, name));
  const manifest = reader.files.get('imsmanifest.xml');
  if (!manifest) throw new WidyaError('data/invalid', 'has no imsmanifest.xml', { place: name });
  const resources = [...descendants(readXml(manifest, 'imsmanifest.xml'))].filter((e) => e.name === 'resource');
  const hrefs = (type: RegExp) =>
    resources
      .filter((r) => type.test(r.attrs.type ?? ''))
      .flatMap((r) => [r.attrs.href ?? child(r, 'file')?.attrs.href ?? ''])
      .flatMap((href) => safeName(decode(href)) ?? []);
  const [test, ...more] = hrefs(/^imsqti_(?:test|assessment)_/);
  if (more.length > 0)
    reader.result.warnings.push({
      severity: 'changed',
      message: `has ${more.length + 1} tests; this is the first`,
      path: test ?? '',
    });
  if (test === undefined) for (const href of hrefs(/^imsqti_item_/)) readFile(href, reader);
  else readTest(test, reader);
  if (reader.result.questions.length === 0 && reader.result.warnings.length === 0)
    reader.result.warnings.push({ severity: 'skipped', message: 'has no questions', path: 'imsmanifest.xml' });
  return reader.result;
}

const decode = (path: string): string => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
};
const folder = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** @returns ids of the questions of the item */
function readFile(path: string, reader: Reader): string[] {
  const known = reader.items.get(path);
  if (known) return known;
  const file = reader.files.get(path);
  const before = reader.result.questions.length;
  if (!file) reader.result.warnings.push({ severity: 'skipped', message: 'is not in the package', path });
  else {
    try {
      const root = normalised(readXml(file, path));
      if (root.name === 'assessmentItem') readItem(root, path, folder(path), reader);
      else reader.result.warnings.push({ severity: 'skipped', message: `is <${root.name}>, not an item`, path });
    } catch (cause) {
      reader.result.warnings.push({
        severity: 'skipped',
        message: cause instanceof Error ? cause.message : String(cause),
        path,
      });
    }
  }
  const ids = reader.result.questions.slice(before).map((q) => q.id);
  reader.items.set(path, ids);
  return ids;
}

function readTest(path: string, reader: Reader): void {
  const file = reader.files.get(path);
  if (!file) throw new WidyaError('data/invalid', 'is named in the manifest and not in the package', { place: path });
  const root = normalised(readXml(file, path));
  const { quiz } = reader.result;
  if (root.attrs.title) quiz.title = root.attrs.title;
  const parts = elements(root, 'testPart');
  const [part] = parts;
  if (parts.length > 1)
    reader.result.warnings.push({
      severity: 'changed',
      message: 'its parts become one, with the rules of the first',
      path,
    });
  if (part?.attrs.navigationMode === 'linear') quiz.navigation = 'linear';
  const seconds = numberOf((child(root, 'timeLimits') ?? child(part, 'timeLimits'))?.attrs.maxTime);
  if (seconds) quiz.timeLimit = `PT${seconds}S`;
  const sections: Json[] = [];
  const sectionIds = new Ids();
  const walk = (holder: Element, above: string): void => {
    for (const section of elements(holder, 'assessmentSection')) {
      const ids: string[] = [];
      for (const ref of elements(section, 'assessmentItemRef')) {
        const href = safeName(decode(folder(path) + (ref.attrs.href ?? '')));
        const found = href === undefined ? [] : readFile(href, reader);
        const weight = numberOf(child(ref, 'weight')?.attrs.value);
        if (weight && weight > 0 && weight !== 1)
          for (const q of reader.result.questions)
            if (found.includes(q.id)) q.points = round((typeof q.points === 'number' ? q.points : 1) * weight);
        ids.push(
          ...found.filter((id) => !ids.includes(id) && !sections.some((s) => (s.questions as string[]).includes(id))),
        );
      }
      const title = section.attrs.visible === 'false' ? '' : (section.attrs.title ?? '');
      const draw = numberOf(child(section, 'selection')?.attrs.select);
      const shuffle = child(section, 'ordering')?.attrs.shuffle === 'true';
      const text = elements(section, 'rubricBlock')
        .map((r) => blocksOf(toMarkdown(marksOf(r.children))))
        .join('\n\n');
      if (ids.length > 0)
        sections.push({
          id: sectionIds.of(section.attrs.identifier ?? title),
          ...(title || above ? { title: title || above } : {}),
          ...(text ? { body: text } : {}),
          questions: ids,
          ...(draw && draw > 0 && draw < ids.length ? { draw } : {}),
          ...(shuffle ? { shuffle: true } : {}),
        });
      walk(section, title || above);
    }
  };
  for (const p of parts) walk(p, '');
  // One section that says nothing is no section.
  const [only] = sections;
  if (sections.length > 1 || (only && (only.draw ?? only.shuffle ?? only.body))) quiz.sections = sections;
  const tries = numberOf(child(part, 'itemSessionControl')?.attrs.maxAttempts);
  if (tries && tries > 1)
    reader.result.warnings.push({
      severity: 'changed',
      message: `each question may be tried ${tries} times there; here the quiz may be taken again`,
      path,
    });
}

const blocksOf = (written: Written): string => written.blocks.map((b) => b.text).join('\n\n');

/** A response variable and how it is scored. */
interface Declaration {
  id: string;
  cardinality: string;
  baseType: string;
  correct: string[];
  map: { key: string; value: number; caseSensitive: boolean }[] | undefined;
  otherwise: number;
  lower: number | undefined;
  upper: number | undefined;
}

interface Item {
  root: Element;
  path: string;
  folder: string;
  reader: Reader;
  declarations: Map<string, Declaration>;
  processing: Element | undefined;
  /** Template's name, '' for rules of its own, undefined without scoring. */
  template: string | undefined;
  points: number | undefined;
  warn(severity: FormatWarning['severity'], message: string): void;
}

function readItem(root: Element, path: string, base: string, reader: Reader): void {
  const title = root.attrs.title ?? root.attrs.identifier ?? '';
  const warn = (severity: FormatWarning['severity'], message: string): void =>
    void reader.result.warnings.push({
      severity,
      message,
      path,
      line: root.line,
      ...(title ? { question: title } : {}),
    });
  const body = child(root, 'itemBody');
  if (!body) return warn('skipped', 'has no body');
  const processing = child(root, 'responseProcessing');
  const template = processing?.attrs.template ?? processing?.attrs.templateLocation;
  const outcomes = elements(root, 'outcomeDeclaration');
  const default1 = (id: string) =>
    numberOf(
      word(
        child(
          child(
            outcomes.find((o) => o.attrs.identifier === id),
            'defaultValue',
          ),
          'value',
        ),
      ),
    );
  const item: Item = {
    root,
    path,
    folder: base,
    reader,
    declarations: new Map(elements(root, 'responseDeclaration').map((d) => [d.attrs.identifier ?? '', declaration(d)])),
    processing,
    template:
      template === undefined ? (processing ? '' : undefined) : (template.split('/').pop() ?? '').replace(/\.xml$/, ''),
    points: default1('MAXSCORE') ?? numberOf(outcomes.find((o) => o.attrs.identifier === 'SCORE')?.attrs.normalMaximum),
    warn,
  };
  const before = reader.result.questions.length;
  try {
    for (const draft of questionsOf(item, body)) addQuestion(item, draft, before);
  } catch (cause) {
    warn('skipped', `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

function declaration(d: Element): Declaration {
  const mapping = child(d, 'mapping');
  const number = (name: string) => numberOf(mapping?.attrs[name]);
  return {
    id: d.attrs.identifier ?? '',
    cardinality: d.attrs.cardinality ?? 'single',
    baseType: d.attrs.baseType ?? 'identifier',
    correct: elements(child(d, 'correctResponse'), 'value').map((v) => word(v).replace(/\s+/g, ' ')),
    map:
      mapping &&
      elements(mapping, 'mapEntry').map((e) => ({
        key: e.attrs.mapKey ?? '',
        value: numberOf(e.attrs.mappedValue) ?? 0,
        caseSensitive: e.attrs.caseSensitive === 'true',
      })),
    otherwise: number('defaultValue') ?? 0,
    lower: number('lowerBound'),
    upper: number('upperBound'),
  };
}

type Draft = Json & { kind: string };

function addQuestion(item: Item, draft: Draft | string, before: number): void {
  const { reader, root } = item;
  if (typeof draft === 'string') return item.warn('skipped', draft);
  const { kind, stem, feedback, points = item.points, ...rest } = draft;
  const title = root.attrs.title ?? '';
  const words = String(stem ?? '') || escapeMarkdown(title);
  if (words === '' && !rest.body) return item.warn('skipped', 'has no text');
  const second = reader.result.questions.length > before;
  reader.result.questions.push({
    id: reader.ids.of(plainWords(words), second ? '' : root.attrs.identifier),
    kind,
    stem: words || escapeMarkdown(root.attrs.identifier ?? ''),
    ...(typeof points === 'number' && points > 0 && points !== 1 ? { points } : {}),
    ...rest,
    ...remarksOf(feedback as Record<string, string> | undefined, modal(item)),
  });
}

/** Feedback after the item, by the names `correct` and `incorrect` that exporters use. */
function modal(item: Item): Record<string, string> {
  const found: Record<string, string> = {};
  for (const m of elements(item.root, 'modalFeedback')) {
    const id = (m.attrs.identifier ?? '').toLowerCase();
    const name = /^(?:general|solution)/.test(id)
      ? 'general'
      : /^(?:in|not_?)correct|^wrong/.test(id)
        ? 'incorrect'
        : /^part/.test(id)
          ? 'partly'
          : /^correct|^right/.test(id)
            ? 'correct'
            : undefined;
    if (name) found[name] ??= oneLine(written(item, inner(m)));
  }
  return found;
}
/** 3.0 has its text in an element of its own. */
const inner = (holder: Element): (Element | string)[] => child(holder, 'contentBody')?.children ?? holder.children;

const isBlockInteraction = (e: Element): boolean =>
  /Interaction$/.test(e.name) && !/^(?:textEntry|inlineChoice|hottext|gapMatch)Interaction$/.test(e.name);

/** Text of the item as Markdown; interactions are left out, or stand as marks. */
function written(
  item: Item,
  nodes: readonly (Element | string)[],
  mark?: (element: Element) => string | undefined,
): Written {
  const seen = new Map<string, Element>();
  const plain = (list: readonly (Element | string)[]): (Element | string)[] =>
    list.map((node) => {
      if (typeof node === 'string') return node;
      const stands = mark?.(node);
      if (stands !== undefined) {
        seen.set(stands, node);
        return stands;
      }
      if (
        /Interaction$/.test(node.name) ||
        node.name === 'rubricBlock' ||
        node.name === 'feedbackInline' ||
        node.name === 'feedbackBlock'
      )
        return '';
      if (node.name === 'object') {
        const type = node.attrs.type ?? mediaType(node.attrs.data ?? '');
        const name = /^(image|audio|video)/.exec(type)?.[1];
        return name
          ? {
              ...node,
              name: name === 'image' ? 'img' : name,
              attrs: { ...node.attrs, src: node.attrs.data ?? '', alt: plainWords(content(node)) },
              children: [],
            }
          : '';
      }
      return { ...node, children: plain(node.children) };
    });
  return toMarkdown(marksOf(plain(nodes)), {
    lost: (what) => item.warn('changed', `${what} is left out`),
    url: (src) => fileOf(item, src),
  });
}

function fileOf(item: Item, src: string): string | undefined {
  if (/^https?:|^mailto:/i.test(src)) return src;
  const path = safeName(decode(item.folder + src));
  const data = path === undefined ? undefined : item.reader.files.get(path);
  const type = mediaType(src);
  if (!data || !type || path === undefined) return undefined;
  const { files } = item.reader.result;
  if (!files.some((f) => f.name === path)) files.push({ name: path, type, data });
  return path;
}

/** How a response is scored: by the whole right answer, by a mapping, or by rules that are not read. */
function scoring(item: Item, d: Declaration): 'match' | 'map' | 'none' | 'other' {
  const { template, processing } = item;
  if (template === undefined) return 'none';
  if (/match_correct/i.test(template)) return 'match';
  if (/map_response/i.test(template)) return 'map';
  if (template !== '' || !processing) return 'other';
  const rules = [...descendants(processing)];
  if (rules.some((r) => r.name === 'mapResponse' && r.attrs.identifier === d.id)) return 'map';
  const refers = (e: Element, name: string) =>
    [...descendants(e)].some((x) => x.name === name && x.attrs.identifier === d.id);
  if (rules.some((r) => /^(?:match|equal|stringMatch)$/.test(r.name) && refers(r, 'variable') && refers(r, 'correct')))
    return 'match';
  return rules.some((r) => r.name === 'variable' && r.attrs.identifier === d.id) ? 'other' : 'none';
}

/** @throws Error when there is nothing to grade by */
function scoringFor(item: Item, d: Declaration): 'match' | 'map' | 'none' {
  const how = scoring(item, d);
  if (how !== 'other') return how === 'map' && !d.map ? 'match' : how;
  if (d.correct.length === 0 && !d.map)
    throw new Error('its scoring rules are not read here, and no right answer is named');
  item.warn('changed', 'its own scoring rules are not read; it is graded by the right answer it names');
  return d.correct.length > 0 ? 'match' : 'map';
}

function declared(item: Item, interaction: Element): Declaration {
  const found = item.declarations.get(interaction.attrs.responseIdentifier ?? '');
  if (!found) throw new Error(`names no response that is declared`);
  return found;
}

function* questionsOf(item: Item, body: Element): Generator<Draft | string> {
  const all = [...descendants(body)].filter((e) => /Interaction$/.test(e.name) && e.name !== 'endAttemptInteraction');
  if (all.length === 0) return yield 'is a text without a question';
  const blocks = all.filter(isBlockInteraction);
  const inline = all.filter((e) => e.name === 'textEntryInteraction' || e.name === 'inlineChoiceInteraction');
  const around = written(item, body.children);
  let first = true;
  const withText = (draft: Draft, prompt: Element | undefined): Draft => {
    const asked = prompt ? written(item, prompt.children) : undefined;
    const text = first ? around : { blocks: [], media: [] };
    first = false;
    const media = [...text.media, ...(asked?.media ?? [])];
    const question = asked && asked.blocks.length > 0 ? { ...asked, blocks: [...text.blocks, ...asked.blocks] } : text;
    return { ...asStem(question), ...(media.length > 0 ? { media } : {}), ...draft };
  };
  for (const one of blocks) {
    const read = interactions[one.name];
    if (!read) yield `has a ${one.name}, which has no counterpart here`;
    else {
      try {
        const draft = read(item, one, declared(item, one));
        yield typeof draft === 'string' ? draft : withText(draft, child(one, 'prompt'));
      } catch (cause) {
        yield (cause as Error).message;
      }
    }
  }
  for (const one of all.filter((e) => e.name === 'hottextInteraction')) {
    const draft = hottext(item, one);
    yield typeof draft === 'string' ? draft : withText(draft, child(one, 'prompt'));
  }
  for (const one of all.filter((e) => e.name === 'gapMatchInteraction')) yield gapMatch(item, one);
  if (inline.length > 0) yield gaps(item, body, inline);
}

const mark = (i: number): string => `\ue100${String.fromCharCode(0xe200 + i)}`;

/** Paragraphs before the first gap stand above; the rest is the question. */
function gapText(item: Item, nodes: readonly (Element | string)[], stands: (e: Element) => string | undefined): Json {
  const text = written(item, nodes, stands);
  const from = Math.max(
    0,
    text.blocks.findIndex((b) => b.text.includes('\ue100')),
  );
  const above = text.blocks.slice(0, from);
  const stem = text.blocks
    .slice(from)
    .map((b) => oneLine({ blocks: [b], media: [] }))
    .join('  \n')
    .replace(/\ue100([\ue200-\ue7ff])/g, (_, c: string) => `{{${c.charCodeAt(0) - 0xe200}}}`);
  return {
    stem,
    ...(above.length > 0 ? { body: above.map((b) => b.text).join('\n\n') } : {}),
    ...(text.media.length > 0 ? { media: text.media as Medium[] } : {}),
  };
}

function gaps(item: Item, body: Element, list: readonly Element[]): Draft | string {
  const [only] = list;
  const keys: Json[] = [];
  const maxima: number[] = [];
  for (const [i, one] of list.entries()) {
    const d = declared(item, one);
    const how = scoringFor(item, d);
    const choices = new Map(
      elements(one, 'inlineChoice').map((c) => [c.attrs.identifier ?? '', plainWords(content(c))]),
    );
    const shown = (value: string) => (choices.size > 0 ? (choices.get(value) ?? value) : value);
    if (list.length === 1 && only?.name === 'textEntryInteraction' && /^(?:float|integer)$/.test(d.baseType))
      return numeric(item, numberText(item, body, only), d);
    let entries: TextEntry[] = [];
    let caseMatters = choices.size === 0 && how === 'match' && d.baseType === 'string';
    let max = 1;
    if (how === 'map' && d.map) {
      max = d.upper ?? Math.max(0, ...d.map.map((m) => m.value));
      if (max <= 0) return 'has no answer that earns points';
      entries = d.map.map((m) => ({ text: shown(m.key), weight: round(Math.min(1, m.value / max)) }));
      caseMatters = choices.size === 0 && d.map.every((m) => m.caseSensitive);
    } else entries = d.correct.slice(0, 1).map((text) => ({ text: shown(text), weight: 1 }));
    maxima.push(max);
    const found = textKey(entries.map((e) => ({ ...e, text: e.text.replace(/\*/g, '\\*') })));
    if (!found) return how === 'none' ? 'names no right answer' : 'has no answer that is right';
    keys.push({
      id: String(i + 1),
      ...found.key,
      ...(choices.size > 0 ? { options: [...new Set(choices.values())] } : {}),
      ...(caseMatters ? { caseMatters } : {}),
    });
  }
  const same = maxima.every((m) => m === maxima[0]);
  const total = round(maxima.reduce((sum, m) => sum + m, 0));
  return {
    kind: 'fill-in',
    ...gapText(item, body.children, (e) => (list.includes(e) ? mark(list.indexOf(e) + 1) : undefined)),
    ...(item.points === undefined ? { points: total } : {}),
    gaps: keys.map((k, i) => (same ? k : { ...k, weight: maxima[i] })),
  };
}

/** The place of the number shows as a line where the text goes on after it. */
function numberText(item: Item, body: Element, entry: Element): Json {
  const text = gapText(item, body.children, (e) => (e === entry ? '\ue102' : undefined));
  const stem = String(text.stem)
    .replace(/\ue102\s*$/, '')
    .trimEnd()
    .replace('\ue102', '\\_\\_\\_\\_\\_');
  return { ...text, stem };
}

/** One number: right as it is, within a tolerance, or in a range, as far as the rules say so. */
function numeric(item: Item, text: Json, d: Declaration): Draft | string {
  const rules = item.processing ? [...descendants(item.processing)] : [];
  const value = numberOf(d.correct[0]);
  const equal = rules.find((r) => r.name === 'equal');
  const bound = (name: RegExp): number | undefined => {
    const rule = rules.find(
      (r) => name.test(r.name) && [...descendants(r)].some((x) => x.name === 'variable' && x.attrs.identifier === d.id),
    );
    return numberOf(word(child(rule, 'baseValue')));
  };
  const [min, max] = [bound(/^gte?$/), bound(/^lte?$/)];
  if (min !== undefined || max !== undefined)
    return {
      kind: 'numeric',
      ...text,
      answer: { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
    };
  if (d.map && value === undefined) {
    const best = d.map.reduce((a, b) => (b.value > a.value ? b : a), { key: '', value: 0, caseSensitive: false });
    const answer = numberOf(best.key);
    return answer === undefined ? 'has no number that is right' : { kind: 'numeric', ...text, answer };
  }
  if (value === undefined) return 'has no number that is right';
  const size = numberOf(equal?.attrs.tolerance?.trim().split(/\s+/)[0]);
  const relative = equal?.attrs.toleranceMode === 'relative';
  return {
    kind: 'numeric',
    ...text,
    answer: value,
    ...(size ? { tolerance: relative ? { relative: round(size / 100) } : size } : {}),
  };
}

function hottext(item: Item, one: Element): Draft | string {
  const words = [...descendants(one)].filter((e) => e.name === 'hottext');
  const options = words.map((w) => ({ id: w.attrs.identifier ?? '', text: escapeMarkdown(plainWords(content(w))) }));
  const d = declared(item, one);
  const text = written(
    item,
    one.children.filter((c) => typeof c === 'string' || c.name !== 'prompt'),
    (e) => (e.name === 'hottext' ? escapeMarkdown(plainWords(content(e))) : undefined),
  );
  return choices(item, d, options, one.attrs.maxChoices !== '1', { body: blocksOf(text), shuffle: false });
}

function gapMatch(item: Item, one: Element): Draft | string {
  const d = declared(item, one);
  const texts = new Map(elements(one, 'gapText').map((g) => [g.attrs.identifier ?? '', plainWords(content(g))]));
  const spots = [...descendants(one)].filter((e) => e.name === 'gap');
  const pairs = (d.correct.length > 0 ? d.correct : (d.map ?? []).filter((m) => m.value > 0).map((m) => m.key)).map(
    (p) => p.split(' '),
  );
  const keys = spots.map((s, i) => ({
    id: String(i + 1),
    answers: pairs.filter(([, gap]) => gap === s.attrs.identifier).map(([text = '']) => texts.get(text) ?? text),
    options: [...new Set(texts.values())],
  }));
  if (texts.size < 2 || keys.length === 0 || keys.some((k) => k.answers.length === 0))
    return 'has a gap without an answer';
  const shown = one.children.filter((c) => typeof c === 'string' || !['gapText', 'gapImg', 'prompt'].includes(c.name));
  const prompt = child(one, 'prompt');
  return {
    kind: 'fill-in',
    ...gapText(item, [...(prompt ? [{ ...prompt, name: 'p' }] : []), ...shown], (e) =>
      e.name === 'gap' ? mark(spots.indexOf(e) + 1) : undefined,
    ),
    gaps: keys,
  };
}

interface ChoiceOption {
  id: string;
  text: string;
  feedback?: string;
  fixed?: boolean;
  media?: Medium;
}

/** One choice or several, by the right answer or by a mapping of each. */
function choices(
  item: Item,
  d: Declaration,
  options: readonly ChoiceOption[],
  multiple: boolean,
  more: Json,
): Draft | string {
  if (options.length < 2) return 'has fewer than two options';
  const how = scoringFor(item, d);
  const many = multiple || d.cardinality === 'multiple';
  if (how === 'none' && d.correct.length === 0) {
    if (many) return 'names no right answer, and several may be chosen';
    return { kind: 'likert', scale: options.map(({ id, text }) => ({ id, text })) };
  }
  if (how === 'map' && d.map) {
    const value = (id: string) => d.map?.find((m) => m.key === id)?.value ?? d.otherwise;
    const values = options.map((o) => value(o.id));
    const most = many ? values.filter((v) => v > 0).reduce((s, v) => s + v, 0) : Math.max(...values);
    const max = Math.min(d.upper ?? most, most);
    if (max <= 0) return 'has no option that earns points';
    const least = values.filter((v) => v < 0).reduce((s, v) => (many ? s + v : Math.min(s, v)), 0);
    const lowest = round(Math.max(d.lower ?? least, least) / max);
    const floor = Math.max(-1, lowest);
    // An option here is worth its points at the most, either way.
    if (lowest < -1 || (many && values.some((v) => Math.abs(v) > max)))
      item.warn('changed', 'an option is worth more than the question; it counts as the whole of it');
    return {
      kind: 'choice',
      points: max,
      ...weighted(
        options.map((o, i) => ({ ...o, weight: round(Math.max(-1, Math.min(1, (values[i] ?? 0) / max))) })),
        many,
      ),
      ...(floor < 0 ? { floor } : {}),
      ...more,
    };
  }
  const right = new Set(d.correct);
  if (!options.some((o) => right.has(o.id))) return 'its right answer is none of its options';
  return {
    kind: 'choice',
    ...(many ? { multiple: true, scoring: 'all-or-nothing' } : {}),
    options: options.map((o) => ({ ...o, ...(right.has(o.id) ? { correct: true } : {}) })),
    ...more,
  };
}

const partsOf = (item: Item, list: readonly Element[]): { id: string; text: string }[] =>
  list.map((c) => {
    const text = written(item, c.children);
    return {
      id: c.attrs.identifier ?? '',
      text: oneLine(text) || escapeMarkdown(text.media[0]?.alt ?? c.attrs.identifier ?? ''),
    };
  });

const interactions: Record<string, (item: Item, one: Element, d: Declaration) => Draft | string> = {
  choiceInteraction(item, one, d) {
    const options = elements(one, 'simpleChoice').map((c): ChoiceOption => {
      const text = written(item, c.children);
      const note = elements(c, 'feedbackInline')[0];
      const [medium] = text.media;
      return {
        id: c.attrs.identifier ?? '',
        text: oneLine(text) || escapeMarkdown(medium?.alt ?? ''),
        ...(note ? { feedback: oneLine(written(item, note.children)) } : {}),
        ...(c.attrs.fixed === 'true' ? { fixed: true } : {}),
        ...(medium ? { media: medium } : {}),
      };
    });
    const ids = options.map((o) => o.id);
    if (
      ids.length === 2 &&
      ids.includes('true') &&
      ids.includes('false') &&
      d.correct.length === 1 &&
      scoring(item, d) === 'match'
    )
      return { kind: 'true-false', answer: d.correct[0] === 'true' };
    const max = numberOf(one.attrs.maxChoices) ?? 1;
    return choices(
      item,
      d,
      options,
      max !== 1,
      one.attrs.shuffle === undefined ? {} : { shuffle: one.attrs.shuffle === 'true' },
    );
  },
  hotspotInteraction(item, one, d) {
    const spots = elements(one, 'hotspotChoice');
    if (spots.some((s) => !s.attrs.hotspotLabel)) return 'asks to point at a picture, and its places have no names';
    return choices(
      item,
      d,
      spots.map((s) => ({ id: s.attrs.identifier ?? '', text: escapeMarkdown(s.attrs.hotspotLabel ?? '') })),
      one.attrs.maxChoices !== '1',
      {},
    );
  },
  orderInteraction(item, one, d) {
    const items = partsOf(item, elements(one, 'simpleChoice'));
    if (items.length < 2 || d.correct.length !== items.length) return 'names no right order of all its items';
    scoringFor(item, d);
    return {
      kind: 'sequencing',
      items,
      answer: d.correct,
      ...(scoring(item, d) === 'match' ? { allOrNothing: true } : {}),
      ...(one.attrs.shuffle === undefined ? {} : { shuffle: one.attrs.shuffle === 'true' }),
    };
  },
  matchInteraction: (item, one, d) => {
    const [left, right] = elements(one, 'simpleMatchSet').map((s) =>
      partsOf(item, elements(s, 'simpleAssociableChoice')),
    );
    return pairs(item, d, left ?? [], right ?? [], one);
  },
  associateInteraction: (item, one, d) => {
    const all = partsOf(item, elements(one, 'simpleAssociableChoice'));
    const firsts = new Set(
      (d.correct.length > 0 ? d.correct : (d.map ?? []).map((m) => m.key)).map((p) => p.split(' ')[0]),
    );
    return pairs(
      item,
      d,
      all.filter((p) => firsts.has(p.id)),
      all.filter((p) => !firsts.has(p.id)),
      one,
    );
  },
  extendedTextInteraction(_item, one) {
    const rows = numberOf(one.attrs.expectedLines);
    return { kind: 'long-fill-in', ...(rows ? { rows: Math.min(40, Math.max(2, rows)) } : {}) };
  },
  sliderInteraction: (item, _one, d) => numeric(item, {}, d),
};

function pairs(
  item: Item,
  d: Declaration,
  left: { id: string; text: string }[],
  right: { id: string; text: string }[],
  one: Element,
): Draft | string {
  const how = scoringFor(item, d);
  const listed = how === 'map' && d.map ? d.map.filter((m) => m.value > 0).map((m) => m.key) : d.correct;
  const targetOf = new Map<string, string>();
  for (const pair of listed) {
    const [a = '', b = ''] = pair.split(' ');
    if (targetOf.has(a)) return 'pairs one thing with several, which has no counterpart here';
    targetOf.set(a, b);
  }
  const sources = left.filter((s) => targetOf.has(s.id));
  if (sources.length === 0 || right.length < 2) return 'has fewer than two pairs';
  if (sources.length < left.length) item.warn('changed', 'what belongs to nothing on its left side is left out');
  const total = how === 'map' && d.map ? (d.upper ?? d.map.reduce((s, m) => s + Math.max(0, m.value), 0)) : undefined;
  return {
    kind: 'matching',
    ...(total ? { points: total } : {}),
    sources: sources.map((s) => ({ ...s, target: targetOf.get(s.id) ?? '' })),
    targets: right,
    ...(how === 'match' ? { allOrNothing: true } : {}),
    ...(one.attrs.shuffle === undefined ? {} : { shuffle: one.attrs.shuffle === 'true' }),
  };
}
