// imsmanifest.xml of SCORM 1.2 and 2004 as a course of ours. Elements are told by their names, since packages write the prefixes as
// they like; what the standard calls optional is optional, and what cannot be played is refused with its line.
import type { Course, Entry, Lesson } from '../../model/course.js';
import { WidyaError } from '../../sdk/errors.js';
import { uuidFrom } from '../../sdk/uuid-from.js';
import { ns } from '../../sdk/verbs.js';
import { child, elements, readXml, word, type Element } from '../xml.js';
import { sequencingOf, type Activity } from './sequencing.js';

export type ScormVersion = '1.2' | '2004';

/** One item of the organization that can be launched. */
export interface ScormItem {
  /** Identifier of the item. */
  id: string;
  title: string;
  /** Below the package, with its parameters. */
  url: string;
  /** False for an asset, which speaks to no API. */
  sco: boolean;
  /** 0 to 1: 1.2's masteryscore in hundredths. */
  masteryScore?: number;
  /** 1.2's datafromlms, 2004's dataFromLMS. */
  launchData?: string;
  /** `HH:MM:SS` (1.2). */
  maxTimeAllowed?: string;
  timeLimitAction?: string;
  /** 2004: minProgressMeasure, 0 to 1. */
  completionThreshold?: number;
  /** 1.2: identifiers that have to be done first, where the rule is a plain list. */
  requires?: string[];
}

/** As a lesson of kind `scorm` has it. */
export interface ScormLesson extends Lesson {
  kind: 'scorm';
  version: ScormVersion;
  items: ScormItem[];
  /** 2004: the activity tree with its rules, where the package has any. */
  sequencing?: Activity;
}

export interface Manifest {
  version: ScormVersion;
  course: Course;
}

const fault = (name: string, element: Element, message: string): WidyaError =>
  new WidyaError('data/invalid', message, { place: `${name}: line ${element.line}: <${element.name}>` });

/** The id of a lesson has no spaces. */
const idOf = (element: Element, fallback: string): string =>
  (element.attrs['identifier'] ?? fallback).trim().replace(/\s+/g, '-') || fallback;

/**
 * @param files paths in the package
 * @throws WidyaError `data/invalid` with the line
 */
export function readManifest(data: Uint8Array, name: string, files?: Iterable<string>): Manifest {
  const root = readXml(data, name);
  if (root.name !== 'manifest') throw fault(name, root, 'must be <manifest>');
  const schema = word(child(child(root, 'metadata'), 'schemaversion'));
  const organizations = child(root, 'organizations');
  const all = elements(organizations, 'organization');
  const wanted = organizations?.attrs['default'];
  const organization = all.find((o) => o.attrs['identifier'] === wanted) ?? all[0];
  if (!organization)
    throw fault(name, organizations ?? root, 'has no <organization>: it is a package of files, not of lessons');
  const is2004 = /2004|CAM 1\.3/i.test(schema) || (schema === '' && hasSequencing(organization));
  const version: ScormVersion = is2004 ? '2004' : '1.2';
  const known = files && new Set([...files].map((f) => f.toLowerCase()));
  const resources = resourcesOf(root);
  const items: ScormItem[] = [];

  const walk = (parent: Element, path: string): Entry[] =>
    elements(parent, 'item').flatMap((e, i): Entry[] => {
      if (e.attrs['isvisible'] === 'false' && elements(e, 'item').length === 0 && !e.attrs['identifierref']) return [];
      const id = idOf(e, `${path}-${i + 1}`);
      const title = word(child(e, 'title')) || id;
      const inner = walk(e, id);
      const ref = e.attrs['identifierref'];
      const own: Entry[] = [];
      if (ref !== undefined && ref !== '') {
        const resource = resources.get(ref);
        if (!resource) throw fault(name, e, `no resource has the identifier "${ref}"`);
        if (resource.href === undefined) throw fault(name, resource.element, 'has no href, and so nothing to show');
        const item = itemOf(e, id, title, resource);
        const file = fileOf(item.url);
        if (known && file !== undefined && !known.has(file.toLowerCase()))
          throw fault(name, resource.element, `there is no file "${file.slice(0, 80)}" in the package`);
        items.push(item);
        own.push(lessonOf(item, version));
      }
      if (inner.length === 0) return own;
      return [{ id: `${id}-bagian`, title, lessons: [...own, ...inner] }];
    });

  const title = word(child(organization, 'title')) || word(child(root, 'title')) || 'SCORM';
  const lessons = walk(organization, idOf(organization, 'org'));
  if (items.length === 0) throw fault(name, organization, 'has no item that can be launched');
  unique(name, items, organization);
  for (const item of items) {
    const there = item.requires?.filter((r) => items.some((i) => i.id === r));
    if (there) item.requires = there;
  }
  const identifier = root.attrs['identifier'] ?? title;
  const sequencing = is2004 ? sequencingOf(root, organization, idOf) : undefined;
  const rules = sequencing !== undefined && hasSequencing(organization) && items.length > 1;
  const whole: ScormLesson = {
    id: idOf(organization, 'org'),
    kind: 'scorm',
    title,
    version,
    items,
    ...(sequencing ? { sequencing } : {}),
  };
  return {
    version,
    course: {
      id: `${ns}/scorm/${uuidFrom(`scorm|${identifier}|${title}`)}`,
      title,
      // With rules of its own the package decides what comes next; without, each SCO is a lesson like any other.
      lessons: rules ? [whole] : withSequencing(lessons, sequencing),
    },
  };
}

/** Two items of one name would share what they keep. */
function unique(name: string, items: readonly ScormItem[], at: Element): void {
  const seen = new Set<string>();
  for (const { id } of items) {
    if (seen.has(id)) throw fault(name, at, `the item "${id}" is there twice`);
    seen.add(id);
  }
}

/** A single SCO keeps what its sequencing says of passing and completing. */
function withSequencing(lessons: Entry[], sequencing: Activity | undefined): Entry[] {
  const find = (activity: Activity | undefined, id: string): Activity | undefined =>
    activity?.id === id ? activity : activity?.children?.map((c) => find(c, id)).find(Boolean);
  const visit = (entries: Entry[]): void =>
    entries.forEach((e) => {
      if ('lessons' in e) return visit(e.lessons);
      const lesson = e as ScormLesson;
      const min = find(sequencing, lesson.id)?.primaryObjective?.minNormalizedMeasure;
      if (lesson.masteryScore === undefined && typeof min === 'number' && min >= 0 && min <= 1)
        lesson.masteryScore = min;
    });
  visit(lessons);
  return lessons;
}

function lessonOf(item: ScormItem, version: ScormVersion): ScormLesson {
  return {
    id: item.id,
    kind: 'scorm',
    title: item.title,
    version,
    items: [item],
    ...(item.masteryScore === undefined ? {} : { masteryScore: item.masteryScore }),
    ...(item.requires && item.requires.length > 0 ? { requires: item.requires } : {}),
  };
}

const hasSequencing = (element: Element): boolean =>
  elements(element).some(
    (e) => (e.name === 'sequencing' && elements(e).length > 0) || (e.name === 'item' && hasSequencing(e)),
  );

interface Resource {
  element: Element;
  href: string | undefined;
  sco: boolean;
}

function resourcesOf(root: Element): Map<string, Resource> {
  const found = new Map<string, Resource>();
  const list = child(root, 'resources');
  const base = (root.attrs['base'] ?? '') + (list?.attrs['base'] ?? '');
  for (const element of elements(list, 'resource')) {
    const { identifier = '', href, base: own = '' } = element.attrs;
    const type = element.attrs['scormType'] ?? element.attrs['scormtype'] ?? 'asset';
    found.set(identifier, {
      element,
      href: href === undefined || href === '' ? undefined : base + own + href,
      sco: type.toLowerCase() === 'sco',
    });
  }
  return found;
}

function itemOf(e: Element, id: string, title: string, resource: Resource): ScormItem {
  const text = (...names: string[]): string | undefined => names.map((n) => word(child(e, n))).find((t) => t !== '');
  const mastery = Number(text('masteryscore') ?? NaN);
  const rule = text('prerequisites');
  const threshold = child(e, 'completionThreshold');
  const measure = Number(threshold?.attrs['minProgressMeasure'] ?? (word(threshold) || NaN));
  const launchData = text('datafromlms', 'dataFromLMS');
  const maxTimeAllowed = text('maxtimeallowed');
  const timeLimitAction = text('timelimitaction', 'timeLimitAction');
  // AICC's language of rules: plain lists can be shown as what is to be done first; the rest is left to the learner.
  const requires =
    rule !== undefined && /^[^|~<>(){}*,]+$/.test(rule)
      ? rule.split('&').map((p) => p.trim().replace(/\s+/g, '-'))
      : undefined;
  return {
    id,
    title,
    url: withParameters(resource.href ?? '', e.attrs['parameters'] ?? ''),
    sco: resource.sco,
    ...(mastery >= 0 && mastery <= 100 ? { masteryScore: mastery / 100 } : {}),
    ...(launchData === undefined ? {} : { launchData }),
    ...(maxTimeAllowed === undefined ? {} : { maxTimeAllowed }),
    ...(timeLimitAction === undefined ? {} : { timeLimitAction }),
    ...(measure >= 0 && measure <= 1 && threshold?.attrs['completedByMeasure'] !== 'false'
      ? { completionThreshold: measure }
      : {}),
    ...(requires ? { requires } : {}),
  };
}

/** SCORM 2004 CAM 3.4.1.1 "item parameters". */
function withParameters(href: string, parameters: string): string {
  const p = parameters.replace(/^[?&]+/, '');
  if (p === '') return href;
  if (p.startsWith('#')) return href.includes('#') ? href : href + p;
  const [path = '', fragment] = href.split('#', 2);
  return `${path}${path.includes('?') ? '&' : '?'}${p}${fragment === undefined ? '' : `#${fragment}`}`;
}

/** The file an address names; undefined for one of another host. */
function fileOf(url: string): string | undefined {
  const parsed = URL.canParse(url, 'https://package.invalid/') ? new URL(url, 'https://package.invalid/') : undefined;
  if (!parsed || parsed.host !== 'package.invalid') return undefined;
  try {
    return decodeURIComponent(parsed.pathname.slice(1));
  } catch {
    return parsed.pathname.slice(1);
  }
}
