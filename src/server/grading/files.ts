// Examinations from a folder: one JSON file each, its name is the address. Node only.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseQuiz } from '../../model/quiz-file.js';
import type { Accommodation } from '../../model/quiz-rules.js';
import type { Quiz } from '../../model/quiz.js';
import { builtins } from '../../questions/builtins.js';
import type { QuestionKind } from '../../questions/kind.js';
import { ifiOf, type Agent } from '../../sdk/statement.js';
import type { Exam } from './grading.js';

/** Rules for people, by the file's name and by who they are: the name of their account, or their mbox, openid or hash. */
type AccommodationFile = Record<string, Record<string, Accommodation>>;
const ACCOMMODATIONS = 'accommodations.json';

export interface ExamFolder {
  exams: Exam[];
  accommodations: (quiz: Quiz, person: { actor: Agent }) => Accommodation | undefined;
}

/** @throws Error naming the file and the place in it */
export async function loadExams(folder: string, more: readonly QuestionKind[] = []): Promise<ExamFolder> {
  const kinds = new Map(more.map((kind) => [kind.name, kind]));
  for (const [name, load] of Object.entries(builtins))
    if (!kinds.has(name)) kinds.set(name, (await load()) as unknown as QuestionKind);
  const names = (await readdir(folder)).filter((f) => f.endsWith('.json') && f !== ACCOMMODATIONS).sort();
  const exams = await Promise.all(
    names.map(async (file): Promise<Exam> => {
      const raw: unknown = JSON.parse(await readFile(join(folder, file), 'utf8'));
      const quiz = parseQuiz({ mode: 'summative', ...(raw as object) }, file, (kind) => kinds.get(kind)?.schema);
      const strange = quiz.questions.find((q) => !kinds.has(q.kind));
      if (strange) throw new Error(`${file}: the question "${strange.id}" is of an unknown kind, "${strange.kind}"`);
      const used = new Set(quiz.questions.map((q) => q.kind));
      return {
        slug: file.replace(/\.json$/, ''),
        quiz: { ...quiz, mode: 'summative' },
        kinds: new Map([...kinds].filter(([name]) => used.has(name))),
      };
    }),
  );
  const text = await readFile(join(folder, ACCOMMODATIONS), 'utf8').catch(() => '{}');
  const given = JSON.parse(text) as AccommodationFile;
  return {
    exams,
    accommodations(quiz, { actor }) {
      const slug = exams.find((e) => e.quiz.id === quiz.id)?.slug ?? '';
      const who = actor.account?.name ?? ifiOf(actor) ?? '';
      return given[slug]?.[who] ?? given['*']?.[who];
    },
  };
}
