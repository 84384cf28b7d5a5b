// Jam pelajaran of a year: what was granted, what was told, and how it stands to the quota. The figures of the law are settings.
import type { LanguageMap } from '../sdk/statement.js';
import type { Summary } from './summary.js';

/** Where lesson hours come from. */
export const jpSources = ['course', 'coaching', 'self-study'] as const;
export type JpSource = (typeof jpSources)[number];

/** Learning outside courses, as its learner tells it: the fields Permendikbudristek 34/2023 asks a record to have. */
export interface JpRecord {
  source: Exclude<JpSource, 'course'>;
  /** Jenis: what kind of activity. */
  kind: string;
  /** Pelaksana: who held it. */
  organiser: string;
  /** Materi: what it was about. */
  subject: string;
  /** Waktu pelaksanaan: days, `YYYY-MM-DD`. */
  start: string;
  end: string;
  /** Lesson hours. */
  jp: number;
  /** Bukti: an address, or what paper shows it. */
  evidence: string;
}

/** One line of the year. */
export interface JpEntry {
  id: string;
  source: JpSource;
  jp: number;
  /** When it counts: ISO 8601, or a day. */
  at: string;
  name?: LanguageMap | undefined;
  record?: JpRecord | undefined;
}

/** Civil servants have a floor, contract employees a ceiling. */
export type JpStatus = 'pns' | 'pppk';
export interface JpQuota {
  jp: number;
  /** `floor`: at least; `ceiling`: at most. */
  kind: 'floor' | 'ceiling';
}
/** PP 11/2017 jo. 17/2020 article 203 (4): 20 at least; Peraturan LAN 15/2020: 24 at most. */
export const jpQuotas: Readonly<Record<JpStatus, JpQuota>> = {
  pns: { jp: 20, kind: 'floor' },
  pppk: { jp: 24, kind: 'ceiling' },
};

const day = /^\d{4}-\d\d-\d\d$/;
const text = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

/** Null when it is no such record. */
export function readJpRecord(value: unknown): JpRecord | null {
  if (typeof value !== 'object' || value === null) return null;
  const r = value as Record<string, unknown>;
  const { source, kind, organiser, subject, start, end, jp, evidence } = r;
  if (source !== 'coaching' && source !== 'self-study') return null;
  if (!text(kind) || !text(organiser) || !text(subject) || !text(evidence)) return null;
  if (typeof start !== 'string' || !day.test(start) || typeof end !== 'string' || !day.test(end) || end < start)
    return null;
  if (typeof jp !== 'number' || !(jp > 0) || jp > 1000) return null;
  return { source, kind, organiser, subject, start, end, jp, evidence };
}

/** The lines a summary holds; oldest first. */
export function jpEntries(summary: Summary): JpEntry[] {
  const entries = Object.entries(summary).flatMap(([id, c]): JpEntry[] => {
    if (c.done === undefined || c.jp === undefined || !(c.jp > 0)) return [];
    const record = readJpRecord(c.rec) ?? undefined;
    return [{ id, source: record?.source ?? 'course', jp: c.jp, at: record?.end ?? c.done, name: c.name, record }];
  });
  return entries.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : 1));
}

/** The calendar year a moment lies in where `zone` is; a day is of its own year everywhere. */
export function yearOf(at: string, zone?: string): number {
  if (day.test(at)) return Number(at.slice(0, 4));
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return NaN;
  return Number(new Intl.DateTimeFormat('en', { year: 'numeric', ...(zone ? { timeZone: zone } : {}) }).format(date));
}

export interface JpYear {
  year: number;
  quota: JpQuota;
  entries: JpEntry[];
  total: number;
  by: Record<JpSource, number>;
  /** How much of the total was told by the learner, not granted by a course. */
  told: number;
  /** Still to be had to the floor, or still possible below the ceiling; 0 or more. */
  left: number;
  /** Of a ceiling: hours above it, which do not count. */
  over: number;
  /** A floor that is reached, or a ceiling that is kept. */
  met: boolean;
}

/** @param zone IANA time zone in which the year ends; the device's unless said */
export function jpYear(entries: readonly JpEntry[], year: number, quota: JpQuota, zone?: string): JpYear {
  const own = [...new Map(entries.map((e) => [e.id, e])).values()].filter((e) => yearOf(e.at, zone) === year);
  const by: Record<JpSource, number> = { course: 0, coaching: 0, 'self-study': 0 };
  for (const e of own) by[e.source] += e.jp;
  const round = (n: number) => Math.round(n * 100) / 100;
  for (const s of jpSources) by[s] = round(by[s]);
  const total = round(by.course + by.coaching + by['self-study']);
  const told = round(by.coaching + by['self-study']);
  return {
    year,
    quota,
    entries: own,
    total,
    by,
    told,
    left: round(Math.max(0, quota.jp - total)),
    over: quota.kind === 'ceiling' ? round(Math.max(0, total - quota.jp)) : 0,
    met: quota.kind === 'floor' ? total >= quota.jp : total <= quota.jp,
  };
}
