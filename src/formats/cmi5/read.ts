// cmi5 course structures, alone or in a package, as a course of ours. Checked as the schema of the standard (CourseStructure.xsd)
// and its text ask: what a strict LMS would refuse is refused here, with the line.
import type { LangText } from '../../model/schema.js';
import { moveOns, type Block, type Course, type Entry, type MoveOn, type Objective } from '../../model/course.js';
import { WidyaError } from '../../sdk/errors.js';
import { uuidFrom } from '../../sdk/uuid-from.js';
import { ns } from '../../sdk/verbs.js';
import { elements, readXml, word, type Element } from '../xml.js';

export const namespace = 'https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd';
/** Names in the query of an AU that the launch itself uses (cmi5 8.1). */
export const launchParameters = ['endpoint', 'fetch', 'actor', 'activityId', 'registration'];

/** One assignable unit, as a lesson of kind `cmi5` has it (cmi5 13.1.4). */
export interface Cmi5Unit {
  id: string;
  kind: 'cmi5';
  title: LangText;
  description: LangText;
  /** Absolute, or of a file in the package. */
  url: string;
  publisherId: string;
  moveOn: MoveOn;
  masteryScore?: number;
  launchMethod: 'AnyWindow' | 'OwnWindow';
  launchParameters?: string;
  entitlementKey?: string;
  activityType?: string;
  objectives?: string[];
  requires?: string[];
}

/** IRI that stands for a publisher's in our records: the LMS makes one of its own (cmi5 8.1.5), always the same. */
const iriFor = (publisherId: string): string => `${ns}/cmi5/${uuidFrom(`cmi5|${publisherId}`)}`;
const idFor = (publisherId: string): string => uuidFrom(`cmi5|${publisherId}`);

const absolute = /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i;
/** RFC 1738 as far as a mistake shows: no space, no character that has to be escaped. */
const isUrl = (text: string): boolean => !/[\s<>"{}|\\^`]/.test(text) && URL.canParse(text, 'https://package.invalid/');
const isRelative = (url: string): boolean => !/^[a-z][a-z0-9+.-]*:/i.test(url);

interface Reader {
  name: string;
  /** Prefix of the standard's own elements in this file. */
  prefix: string | undefined;
  /** Lower-case names of the files in the package; undefined for a structure that stands alone. */
  files: ReadonlySet<string> | undefined;
  ids: { au: Set<string>; block: Set<string>; objective: Set<string> };
}

/**
 * @param name of the file, for messages
 * @param files paths in the package; absent when the structure stands alone, where every URL must be absolute (cmi5 14.2)
 * @throws WidyaError `data/invalid` with the line and what is wrong
 */
export function readCourseStructure(data: Uint8Array, name: string, files?: Iterable<string>): Course {
  const head = new TextDecoder('latin1').decode(data.subarray(0, 4096));
  if (/<!(?:DOCTYPE|ENTITY)/i.test(head))
    throw new WidyaError('data/invalid', 'must not have a document type of its own', { place: name });
  const root = readXml(data, name);
  const reader: Reader = {
    name,
    prefix: root.prefix,
    files: files && new Set([...files].map((f) => f.toLowerCase())),
    ids: { au: new Set(), block: new Set(), objective: new Set() },
  };
  if (root.name !== 'courseStructure' || root.attrs[root.prefix ?? 'xmlns'] !== namespace)
    throw refuse(reader, root, `must be <courseStructure xmlns="${namespace}">`);
  const own = inOrder(reader, root, ['course', 'objectives?', '(au|block)+']);
  const [courseElement] = own.get('course') as [Element];
  const parts = inOrder(reader, courseElement, ['title', 'description']);
  const objectives = objectivesOf(reader, own.get('objectives')?.[0]);
  const publisherId = idOf(reader, courseElement);
  const requires: { entry: Entry; of: Element }[] = [];
  const lessons = entriesOf(reader, root, objectives, requires);
  resolveRequires(reader, requires);
  return {
    id: iriFor(publisherId),
    publisherId,
    title: textOf(reader, parts.get('title')?.[0] as Element),
    description: textOf(reader, parts.get('description')?.[0] as Element),
    ...(objectives.length > 0 ? { objectives } : {}),
    lessons,
  };
}

const refuse = (r: Reader, element: Element, message: string): WidyaError =>
  new WidyaError('data/invalid', message, { place: `${r.name}: line ${element.line}: <${element.name}>` });

/** Children of the standard's own vocabulary; those of others are theirs (cmi5 13.1.5). */
const own = (r: Reader, parent: Element): Element[] => elements(parent).filter((e) => e.prefix === r.prefix);

/**
 * Children by name, checked against a sequence of `name`, `name?` and `(a|b)+`. The extensions cmi5 describes (`requires`,
 * `collateralCredits`) may stand at the end in its own namespace, though the schema has no room for them.
 */
function inOrder(r: Reader, parent: Element, sequence: readonly string[]): Map<string, Element[]> {
  const found = new Map<string, Element[]>();
  const children = own(r, parent).filter((e) => e.name !== 'requires' && e.name !== 'collateralCredits');
  let at = 0;
  for (const step of sequence) {
    const names = step.replace(/[()?+]/g, '').split('|');
    const many = step.endsWith('+');
    let count = 0;
    for (let next = children[at]; next && names.includes(next.name) && (many || count === 0); next = children[++at]) {
      count++;
      found.set(next.name, [...(found.get(next.name) ?? []), next]);
    }
    if (count === 0 && !step.endsWith('?')) {
      const instead = children[at];
      throw refuse(r, parent, `lacks <${names.join('> or <')}>${instead ? ` before <${instead.name}>` : ''}`);
    }
  }
  const extra = children[at];
  if (extra) throw refuse(r, extra, `does not belong here in <${parent.name}>`);
  return found;
}

function idOf(r: Reader, element: Element, seen?: Set<string>): string {
  const id = (element.attrs['id'] ?? '').trim();
  if (!absolute.test(id)) throw refuse(r, element, `id must be an absolute IRI, not "${id}"`);
  if (seen?.has(id)) throw refuse(r, element, `the id "${id}" is there twice`);
  seen?.add(id);
  return id;
}

function textOf(r: Reader, element: Element): LangText {
  const strings = own(r, element).filter((e) => e.name === 'langstring');
  if (strings.length === 0) throw refuse(r, element, 'needs a <langstring>');
  const texts = strings.map((e) => [(e.attrs['lang'] ?? '').trim() || 'und', word(e)] as const);
  const [only] = texts;
  // Without a language it is a text in whatever language the course is.
  return texts.length === 1 && only?.[0] === 'und' ? only[1] : Object.fromEntries(texts);
}

function objectivesOf(r: Reader, element: Element | undefined): Objective[] {
  if (!element) return [];
  const list = own(r, element).filter((e) => e.name === 'objective');
  if (list.length === 0) throw refuse(r, element, 'has no <objective>');
  return list.map((o) => {
    const find = (name: string): Element => {
      const e = own(r, o).find((c) => c.name === name);
      if (!e) throw refuse(r, o, `lacks <${name}>`);
      return e;
    };
    const id = idOf(r, o, r.ids.objective);
    return { id, title: textOf(r, find('title')), description: textOf(r, find('description')) };
  });
}

/** @param known objectives of the course */
function referenced(r: Reader, element: Element | undefined, known: readonly Objective[]): { objectives?: string[] } {
  if (!element) return {};
  const objectives = own(r, element)
    .filter((e) => e.name === 'objective')
    .map((e) => {
      const id = (e.attrs['idref'] ?? '').trim();
      if (!known.some((o) => o.id === id)) throw refuse(r, e, `no objective of the course has the id "${id}"`);
      return id;
    });
  return objectives.length > 0 ? { objectives } : {};
}

function entriesOf(
  r: Reader,
  parent: Element,
  objectives: readonly Objective[],
  requires: { entry: Entry; of: Element }[],
): Entry[] {
  return own(r, parent).flatMap((e): Entry[] => {
    if (e.name !== 'au' && e.name !== 'block') return [];
    const entry = e.name === 'au' ? unitOf(r, e, objectives) : blockOf(r, e, objectives, requires);
    requires.push({ entry, of: e });
    return [entry];
  });
}

function blockOf(
  r: Reader,
  element: Element,
  objectives: readonly Objective[],
  requires: { entry: Entry; of: Element }[],
): Block {
  const parts = inOrder(r, element, ['title', 'description', 'objectives?', '(au|block)+']);
  const publisherId = idOf(r, element, r.ids.block);
  return {
    id: idFor(publisherId),
    publisherId,
    title: textOf(r, parts.get('title')?.[0] as Element),
    description: textOf(r, parts.get('description')?.[0] as Element),
    ...referenced(r, parts.get('objectives')?.[0], objectives),
    lessons: entriesOf(r, element, objectives, requires),
  };
}

function oneOf<T extends string>(r: Reader, element: Element, name: string, allowed: readonly T[], fallback: T): T {
  const value = element.attrs[name]?.trim();
  if (value === undefined) return fallback;
  const found = allowed.find((a) => a === value);
  if (!found) throw refuse(r, element, `${name} must be one of ${allowed.join(', ')}, not "${value}"`);
  return found;
}

function unitOf(r: Reader, element: Element, objectives: readonly Objective[]): Cmi5Unit {
  const parts = inOrder(r, element, [
    'title',
    'description',
    'objectives?',
    'url',
    'launchParameters?',
    'entitlementKey?',
  ]);
  const publisherId = idOf(r, element, r.ids.au);
  const text = (name: string): string | undefined => {
    const e = parts.get(name)?.[0];
    return e && word(e);
  };
  const urlElement = parts.get('url')?.[0] as Element;
  const mastery = element.attrs['masteryScore']?.trim();
  if (
    mastery !== undefined &&
    !(/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(mastery) && Number(mastery) >= 0 && Number(mastery) <= 1)
  )
    throw refuse(r, element, `masteryScore must be a number from 0 to 1, not "${mastery}"`);
  const launch = text('launchParameters');
  const entitlement = text('entitlementKey');
  const activityType = element.attrs['activityType']?.trim();
  return {
    id: idFor(publisherId),
    kind: 'cmi5',
    title: textOf(r, parts.get('title')?.[0] as Element),
    description: textOf(r, parts.get('description')?.[0] as Element),
    url: urlOf(r, urlElement),
    publisherId,
    moveOn: oneOf(r, element, 'moveOn', moveOns, 'NotApplicable'),
    launchMethod: oneOf(r, element, 'launchMethod', ['AnyWindow', 'OwnWindow'] as const, 'AnyWindow'),
    ...(mastery === undefined ? {} : { masteryScore: Number(mastery) }),
    ...(launch === undefined ? {} : { launchParameters: launch }),
    ...(entitlement === undefined ? {} : { entitlementKey: entitlement }),
    ...(activityType ? { activityType } : {}),
    ...referenced(r, parts.get('objectives')?.[0], objectives),
  };
}

function urlOf(r: Reader, element: Element): string {
  const url = word(element);
  if (url === '' || url.startsWith('//') || !isUrl(url))
    throw refuse(r, element, `"${url.slice(0, 80)}" is no URL (RFC 1738)`);
  const parsed = new URL(url, 'https://package.invalid/');
  for (const name of launchParameters)
    if (parsed.searchParams.has(name))
      throw refuse(r, element, `the query must not have "${name}": the launch adds it (cmi5 8.1)`);
  if (!isRelative(url)) {
    if (!/^https?:$/.test(parsed.protocol)) throw refuse(r, element, `"${url.slice(0, 80)}" must be http or https`);
    return url;
  }
  if (!r.files)
    throw refuse(r, element, `"${url.slice(0, 80)}" must be absolute: there is no package around it (cmi5 14.2)`);
  let path = parsed.pathname.slice(1);
  try {
    path = decodeURIComponent(path);
  } catch {
    // A lone % stands for itself.
  }
  if (parsed.host !== 'package.invalid' || !r.files.has(path.toLowerCase()))
    throw refuse(r, element, `there is no file "${path.slice(0, 80)}" in the package (cmi5 14.1)`);
  return url;
}

/** `<requires><require idref="…"/></requires>`: cmi5's own extension for prerequisites; an id of an AU or a block. */
function resolveRequires(r: Reader, list: { entry: Entry; of: Element }[]): void {
  const byPublisher = new Map<string, string>();
  for (const { entry } of list) {
    const { publisherId } = entry as { publisherId?: string };
    if (publisherId !== undefined) byPublisher.set(publisherId, entry.id);
  }
  for (const { entry, of } of list) {
    const ids = elements(of)
      .filter((e) => e.name === 'requires')
      .flatMap((e) => elements(e, 'require'))
      .map((e) => {
        const id = byPublisher.get((e.attrs['idref'] ?? '').trim());
        if (id === undefined) throw refuse(r, e, `no AU or block has the id "${e.attrs['idref'] ?? ''}"`);
        return id;
      });
    if (ids.length > 0) entry.requires = ids;
  }
}
