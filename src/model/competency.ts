// Competencies: a framework in CASE's form (1EdTech CASE 1.1: CFDocument, CFItems, CFAssociations), what was reached, and the gap to
// what a position requires. What was reached comes from statements: any order and any number of repeats give the same.
import type { Statement } from '../sdk/statement.js';
import { recordExtensions, recordTypes, recordVerbs } from '../sdk/verbs-record.js';
import { WidyaError } from '../sdk/errors.js';

/** The three families of PP 11/2017; `other` where the framework says something else. */
export const families = ['teknis', 'manajerial', 'sosial-kultural', 'other'] as const;
export type Family = (typeof families)[number];

export interface Competency {
  /** IRI (CFItem uri). */
  id: string;
  name: string;
  /** CFItem humanCodingScheme. */
  code?: string;
  family: Family;
  /** The competency it is part of. */
  parent?: string;
}
export interface Framework {
  id: string;
  title: string;
  competencies: Competency[];
}

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const str = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

/**
 * Reads a CASE package.
 * @throws WidyaError `data/invalid` naming the place, e.g. `case.json: CFItems[2].uri`
 */
export function parseFramework(raw: unknown, name = 'case.json'): Framework {
  const root = record(raw);
  const doc = record(root.CFDocument);
  const invalid = (place: string, why: string) => new WidyaError('data/invalid', why, { place: `${name}: ${place}` });
  const id = str(doc.uri) ?? str(doc.identifier);
  if (id === undefined) throw invalid('CFDocument.uri', 'is required');
  if (!Array.isArray(root.CFItems)) throw invalid('CFItems', 'must be a list');
  const byIdentifier = new Map<string, string>();
  const items = list(root.CFItems).map((raw, i) => {
    const item = record(raw);
    const uri = str(item.uri) ?? str(item.identifier);
    const statement = str(item.abbreviatedStatement) ?? str(item.fullStatement);
    if (uri === undefined) throw invalid(`CFItems[${i}].uri`, 'is required');
    if (statement === undefined) throw invalid(`CFItems[${i}].fullStatement`, 'is required');
    const identifier = str(item.identifier);
    if (identifier !== undefined) byIdentifier.set(identifier, uri);
    byIdentifier.set(uri, uri);
    return { uri, statement, code: str(item.humanCodingScheme), type: str(item.CFItemType) };
  });
  const parents = new Map<string, string>();
  for (const raw of list(root.CFAssociations)) {
    const a = record(raw);
    if (a.associationType !== 'isChildOf') continue;
    const end = (node: unknown) => {
      const n = record(node);
      return byIdentifier.get(str(n.identifier) ?? '') ?? byIdentifier.get(str(n.uri) ?? '');
    };
    const child = end(a.originNodeURI);
    const parent = end(a.destinationNodeURI);
    if (child !== undefined && parent !== undefined && child !== parent) parents.set(child, parent);
  }
  const types = new Map(items.map((i) => [i.uri, `${i.type ?? ''} ${i.statement}`]));
  const familyOf = (uri: string): Family => {
    const seen = new Set<string>();
    for (let at: string | undefined = uri; at !== undefined && !seen.has(at); at = parents.get(at)) {
      seen.add(at);
      const said = (types.get(at) ?? '').toLowerCase();
      if (/sosial|socio/.test(said)) return 'sosial-kultural';
      if (/manajerial|managerial/.test(said)) return 'manajerial';
      if (/teknis|technical/.test(said)) return 'teknis';
    }
    return 'other';
  };
  return {
    id,
    title: str(doc.title) ?? id,
    competencies: items.map(({ uri, statement, code }) => {
      const parent = parents.get(uri);
      return {
        id: uri,
        name: statement,
        family: familyOf(uri),
        ...(code === undefined ? {} : { code }),
        ...(parent === undefined ? {} : { parent }),
      };
    }),
  };
}

interface Reached {
  at: number;
  level: number;
  until: number;
}
/** What was said of each competency, by its IRI. */
export type CompetencyRecord = Map<string, { reached: Map<string, Reached>; ended: Set<number> }>;

/** Adds one statement of a learner: `achieved`, `expired` or `forfeited` about a competency (ADL's competency profile). */
export function takeCompetency(known: CompetencyRecord, statement: Statement): void {
  const { object, verb, result, timestamp, id } = statement;
  if (timestamp === undefined || !('id' in object) || object.objectType === 'StatementRef') return;
  const isCompetency = object.definition?.type === recordTypes.competency;
  const ms = Date.parse(timestamp);
  const entry = known.get(object.id) ?? { reached: new Map<string, Reached>(), ended: new Set<number>() };
  if (verb.id === recordVerbs.achieved.id && isCompetency) {
    const level = result?.extensions?.[recordExtensions.level];
    const until = result?.extensions?.[recordExtensions.validUntil];
    const end = typeof until === 'string' ? Date.parse(until) : NaN;
    const reached: Reached = {
      at: ms,
      level: typeof level === 'number' && level > 0 ? level : 1,
      until: Number.isNaN(end) ? Infinity : end,
    };
    entry.reached.set(id ?? `${timestamp}|${reached.level}|${reached.until}`, reached);
  } else if (verb.id === recordVerbs.expired.id || verb.id === recordVerbs.forfeited.id) entry.ended.add(ms);
  else return;
  known.set(object.id, entry);
}

export interface CompetencyLevel {
  /** The highest level that counts now; 0 when there is none. */
  level: number;
  /** The highest that counted once, when it no longer does. */
  lost?: number;
  /** ISO 8601: when the level will no longer count. */
  until?: string;
}

/** How a competency stands at a moment. @param now milliseconds since 1970 */
export function levelOf(known: CompetencyRecord, id: string, now: number): CompetencyLevel {
  const entry = known.get(id);
  if (!entry) return { level: 0 };
  const all = [...entry.reached.values()].filter((r) => r.at <= now);
  const ended = Math.max(-Infinity, ...[...entry.ended].filter((at) => at <= now));
  const valid = all.filter((r) => r.at > ended && r.until > now);
  const level = Math.max(0, ...valid.map((r) => r.level));
  const once = Math.max(0, ...all.map((r) => r.level));
  const until = Math.max(-Infinity, ...valid.filter((r) => r.level === level).map((r) => r.until));
  return {
    level,
    ...(once > level ? { lost: once } : {}),
    ...(Number.isFinite(until) ? { until: new Date(until).toISOString() } : {}),
  };
}

export interface Gap extends CompetencyLevel {
  competency: Competency;
  required: number;
  /** Levels missing; 0 or more. */
  gap: number;
}

/** What a position requires against what was reached; the widest gap first. @param required level by the IRI of the competency */
export function gaps(
  framework: Framework,
  known: CompetencyRecord,
  required: Readonly<Record<string, number>>,
  now: number,
): Gap[] {
  return framework.competencies
    .flatMap((competency) => {
      const need = required[competency.id] ?? 0;
      const level = levelOf(known, competency.id, now);
      if (need === 0 && level.level === 0 && level.lost === undefined) return [];
      return [{ competency, required: need, gap: Math.max(0, need - level.level), ...level }];
    })
    .sort((a, b) => b.gap - a.gap || (a.competency.name < b.competency.name ? -1 : 1));
}
