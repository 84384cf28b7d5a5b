// A session at an hour: where it is, how to join, and its recording afterwards. What a calendar needs is made here as well.
import * as v from 'valibot';
import { lessonFields, moment, type Lesson } from '../../model/course.js';
import { langText, type LangText } from '../../model/schema.js';
import { webAddress } from '../link/model.js';

export interface LiveLesson extends Lesson {
  /** ISO 8601 with offset. */
  starts: string;
  ends: string;
  /** Address of the meeting. */
  join?: string | undefined;
  /** Minutes before the start from which the address works; 15 unless said. */
  opensBefore?: number | undefined;
  /** A room, for those who come. */
  place?: LangText | undefined;
  /** Address of the recording, once there is one. */
  recording?: string | undefined;
  /** Agenda and what to prepare; Markdown. */
  body?: LangText | undefined;
}

export const liveSchema = v.pipe(
  v.strictObject({
    ...lessonFields,
    starts: moment,
    ends: moment,
    join: v.optional(webAddress),
    opensBefore: v.optional(v.pipe(v.number(), v.minValue(0))),
    place: v.optional(langText),
    recording: v.optional(webAddress),
    body: v.optional(langText),
  }),
  v.check((l) => Date.parse(l.ends) > Date.parse(l.starts), '"ends" must be after "starts"'),
  v.check((l) => l.join !== undefined || l.place !== undefined, 'needs join or place'),
);

export type LivePhase = 'before' | 'open' | 'now' | 'over';

/** @param now milliseconds since 1970 */
export function phaseOf(lesson: LiveLesson, now: number): LivePhase {
  if (now >= Date.parse(lesson.ends)) return 'over';
  if (now >= Date.parse(lesson.starts)) return 'now';
  return now >= opensAt(lesson) ? 'open' : 'before';
}

/** From when the address works; milliseconds since 1970. */
export const opensAt = (lesson: LiveLesson): number => Date.parse(lesson.starts) - (lesson.opensBefore ?? 15) * 60_000;

const stamp = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
/** RFC 5545 3.3.11. */
const escaped = (text: string): string => text.replace(/[\\;,]/g, (c) => `\\${c}`).replace(/\r\n?|\n/g, '\\n');

/** RFC 5545 3.1: lines of at most 75 octets, the rest on lines that begin with a space. */
function folded(line: string): string {
  const out: string[] = [];
  let part = '';
  let size = 0;
  for (const char of line) {
    const bytes = new TextEncoder().encode(char).length;
    if (size + bytes > (out.length === 0 ? 75 : 74)) {
      out.push(part);
      part = '';
      size = 0;
    }
    part += char;
    size += bytes;
  }
  return [...out, part].join('\r\n ');
}

/** The session for a calendar (RFC 5545). @param now milliseconds since 1970, when the file is made */
export function calendarOf(
  lesson: LiveLesson,
  said: { uid: string; title: string; place: string; description: string },
  now: number,
): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Widya//Course player//EN',
    'BEGIN:VEVENT',
    `UID:${escaped(said.uid)}`,
    `DTSTAMP:${stamp(now)}`,
    `DTSTART:${stamp(Date.parse(lesson.starts))}`,
    `DTEND:${stamp(Date.parse(lesson.ends))}`,
    `SUMMARY:${escaped(said.title)}`,
    ...(said.place ? [`LOCATION:${escaped(said.place)}`] : []),
    ...(said.description ? [`DESCRIPTION:${escaped(said.description)}`] : []),
    ...(lesson.join === undefined ? [] : [`URL:${lesson.join}`]),
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escaped(said.title)}`,
    'TRIGGER:-PT15M',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
}
