// Answers of invented people to the quick quiz, so that a trainer finds something to analyse. The same ids each time: once is enough.
import { readFileSync } from 'node:fs';
import { resultOf, seeded } from '../dist/model/quiz.js';
import { builtins } from '../dist/questions/builtins.js';
import { uuidFrom } from '../dist/sdk/uuid-from.js';
import { attemptStarted, attemptSubmitted } from '../dist/tracking/quiz.js';

const PEOPLE = 48;

/** How somebody of this ability answers. The third question is hard, the fourth weak, the fifth often left empty. */
function answersOf(n) {
  const random = seeded(`contoh ${n}`);
  random(); // the first numbers of like seeds are alike
  const ability = random();
  const knows = (hard) => random() < 1 / (1 + Math.exp((hard - ability) * 14));
  const pick = (...list) => list[Math.floor(random() * list.length)];
  return {
    s1: knows(0.12) ? 'false' : 'true',
    s2: knows(0.4) ? 'b' : pick('a', 'a', 'd'),
    s3: knows(0.7) ? 'a[,]c' : pick('a', 'a[,]b', 'a[,]b[,]c', 'c'),
    s4: random() < 0.35 + ability / 4 ? '20' : pick('40', '10', '24'),
    s5: knows(0.5) ? 'BerAKHLAK' : pick('', '', 'Akhlak', 'Integritas'),
  };
}

/** @returns {Promise<object[]>} statements of all of them, an attempt each */
export async function sampleStatements() {
  const quiz = JSON.parse(readFileSync(new URL('public/kuis/kilat-integritas.json', import.meta.url), 'utf8'));
  const kinds = new Map();
  for (const { kind } of quiz.questions) kinds.set(kind, await builtins[kind]());
  return Array.from({ length: PEOPLE }, (_, n) => {
    const given = answersOf(n);
    const at = new Date(Date.UTC(2026, 10, 16 + (n % 5), 1 + (n % 7), n)).toISOString();
    const context = { quiz, attempt: uuidFrom(`contoh|${quiz.id}|${n}`), lang: 'id' };
    const answers = quiz.questions.map((question) => {
      const kind = kinds.get(question.kind);
      const response = given[question.id];
      return {
        question,
        response,
        definition: kind.definition(question, { withKey: true, lang: 'id' }),
        grade: kind.grade(question, response),
        duration: `PT${15 + ((n * 7 + question.id.charCodeAt(1) * 11) % 50)}S`,
      };
    });
    const result = resultOf(answers.map((a) => a.grade), quiz.passMark);
    const actor = { objectType: 'Agent', name: `Peserta contoh ${n + 1}`, account: { homePage: 'https://sso.bln.example', name: `contoh-${n + 1}` } };
    return [attemptStarted(context, at), ...attemptSubmitted(context, answers, result, 'PT4M', at)].map((s) => ({ ...s, actor }));
  }).flat();
}
