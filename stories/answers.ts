// Invented people's answers to a quiz, the same each time: what the item analysis shows, and the paper entry finds.
import { resultOf, seeded, type Quiz } from '../src/model/quiz.js';
import { builtins } from '../src/questions/builtins.js';
import type { Question, QuestionKind } from '../src/questions/kind.js';
import type { Principal } from '../src/sdk/auth.js';
import { LrsClient } from '../src/sdk/client.js';
import type { Statement } from '../src/sdk/statement.js';
import { uuidFrom } from '../src/sdk/uuid-from.js';
import type { TestLrs } from '../src/testing/lrs.js';
import { attemptStarted, attemptSubmitted } from '../src/tracking/quiz.js';
import type { Seed } from './fixtures.js';

const option = (id: string, id_: string, en: string, correct = false) => ({
  id,
  text: { id: id_, en },
  ...(correct ? { correct } : {}),
});

export const judgedQuiz = {
  id: 'https://belajar.bln.example/kuis/gratifikasi',
  version: '2',
  title: { id: 'Kuis gratifikasi', en: 'Quiz on gratuities' },
  passMark: 0.7,
  questions: [
    {
      id: 'lapor',
      kind: 'choice',
      stem: { id: 'Kepada siapa gratifikasi dilaporkan?', en: 'To whom are gratuities reported?' },
      options: [
        option('upg', 'Unit Pengendalian Gratifikasi', 'The gratuity control unit', true),
        option('atasan', 'Atasan langsung saja', 'The direct superior only'),
        option('rekan', 'Rekan sekantor', 'A colleague'),
        option('media', 'Media massa', 'The press'),
      ],
    },
    {
      id: 'batas',
      kind: 'choice',
      stem: { id: 'Berapa hari kerja batas waktu melapor?', en: 'Within how many working days is it reported?' },
      options: [
        option('h10', '10 hari kerja', '10 working days', true),
        option('h30', '30 hari kerja', '30 working days'),
        option('h60', '60 hari kerja', '60 working days'),
      ],
    },
    {
      id: 'uang',
      kind: 'true-false',
      stem: { id: 'Gratifikasi selalu berupa uang.', en: 'A gratuity is always money.' },
      answer: false,
    },
    {
      id: 'unsur',
      kind: 'choice',
      multiple: true,
      points: 2,
      stem: { id: 'Mana saja yang termasuk gratifikasi?', en: 'Which of these are gratuities?' },
      options: [
        option('diskon', 'Potongan harga khusus', 'A special discount', true),
        option('tiket', 'Tiket perjalanan', 'Travel tickets', true),
        option('gaji', 'Gaji bulanan', 'The monthly salary'),
      ],
    },
    {
      id: 'singkatan',
      kind: 'fill-in',
      stem: { id: 'UPG bekerja sama dengan {{1}}.', en: 'The unit works with {{1}}.' },
      gaps: [{ id: '1', answers: ['KPK'] }],
    },
    {
      id: 'pasal',
      kind: 'numeric',
      stem: { id: 'Pasal berapa yang mengaturnya?', en: 'Which article governs it?' },
      answer: 12,
    },
    {
      id: 'pendapat',
      kind: 'likert',
      stem: { id: 'Kuis ini berguna bagi saya.', en: 'This quiz is of use to me.' },
      scale: [
        option('kurang', 'Kurang', 'Little'),
        option('cukup', 'Cukup', 'Somewhat'),
        option('sangat', 'Sangat', 'Very'),
      ],
    },
  ],
};

/** How one of this ability answers: the second question's key is wrong, the third is too easy, the sixth too hard. */
function answersOf(n: number): Record<string, string> {
  const random = seeded(`peserta ${n}`);
  const ability = random();
  const at = (hard: number) => random() < 1 / (1 + Math.exp((hard - ability) * 9));
  const pick = (...list: string[]) => list[Math.floor(random() * list.length)] ?? '';
  return {
    lapor: at(0.35) ? 'upg' : pick('atasan', 'atasan', 'rekan'),
    batas: at(0.45) ? 'h30' : pick('h10', 'h60', 'h10'),
    uang: random() < 0.97 ? 'false' : 'true',
    unsur: at(0.5) ? 'diskon[,]tiket' : pick('diskon', 'tiket', 'diskon[,]gaji', 'tiket[,]gaji'),
    singkatan: at(0.4) ? 'KPK' : pick('BPK', 'BPK', 'Polri', ''),
    pasal: at(1.15) ? '12' : pick('5', '11', '', '5'),
    pendapat: pick('kurang', 'cukup', 'sangat', 'sangat'),
  };
}

let kinds: Map<string, QuestionKind> | undefined;
export async function allKinds(): Promise<Map<string, QuestionKind>> {
  if (!kinds) {
    kinds = new Map();
    for (const [name, load] of Object.entries(builtins)) kinds.set(name, (await load()) as unknown as QuestionKind);
  }
  return kinds;
}

/** The statements of one attempt. */
export async function attemptOf(quiz: Quiz, person: Principal, n: number, given = answersOf(n)): Promise<Statement[]> {
  const all = await allKinds();
  const attempt = uuidFrom(`contoh|${quiz.id}|${n}`);
  const context = { quiz, attempt, lang: 'id' };
  const answers = (quiz.questions as Question[]).flatMap((question) => {
    const kind = all.get(question.kind);
    if (!kind) return [];
    const response = given[question.id] ?? '';
    return {
      question,
      response,
      definition: kind.definition(question, { withKey: true, lang: 'id' }),
      grade: kind.grade(question, response),
      duration: `PT${20 + ((n * 7 + question.id.length * 5) % 40)}S`,
    };
  });
  const at = new Date(Date.UTC(2026, 2, 2, 1, 0, n)).toISOString();
  const result = resultOf(
    answers.map((a) => a.grade),
    quiz.passMark,
  );
  return [attemptStarted(context, at), ...attemptSubmitted(context, answers, result, 'PT6M', at)].map((s) => ({
    ...s,
    actor: person.actor,
    timestamp: at,
  }));
}

export const invented = (n: number): Principal => ({
  subject: `contoh-${n}`,
  name: `Peserta ${n}`,
  roles: ['learner'],
  actor: {
    objectType: 'Agent',
    name: `Peserta ${n}`,
    account: { homePage: 'https://sso.bln.example', name: `contoh-${n}` },
  },
});

/** So many people have taken it. */
export function taken(people: number, quiz: unknown = judgedQuiz): Seed {
  return async (lrs: TestLrs) => {
    for (let n = 0; n < people; n++) {
      const as = lrs.as(invented(n));
      const client = new LrsClient({ endpoint: as.endpoint, auth: as.auth, fetch: as.fetch });
      await client.saveStatements(await attemptOf(quiz as Quiz, as.person, n));
    }
  };
}
