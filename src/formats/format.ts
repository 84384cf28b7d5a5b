// Shelf of formats: questions written for other systems, read into ours and written back. Pure: bytes and strings in, plain data
// out; no DOM, no fetch. What a kind says about a question is checked by the caller (read.ts), since this folder knows no kind.
import type { LangText } from '../model/schema.js';

/** A question as it would stand in `quiz.json`, not yet checked by its kind. */
export interface ImportedQuestion {
  id: string;
  kind: string;
  stem: LangText;
  [key: string]: unknown;
}

/** `skipped`: a question is not there. `changed`: it is there, and something of it is not, or is understood otherwise. */
export interface FormatWarning {
  severity: 'skipped' | 'changed';
  message: string;
  /** Line in a text or XML file, from 1. */
  line?: number;
  /** File in a package, or a path such as `questions[2].params.answers[0]` in JSON. */
  path?: string;
  /** What the author calls the question. */
  question?: string;
}

/** A picture or a recording that came with the questions. Texts name it by `name`. */
export interface ImportedFile {
  /** Relative to the quiz, safe as a path: no leading slash, no `..`. */
  name: string;
  /** Media type, by the name's ending. */
  type: string;
  data: Uint8Array<ArrayBuffer>;
}

export interface ImportedQuiz {
  /** Keys of `quiz.json` that the source also has: `title`, `passMark`, … */
  quiz: { title?: LangText; description?: LangText; [key: string]: unknown };
  questions: ImportedQuestion[];
  files: ImportedFile[];
  warnings: FormatWarning[];
}

export interface ExportedQuiz {
  data: string | Uint8Array<ArrayBuffer>;
  warnings: FormatWarning[];
}

export interface ExportOptions {
  /** Which language of language maps is written: these formats know one. RFC 5646. */
  lang: string;
  /** What a file that a text names holds; it is left out, with a warning, when there is no answer. */
  file?: (name: string) => Uint8Array | undefined;
}

/** A quiz as `quiz.json` has it; its questions are not typed, since their kinds are not known here. */
export interface QuizSource {
  id: string;
  title: LangText;
  questions: readonly ImportedQuestion[];
  [key: string]: unknown;
}

/**
 * Reads questions. One that cannot be read becomes a warning, and the others are there.
 * @param name of the file, for messages
 * @throws WidyaError `data/invalid` only when nothing can be read at all: not XML, not a zip, too large.
 */
export type ReadQuestions = (data: Uint8Array, name: string) => ImportedQuiz;
/** Writes questions; what the format cannot say becomes a warning. */
export type WriteQuestions = (quiz: QuizSource, options: ExportOptions) => ExportedQuiz;

export interface QuizFormat {
  /** Kebab case: `gift`, `moodle-xml`. */
  name: string;
  /** What people call it. */
  label: string;
  /** Endings of file names, without the dot, the usual one first. */
  extensions: readonly string[];
  /**
   * Whether the content is of this format. Never throws.
   * @param text the content as text; for a zip the names of its files, a line each
   */
  detect(text: string): boolean;
  read(): Promise<ReadQuestions>;
  write?(): Promise<WriteQuestions>;
}

export function emptyImport(): ImportedQuiz {
  return { quiz: {}, questions: [], files: [], warnings: [] };
}

/** Text of a file: UTF-8 with or without mark, or what a Windows editor of old wrote when it is not UTF-8. */
export function textOf(data: Uint8Array): string {
  const encoding =
    data[0] === 0xff && data[1] === 0xfe ? 'utf-16le' : data[0] === 0xfe && data[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(data);
  } catch {
    return new TextDecoder('windows-1252').decode(data);
  }
}

/** FNV-1a, in base 36. */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (const c of text) h = Math.imul(h ^ (c.codePointAt(0) ?? 0), 0x01000193);
  return (h >>> 0).toString(36);
}

/**
 * Ids that do not hang on the place in the file, so that a record still means the same after a question or an option is moved:
 * what the text says, shortened; a hash where that leaves nothing; a number at the end only where two are the same.
 */
export class Ids {
  #used = new Set<string>();

  of(text: string, wanted?: string): string {
    const given = wanted
      ?.trim()
      .replace(/\s+/g, '-')
      .replace(/\[([,.:])\]/g, '$1');
    const slug =
      given ||
      text
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, '')
        .slice(0, 32)
        .replace(/-$/, '');
    // Letters of other scripts leave nothing; figures alone would leave the sign of "-5" out.
    const base =
      given || (/[a-z]/.test(slug) && !/[^\x00-\u024f]/.test(text) ? slug : `${slug ? `${slug}-` : ''}${hash(text)}`);
    let id = base;
    for (let n = 2; this.#used.has(id); n++) id = `${base}-${n}`;
    this.#used.add(id);
    return id;
  }
}

/** Half-up at the ninth digit: 33.33333 % and its sisters. */
export const round = (n: number): number => Math.round(n * 1e9) / 1e9;

/** Media type by the ending of a name; '' for what no question shows. */
export function mediaType(name: string): string {
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return types[ending] ?? '';
}
const types: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  svg: 'image/svg+xml',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  wav: 'audio/wav',
  mp4: 'video/mp4',
  webm: 'video/webm',
  vtt: 'text/vtt',
};

/** A path inside a package as a safe relative name; undefined for one that leads out. */
export function safeName(path: string): string | undefined {
  const out: string[] = [];
  for (const part of path.replace(/\\/g, '/').split(/[?#]/, 1)[0]?.split('/') ?? []) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (out.length === 0) return undefined;
      out.pop();
    } else out.push(part);
  }
  return /^[/\\]|^[a-z][a-z0-9+.-]*:|[\0-\x1f\x7f]/i.test(path) || out.length === 0 ? undefined : out.join('/');
}
