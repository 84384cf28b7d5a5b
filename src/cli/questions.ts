// Commands for authors: import, export, validate. They need no server.
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type * as v from 'valibot';
import { builtins as formats } from '../formats/builtins.js';
import { openCourse } from '../formats/courses.js';
import type { FormatWarning, QuizSource } from '../formats/format.js';
import { openQuiz, warningText } from '../formats/open.js';
import { builtins as lessons } from '../lessons/builtins.js';
import { checkLessons, lessonsOf, parseCourse, type Lesson } from '../model/course.js';
import { parseQuiz } from '../model/quiz-file.js';
import { parseData } from '../model/schema.js';
import { builtins as kinds } from '../questions/builtins.js';
import { WidyaError } from '../sdk/errors.js';

const formatList = formats.map((f) => `${f.name} (${f.label})`).join(', ');
export const helps = {
  import: `widya import FILE [options]

  Questions of another system → quiz.json, with the pictures beside it. What cannot be read is told with its line or file.
  Formats: ${formatList}.

  --to FILE                where to; the name of FILE with .json unless said. - for standard output, without pictures
  --id IRI                 activity id of the quiz: an address of yours, which need not exist
  --title TEXT             its title, instead of the file's
  --format NAME            when it is not found out
  --force                  write over what is there
  --strict                 end with an error when a question was left out
`,
  export: `widya export QUIZ.json --to FILE [options]

  A quiz → a file for another system, by the ending: .gift, .xml (Moodle), .zip (QTI 3.0), .aiken; or --format NAME.

  --to FILE                where to; - for standard output
  --format NAME            ${formats.flatMap((f) => (f.write ? [f.name] : [])).join(', ')}
  --lang TAG               the language that is written (id)
  --force                  write over what is there
  --strict                 end with an error when a question was left out
`,
  validate: `widya validate FILE...

  Checks quiz.json, course.json, files of questions, and courses of other systems (cmi5.xml, imsmanifest.xml, and packages
  with one of them): every problem with its place.
`,
};
export type AuthorCommand = keyof typeof helps;
export const isAuthorCommand = (verb: string | undefined): verb is AuthorCommand => verb !== undefined && verb in helps;

const loaded = new Map<string, v.GenericSchema>();
async function kindSchemas(): Promise<(kind: string) => v.GenericSchema | undefined> {
  for (const [name, load] of Object.entries(kinds)) if (!loaded.has(name)) loaded.set(name, (await load()).schema);
  return (kind) => loaded.get(kind);
}

/** @returns exit code */
export async function runAuthorCommand(verb: AuthorCommand, args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      to: { type: 'string' },
      id: { type: 'string' },
      title: { type: 'string' },
      format: { type: 'string' },
      lang: { type: 'string' },
      force: { type: 'boolean' },
      strict: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help || positionals.length === 0) {
    process.stdout.write(helps[verb]);
    return values.help ? 0 : 1;
  }
  if (verb === 'validate') return validate(positionals);
  if (positionals.length > 1) throw new Error(`${verb} takes one file; there are ${positionals.length}`);
  return verb === 'import' ? importFile(positionals[0] ?? '', values) : exportFile(positionals[0] ?? '', values);
}

interface Options {
  to?: string;
  id?: string;
  title?: string;
  format?: string;
  lang?: string;
  force?: boolean;
  strict?: boolean;
}

const say = (text: string): void => console.error(`[widya] ${text}`);
function tell(name: string, warnings: readonly FormatWarning[]): number {
  for (const w of warnings) say(`${w.severity === 'skipped' ? 'left out' : 'changed'}: ${warningText(name, w)}`);
  return warnings.filter((w) => w.severity === 'skipped').length;
}

async function write(path: string, data: string | Uint8Array, force: boolean | undefined): Promise<void> {
  await mkdir(dirname(resolve(path)), { recursive: true });
  await writeFile(path, data, { flag: force ? 'w' : 'wx' }).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST')
      throw new Error(`${path} is there already; --force writes over it`);
    throw cause;
  });
}

async function importFile(file: string, o: Options): Promise<number> {
  const name = basename(file);
  const to = o.to ?? join(dirname(file), `${basename(name, extname(name))}.json`);
  const opened = await openQuiz(await readFile(file), {
    name,
    // Until the author says better: the same file has the same id wherever it is imported.
    id: o.id ?? `urn:widya:quiz:${encodeURIComponent(basename(name, extname(name)))}`,
    format: o.format,
    kindSchema: await kindSchemas(),
  });
  const { quiz, files, warnings } = opened;
  if (o.title !== undefined) quiz.title = o.title;
  const left = tell(file, warnings);
  if (quiz.questions.length === 0) throw new Error(`${file}: no question could be read`);
  parseQuiz(quiz, to, await kindSchemas());
  const json = `${JSON.stringify(quiz, null, 2)}\n`;
  if (to === '-') process.stdout.write(json);
  else {
    const folder = dirname(to);
    const taken = files.map((f) => join(folder, f.name)).find((path) => existsSync(path));
    if (taken !== undefined && !o.force) throw new Error(`${taken} is there already; --force writes over it`);
    await write(to, json, o.force);
    for (const f of files) await write(join(folder, f.name), f.data, true);
    say(`${to}: ${quiz.questions.length} questions${files.length > 0 ? `, ${files.length} files beside it` : ''}`);
  }
  if (o.id === undefined) say('its "id" is a stand-in; give it an address of your own before anybody takes it (--id)');
  return o.strict && left > 0 ? 1 : 0;
}

async function exportFile(file: string, o: Options): Promise<number> {
  const { to } = o;
  if (to === undefined) throw new Error('export needs --to FILE');
  const raw = await readJson(file);
  const quiz = parseQuiz(raw, basename(file), await kindSchemas());
  const ending = extname(to).slice(1).toLowerCase();
  const writable = formats.filter((f) => f.write);
  const format =
    o.format === undefined
      ? (writable.find((f) => f.extensions[0] === ending) ?? writable.find((f) => f.extensions.includes(ending)))
      : writable.find((f) => f.name === o.format);
  if (!format?.write)
    throw new Error(`no format for ${o.format ?? to}; say --format ${writable.map((f) => f.name).join('|')}`);
  const media = new Map<string, Uint8Array>();
  for (const src of sourcesIn(raw)) {
    const path = join(dirname(file), src);
    if (existsSync(path)) media.set(src, await readFile(path));
  }
  const written = (await format.write())(quiz as unknown as QuizSource, {
    lang: o.lang ?? 'id',
    file: (src) => media.get(src),
  });
  const left = tell(file, written.warnings);
  if (to === '-') process.stdout.write(written.data);
  else {
    await write(to, written.data, o.force);
    say(`${to}: ${quiz.questions.length - left} questions`);
  }
  return o.strict && left > 0 ? 1 : 0;
}

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8');
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new WidyaError('data/not-json', (cause as Error).message, { cause, place: file });
  }
}

/** Every `src` in the data that is a file beside it. */
function* sourcesIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'src' && typeof inner === 'string' && !/^[a-z][a-z0-9+.-]*:|^\//i.test(inner)) yield inner;
    else yield* sourcesIn(inner);
  }
}

async function validate(list: readonly string[]): Promise<number> {
  let bad = 0;
  for (const file of list) {
    const problems: string[] = [];
    const notes: string[] = [];
    let what = '';
    try {
      what = await check(file, problems, notes);
    } catch (cause) {
      problems.push(describe(cause, file));
    }
    for (const note of notes) say(`note: ${note}`);
    for (const problem of problems) console.error(`✗ ${problem}`);
    if (problems.length === 0) console.log(`✓ ${file}: ${what}`);
    else bad++;
  }
  return bad > 0 ? 1 : 0;
}

const describe = (cause: unknown, file: string): string => {
  const place = cause instanceof WidyaError ? cause.place : undefined;
  const message = cause instanceof Error ? cause.message : String(cause);
  return `${place?.startsWith(basename(file)) ? join(dirname(file), place) : `${file}${place ? `: ${place}` : ''}`}: ${message}`;
};

/** A structure, a manifest, or a package with one of them at its root; undefined for other files. */
async function courseOf(data: Uint8Array<ArrayBuffer>, name: string): Promise<string | undefined> {
  const head = new TextDecoder().decode(data.subarray(0, 4096));
  const blob = new Blob([data]);
  if (data[0] === 0x50 && data[1] === 0x4b) {
    const { readDirectory, bytesOf } = await import('../formats/zip-blob.js');
    const entries = await readDirectory(blob).catch(() => []);
    if (!entries.some((e) => e.path === 'cmi5.xml')) {
      const manifest = entries.find((e) => e.path === 'imsmanifest.xml');
      // Packages of questions (QTI) have a manifest as well, but of another kind of resource.
      if (!manifest || /imsqti/i.test(new TextDecoder().decode(await bytesOf(blob, manifest)))) return undefined;
    }
  } else if (/imsqti/i.test(head) || !/<(?:[\w-]+:)?(?:manifest|courseStructure)[\s>]/.test(head)) return undefined;
  const { course, format, entries } = await openCourse(blob, name);
  const count = `${lessonsOf(course.lessons).length} lessons`;
  return `${format === 'cmi5' ? 'cmi5' : 'SCORM'} course, ${count}${entries.length > 0 ? `, ${entries.length} files` : ''}`;
}

/** Says what the file is. Goes on after a problem, so that an author sees all of them. */
async function check(file: string, problems: string[], notes: string[]): Promise<string> {
  const name = basename(file);
  const data = await readFile(file);
  if (!/^(?:\ufeff|\s)*[{[]/.test(data.subarray(0, 200).toString('utf8'))) {
    const course = await courseOf(new Uint8Array(data), name);
    if (course !== undefined) return course;
    const { quiz, format, warnings } = await openQuiz(data, { name, id: 'urn:x:y', kindSchema: await kindSchemas() });
    for (const w of warnings) (w.severity === 'skipped' ? problems : notes).push(warningText(file, w));
    return `${formats.find((f) => f.name === format)?.label}, ${quiz.questions.length} questions`;
  }
  const raw = await readJson(file);
  const attempt = (run: () => void) => {
    try {
      run();
    } catch (cause) {
      const text = describe(cause, file);
      if (!problems.includes(text)) problems.push(text);
    }
  };
  const schemaOf = await kindSchemas();
  let what: string;
  if (typeof raw === 'object' && raw !== null && 'lessons' in raw) {
    const schemas = new Map<string, v.GenericSchema<unknown, Lesson>>();
    for (const [kind, load] of Object.entries(lessons))
      schemas.set(kind, (await load()).schema as v.GenericSchema<unknown, Lesson>);
    const course = parseCourse(raw, name);
    attempt(() => void checkLessons(course.lessons, (kind) => schemas.get(kind), name));
    const all = lessonsOf(course.lessons);
    for (const l of all) {
      // Questions inside a lesson: "Cek pemahaman" of a page.
      const inside = (l as { questions?: unknown }).questions;
      for (const [i, q] of (Array.isArray(inside) ? (inside as { kind?: unknown }[]) : []).entries()) {
        const schema = typeof q.kind === 'string' ? schemaOf(q.kind) : undefined;
        if (schema) attempt(() => void parseData(schema, q, `${name}: ${l.id}`, ['questions', i]));
      }
      if (!schemas.has(l.kind))
        notes.push(`${file}: "${l.id}" is of the kind ${l.kind}, which is not built in; it was not checked`);
    }
    what = `course, ${all.length} lessons`;
  } else {
    const questions = (raw as { questions?: unknown }).questions;
    const listed = Array.isArray(questions) ? (questions as unknown[]) : [];
    for (const [i, q] of listed.entries()) {
      const kind = (q as { kind?: unknown } | null)?.kind;
      const schema = typeof kind === 'string' ? schemaOf(kind) : undefined;
      if (schema) attempt(() => void parseData(schema, q, name, ['questions', i]));
      else if (typeof kind === 'string')
        notes.push(`${file}: questions[${i}] is of the kind ${kind}, which is not built in; it was not checked`);
    }
    attempt(() => void parseQuiz(raw, name, schemaOf));
    what = `quiz, ${listed.length} questions`;
  }
  for (const src of sourcesIn(raw))
    if (!existsSync(join(dirname(file), src.split(/[?#]/, 1)[0] ?? src)))
      notes.push(`${file}: the file ${src} is not there`);
  return what;
}
