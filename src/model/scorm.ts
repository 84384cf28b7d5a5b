// What a SCORM item's data model says of completion and success, for the moveOn of its lesson. Pure.
import type { Score } from '../sdk/statement.js';

/** The data model as the engine renders it: `cmi` of either version. */
export type Cmi = Record<string, unknown>;

export interface Verdict {
  completed: boolean;
  /** Undefined while nobody judged it. */
  passed: boolean | undefined;
  score: Score | undefined;
  /** 0 to 1; 2004's progress_measure. */
  progress: number | undefined;
}

const number = (v: unknown): number | undefined => {
  const n = typeof v === 'number' ? v : typeof v === 'string' && v.trim() !== '' ? Number(v) : NaN;
  return Number.isFinite(n) ? n : undefined;
};

/**
 * @param o masteryScore: 0 to 1. In 1.2 the LMS judges by it when the content has a score (RTE 3.4.4, cmi.student_data.mastery_score);
 * in 2004 a scaled score does the same (RTE 4.2.22.1), and progress_measure completes by the threshold (RTE 4.2.4.1)
 */
export function verdict(
  version: '1.2' | '2004',
  cmi: Cmi,
  o: { masteryScore?: number | undefined; completionThreshold?: number | undefined } = {},
): Verdict {
  const core = (version === '1.2' ? cmi['core'] : cmi) as Cmi | undefined;
  const score = scoreOf(version, (core?.['score'] ?? {}) as Cmi);
  const progress = version === '2004' ? number(cmi['progress_measure']) : undefined;
  // 1.2 has one word for both.
  const completion = version === '1.2' ? core?.['lesson_status'] : core?.['completion_status'];
  const success = version === '1.2' ? core?.['lesson_status'] : core?.['success_status'];
  let completed = completion === 'completed';
  if (version === '2004' && o.completionThreshold !== undefined && progress !== undefined)
    completed = progress >= o.completionThreshold;
  let passed = success === 'passed' ? true : success === 'failed' ? false : undefined;
  const ended = version === '2004' || completed || passed !== undefined;
  if (o.masteryScore !== undefined && score?.scaled !== undefined && ended) passed = score.scaled >= o.masteryScore;
  // Who passed or failed has come to the end.
  if (version === '1.2' && passed !== undefined) completed = true;
  return { completed, passed, score, progress };
}

/** 1.2 counts from 0 to 100 (RTE 3.4.4, cmi.core.score.raw) unless it says otherwise. */
function scoreOf(version: '1.2' | '2004', s: Cmi): Score | undefined {
  const raw = number(s['raw']);
  const min = number(s['min']) ?? 0;
  const max = number(s['max']) ?? 100;
  let scaled = number(s['scaled']);
  if (scaled === undefined && version === '1.2' && raw !== undefined && max > min) scaled = (raw - min) / (max - min);
  if (scaled !== undefined) scaled = Math.round(Math.min(1, Math.max(-1, scaled)) * 1e4) / 1e4;
  if (raw === undefined && scaled === undefined) return undefined;
  // xAPI-Data 2.4.5.1: raw lies between min and max.
  const whole = raw !== undefined && raw >= min && raw <= max && min < max;
  return { ...(scaled === undefined ? {} : { scaled }), ...(whole ? { raw, min, max } : {}) };
}

/** How many seconds; `HHHH:MM:SS.SS` of 1.2 and ISO 8601 of 2004. */
export function scormSeconds(text: unknown): number {
  if (typeof text !== 'string') return 0;
  const m = /^(\d{1,4}):(\d{1,2}):(\d{1,2}(?:\.\d+)?)$/.exec(text);
  if (m) return Number(m[1]) * 3600 + Number(m[2]) * 60 + Number(m[3]);
  const d = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  return d ? Number(d[1] ?? 0) * 86_400 + Number(d[2] ?? 0) * 3600 + Number(d[3] ?? 0) * 60 + Number(d[4] ?? 0) : 0;
}

/** Lists in a rendered `cmi` are lists, or objects by number. */
export function listOf(v: unknown): Record<string, unknown>[] {
  const list: unknown[] = Array.isArray(v)
    ? (v as unknown[])
    : typeof v === 'object' && v !== null
      ? Object.entries(v)
          .filter(([k]) => /^\d+$/.test(k))
          .sort(([a], [b]) => Number(a) - Number(b))
          .map(([, value]) => value as unknown)
      : [];
  return list.filter((i): i is Record<string, unknown> => typeof i === 'object' && i !== null && !Array.isArray(i));
}
