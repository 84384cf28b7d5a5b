// What the LRS benches send: statements of quiz questions as a player sends them, about 1.3 kB.
import { randomUUID } from 'node:crypto';

const courses = 50;
const questions = 997;
let people = 500;
let registrations = 2000;
/** The population of a store of so many statements: 200 of each person, 50 of each registration. */
export function shapeOf(statements) {
  people = Math.max(50, Math.round(statements / 200));
  registrations = Math.max(200, Math.round(statements / 50));
}
const home = 'https://sso.instansi.example';
export const agentOf = (n) => ({ objectType: 'Agent', account: { homePage: home, name: `p${n % people}` } });
export const courseOf = (n) => `https://belajar.instansi.example/kursus/${n % courses}`;
export const questionOf = (n) => `${courseOf(n)}/soal/${n % questions}`;
export const registrationOf = (n) => `00000000-0000-4000-8000-${String(n % registrations).padStart(12, '0')}`;
export const verbs = ['answered', 'completed', 'experienced', 'passed'].map(
  (v) => `http://adlnet.gov/expapi/verbs/${v}`,
);
export const category = 'https://w3id.org/xapi/cmi5/context/categories/cmi5';

export function statement(n) {
  return {
    id: randomUUID(),
    actor: { ...agentOf(n), name: `Peserta ${n % people}` },
    verb: { id: verbs[n % verbs.length], display: { id: 'menjawab', en: 'answered' } },
    object: {
      objectType: 'Activity',
      id: questionOf(n),
      definition: {
        name: { id: `Soal nomor ${n % questions}` },
        type: 'http://adlnet.gov/expapi/activities/cmi.interaction',
        interactionType: 'choice',
        correctResponsesPattern: ['b'],
        choices: ['a', 'b', 'c'].map((id) => ({ id, description: { id: `Pilihan ${id}` } })),
      },
    },
    result: { score: { scaled: 0.8, raw: 80, min: 0, max: 100 }, success: true, response: 'b', duration: 'PT12.5S' },
    context: {
      registration: registrationOf(n),
      platform: 'Widya',
      language: 'id',
      contextActivities: {
        parent: [{ id: courseOf(n) }],
        grouping: [{ id: `${courseOf(n)}/modul` }],
        category: [{ id: category }],
      },
      extensions: { 'https://w3id.org/xapi/cmi5/context/extensions/sessionid': randomUUID() },
    },
    timestamp: new Date().toISOString(),
  };
}
