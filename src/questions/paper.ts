// A quiz on paper: forms in an order that their code tells, letters for options, and what was written there read back as responses.
// It asks no kind by its name: everything follows from the interaction activity that each kind says (xAPI-Data 2.4.4.1).
import { drawn } from '../model/quiz-rules.js';
import { seeded, shuffled, type Quiz, type QuizSection } from '../model/quiz.js';
import type { LangText } from '../model/schema.js';
import type { ActivityDefinition, InteractionType } from '../sdk/statement.js';
import { uuidFrom } from '../sdk/uuid-from.js';
import {
  answerState,
  clean,
  ITEM,
  items as idsOf,
  PAIR,
  type Media,
  type Question,
  type QuestionKind,
} from './kind.js';
import { parseNumber } from './numbers.js';

/** No letter that is taken for another, by hand or by eye (Crockford's base 32 without I, L, O, U). */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** The batch of questions and options as they are written. */
export const ORIGINAL = '0000';

const sign = (text: string): string => SIGNS[Math.floor(seeded(text)() * SIGNS.length)] ?? '0';
const tidy = (text: string): string =>
  text
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');

/** The batch that a quiz has unless a trainer wants another: the same each time it is printed. */
export const batchOf = (quiz: Pick<Quiz, 'id' | 'version'>): string =>
  [1, 2, 3, 4].map((n) => sign(`batch|${quiz.id}|${quiz.version ?? ''}|${n}`)).join('');
/** Four signs of what somebody typed; undefined when it is not that. */
export function readBatch(text: string): string | undefined {
  const batch = tidy(text);
  return batch.length === 4 && [...batch].every((c) => SIGNS.includes(c)) ? batch : undefined;
}

/**
 * `K7M2-A9`: batch, form, and a sign that a slip of the pen, another quiz or another version of it does not have. It is the seed of
 * the form (`seeded`: xmur3 and mulberry32, version 1).
 */
export const formCode = (quiz: Pick<Quiz, 'id' | 'version'>, batch: string, letter: string): string =>
  `${batch}-${letter}${sign(`check|${quiz.id}|${quiz.version ?? ''}|${batch}-${letter}`)}`;

/** The code as it is written properly; undefined when it is none of this quiz. */
export function readForm(quiz: Pick<Quiz, 'id' | 'version'>, text: string): string | undefined {
  const code = tidy(text);
  const batch = readBatch(code.slice(0, 4));
  // The form is a letter: there a 1 was an I, and a 0 an O, which are none.
  const letter = code[4] ?? '';
  if (batch === undefined || code.length !== 6 || !/[A-Z]/.test(letter)) return undefined;
  const right = formCode(quiz, batch, letter);
  return tidy(right) === code ? right : undefined;
}

/** The letter of the form in a code. */
export const letterOf = (code: string): string => code.split('-')[1]?.[0] ?? '';

export interface PaperOption {
  letter: string;
  id: string;
  /** Markdown of one line where the quiz has it. */
  text: LangText;
  media?: Media | undefined;
}

export interface PaperItem {
  number: number;
  question: Question;
  kind: QuestionKind;
  definition: ActivityDefinition;
  type: InteractionType;
  /** What is chosen by its letter: options, steps of a scale, targets, things to put in order. */
  options: PaperOption[];
  /** What each gets a letter, or a text: sources, steps. */
  rows: { id: string; text: LangText }[];
  multiple: boolean;
  /** How many texts are written. */
  gaps: number;
  /** The section that begins here. */
  section?: QuizSection | undefined;
}

const A = 65;
const textTypes: readonly InteractionType[] = ['fill-in', 'long-fill-in', 'numeric', 'performance', 'other'];
/** Whether the answer is words or a number rather than letters. */
export const isText = (item: PaperItem): boolean => textTypes.includes(item.type);
/** `{{1}}` in a stem: where something is filled in. */
export const gapPattern = /\{\{[^{}]*\}\}/g;

/** What a question's own data says of a part: its text with marks and pictures, and whether it keeps its place. */
function partOf(q: Question, id: string): { text?: LangText; media?: Media; fixed?: boolean } {
  for (const list of Object.values(q) as unknown[])
    if (Array.isArray(list)) {
      const found = (list as { id?: unknown; text?: LangText }[]).find((p) => p?.id === id && p.text !== undefined);
      if (found) return found;
    }
  return {};
}

/** The questions of a form, in its order. Questions of unknown kinds are left out: nobody can say how they are answered on paper. */
export function paperOf(quiz: Quiz, kinds: ReadonlyMap<string, QuestionKind>, code: string): PaperItem[] {
  const seed = `paper|${quiz.id}|${code.slice(0, 6)}`;
  const asWritten = code.startsWith(ORIGINAL);
  const sections = quiz.sections?.map((s) => (asWritten ? { ...s, shuffle: false } : s));
  const plan = drawn({ ...quiz, ...(sections ? { sections } : {}), shuffle: !asWritten }, seed);
  const out: PaperItem[] = [];
  for (const { section, questions } of plan)
    questions.forEach((q, n) => {
      const kind = kinds.get(q.kind);
      if (!kind) return;
      const question = q as Question & { shuffle?: boolean; multiple?: boolean };
      const definition = kind.definition(question, { withKey: true, lang: 'id' });
      const type = definition.interactionType ?? 'other';
      const { choices, scale, source, target, steps } = definition;
      // Targets and things to be ordered would tell the answer as they are written.
      const hides = type === 'matching' || type === 'sequencing';
      const mixes = hides || (type === 'choice' && !asWritten && question.shuffle !== false);
      const parts = (choices ?? scale ?? target ?? []).map((c) => {
        const own = partOf(question, c.id);
        return { id: c.id, text: own.text ?? c.description ?? c.id, media: own.media, fixed: own.fixed === true };
      });
      const stem = typeof question.stem === 'string' ? question.stem : (Object.values(question.stem)[0] ?? '');
      out.push({
        number: out.length + 1,
        question,
        kind,
        definition,
        type,
        options: (mixes ? shuffled(parts, `${seed}|${q.id}|options`) : parts).map(({ id, text, media }, i) => ({
          letter: String.fromCharCode(A + i),
          id,
          text,
          ...(media ? { media } : {}),
        })),
        rows: (source ?? steps ?? []).map((r) => ({
          id: r.id,
          text: partOf(question, r.id).text ?? r.description ?? r.id,
        })),
        multiple: question.multiple === true,
        gaps: type === 'fill-in' ? Math.max(1, (stem.match(gapPattern) ?? []).length) : 1,
        ...(section && n === 0 ? { section } : {}),
      });
    });
  return out;
}

/** Words for right and wrong by their first letter. */
const truths: Record<string, [right: string, wrong: string]> = { id: ['B', 'S'], en: ['T', 'F'] };
export const truthLetters = (lang: string): [right: string, wrong: string] =>
  (/^en\b/i.test(lang) ? truths.en : truths.id) ?? ['B', 'S'];

/**
 * What was written on the answer sheet → the xAPI response; '' for nothing, or `-`. Letters in any case, with or without spaces
 * between them; texts of several gaps or steps with `;` between them.
 * @returns undefined when it is no answer to this question
 */
export function readAnswer(item: PaperItem, written: string, lang: string): string | undefined {
  const text = written.trim();
  if (/^[-–—.]?$/.test(text)) return '';
  const letters = [...text.toUpperCase().replace(/[\s,;.]/g, '')];
  const picked = letters.map((c) => item.options.find((o) => o.letter === c)?.id);
  const known = picked.every((id) => id !== undefined);
  let response: string | undefined;
  switch (item.type) {
    case 'true-false': {
      const [right, wrong] = truthLetters(lang);
      const first = letters[0];
      if (letters.length > 1 && !['BENAR', 'SALAH', 'TRUE', 'FALSE'].includes(letters.join(''))) return undefined;
      response = first === right ? 'true' : first === wrong ? 'false' : undefined;
      break;
    }
    case 'choice': {
      if (!known || new Set(picked).size < picked.length || (!item.multiple && picked.length > 1)) return undefined;
      // As the page writes it: in the order of the question.
      const order = (item.definition.choices ?? []).map((c) => c.id);
      response = order.filter((id) => picked.includes(id)).join(ITEM);
      break;
    }
    case 'likert': {
      const step = item.options[Number(text) - 1]?.id;
      response = step ?? (picked.length === 1 ? picked[0] : undefined);
      break;
    }
    case 'sequencing':
      response = known && new Set(picked).size === item.options.length ? picked.join(ITEM) : undefined;
      break;
    case 'matching': {
      if (letters.length > item.rows.length) return undefined;
      const pairs = item.rows.map(({ id }, i) => {
        const c = letters[i];
        if (c === undefined || c === '-') return '';
        const target = picked[i];
        return target === undefined ? undefined : `${id}${PAIR}${target}`;
      });
      response = pairs.includes(undefined) ? undefined : pairs.filter((p) => p !== '').join(ITEM);
      break;
    }
    case 'numeric': {
      const n = parseNumber(text, /^en\b/i.test(lang) ? '.' : ',');
      response = n === null ? undefined : String(n);
      break;
    }
    case 'performance': {
      const given = text.split(';').map((t) => clean(t.trim()));
      if (given.length > item.rows.length) return undefined;
      response = item.rows.map(({ id }, i) => `${id}${PAIR}${given[i] ?? ''}`).join(ITEM);
      break;
    }
    case 'fill-in': {
      const given = item.gaps === 1 ? [text] : text.split(';');
      if (given.length > item.gaps) return undefined;
      response = Array.from({ length: item.gaps }, (_, i) => clean((given[i] ?? '').trim())).join(ITEM);
      break;
    }
    default:
      response = clean(text);
  }
  if (response === undefined) return undefined;
  return answerState(item.kind, item.question, response) === 'invalid' ? undefined : response;
}

/** A response as it would stand on the sheet. */
export function writeAnswer(item: PaperItem, response: string, lang: string): string {
  if (response === '') return '';
  const letter = (id: string) => item.options.find((o) => o.id === id)?.letter ?? '?';
  const pairs = () => new Map(idsOf(response).map((p) => p.split(PAIR) as [string, string]));
  switch (item.type) {
    case 'true-false':
      return truthLetters(lang)[response === 'true' ? 0 : 1];
    case 'choice':
    case 'likert':
      return idsOf(response).map(letter).sort().join('');
    case 'sequencing':
      return idsOf(response).map(letter).join('');
    case 'matching': {
      const of = pairs();
      return item.rows.map((r) => (of.has(r.id) ? letter(of.get(r.id) ?? '') : '-')).join('');
    }
    case 'performance': {
      const of = pairs();
      return item.rows.map((r) => of.get(r.id) ?? '').join('; ');
    }
    case 'numeric':
      return /^en\b/i.test(lang) ? response : response.replace('.', ',');
    default:
      return idsOf(response).join('; ');
  }
}

/** What is right, as it would stand on the sheet; several ways apart; '' where a person grades it, or nothing is right. */
export function keyOf(item: PaperItem, lang: string): string[] {
  const patterns = item.definition.correctResponsesPattern ?? [];
  const decimal = (n: string) => (/^en\b/i.test(lang) ? n : n.replace('.', ','));
  return [
    ...new Set(
      patterns.map((p) => {
        const bare = p.replace(/^(?:\{\w+=[^}]*\})+/, '').replaceAll(/\{lang=[^}]*\}/g, '');
        if (item.type === 'numeric' && bare.includes('[:]')) {
          const [low = '', high = ''] = bare.split('[:]');
          return low === high ? decimal(low) : `${decimal(low) || '…'}–${decimal(high) || '…'}`;
        }
        // A step's number is a range even where it is one number.
        const ranges = bare.replace(/(^|\[[.,]\])([^[\]]*)\[:\]\2(?=\[,\]|$)/g, '$1$2').replaceAll('[:]', '–');
        return writeAnswer(item, ranges, lang);
      }),
    ),
  ];
}

/** Whether the quiz here has its key at all: an examinee's copy has not. */
export const hasKey = (list: readonly PaperItem[]): boolean =>
  list.some((item) => (item.definition.correctResponsesPattern ?? []).some((p) => p !== ''));

/**
 * One line for a whole sheet → what belongs to each question: cells of a spreadsheet and lines as they are, else words.
 */
export function splitSheet(text: string): string[] {
  const trimmed = text.replace(/(?<![\r\n])[\r\n]+$/, '');
  return /[\t\n]/.test(trimmed) ? trimmed.split(/\t|\r?\n/) : trimmed.trim().split(/\s+/);
}

/** The attempt of this person with this form: entered twice, it is the same one. @param learner one string per person */
export const paperAttempt = (quiz: Pick<Quiz, 'id'>, code: string, learner: string): string =>
  uuidFrom(`paper|${quiz.id}|${code}|${learner}`);
