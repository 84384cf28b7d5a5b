// What the stories show: a course, people, and the real LRS in the page with the history a state needs. No server, no fakes.
import { courseStateId } from '../src/components/course-player/session.js';
import type { Course } from '../src/model/course.js';
import type { CourseState } from '../src/model/progress.js';
import { toDocument } from '../src/model/progress.js';
import type { AuthProvider, Principal } from '../src/sdk/auth.js';
import { LrsClient } from '../src/sdk/client.js';
import { forumVerbs } from '../src/sdk/forum-verbs.js';
import { fixedAuth } from '../src/sdk/session.js';
import type { Draft } from '../src/sdk/service.js';
import type { Statement } from '../src/sdk/statement.js';
import { uuid } from '../src/sdk/uuid.js';
import { people, type TestLrs } from '../src/testing/lrs.js';
import { courseProgressed, courseSatisfied, registrationFor, type CourseContext } from '../src/tracking/course.js';
import { acted } from '../src/tracking/forum-acts.js';
import { edited, deleted, posted, type ThreadContext } from '../src/tracking/forum.js';

export { people };

export const course: Course = {
  id: 'https://belajar.bln.example/kursus/etika-asn',
  title: { id: 'Etika dan Kode Perilaku ASN', en: 'Ethics and Code of Conduct for Civil Servants' },
  description: { id: 'Mengenali nilai dasar dan menimbang dilema.', en: 'Know the core values and weigh dilemmas.' },
  language: 'id',
  jp: 4,
  lessons: [
    {
      id: 'dasar',
      title: { id: 'Dasar', en: 'Foundations' },
      lessons: [
        page('pengantar', { id: 'Mengapa etika', en: 'Why ethics' }, 10),
        page('nilai', { id: 'BerAKHLAK dalam perbuatan', en: 'BerAKHLAK in deeds' }, 20),
      ],
    },
    {
      id: 'praktik',
      title: { id: 'Di tempat kerja', en: 'At work' },
      lessons: [
        page('gratifikasi', { id: 'Hadiah dan gratifikasi', en: 'Gifts and gratuities' }, 25),
        {
          ...page('disiplin', { id: 'Disiplin dan tempat bertanya', en: 'Discipline, and where to ask' }, 15),
          requires: ['dasar'],
        },
      ],
    },
  ],
};

function page(id: string, title: Record<string, string>, minutes: number) {
  return {
    id,
    kind: 'page',
    title,
    minutes,
    body: {
      id: `Seorang warga datang ke loket dan menitipkan sekeranjang manggis atas nama Anda.\n\n**Apa yang Anda lakukan?**\n\n- Tolak dengan sopan bila Anda bisa.\n- Laporkan bila sudah terlanjur diterima.\n- Catat siapa, kapan, dan untuk urusan apa.\n\n> Yang menentukan bukan besarnya, tetapi hubungan dengan jabatan Anda.`,
      en: `A citizen comes to the counter and leaves a basket of mangosteens with your name on it.\n\n**What do you do?**\n\n- Decline politely if you can.\n- Report it if it was already accepted.\n- Note who, when, and in which matter.\n\n> What counts is not the size but the link with your office.`,
    },
  };
}

const long =
  'Penyelenggaraan Pelatihan Dasar Calon Pegawai Negeri Sipil Golongan III Angkatan XXVII di Lingkungan Badan Layanan Nasional dan Instansi Pembina Jabatan Fungsional';

export const longCourse: Course = {
  ...course,
  id: 'https://belajar.bln.example/kursus/nama-panjang',
  title: long,
  lessons: [
    { id: 'blok', title: long, lessons: [page('satu', { id: `${long}, bagian pertama` }, 240)] },
    page('dua', { id: 'Pertanggungjawabanpenyelenggaraankediklatanberkesinambungan' }, 1),
  ],
};
export const longName = long;

export const emptyCourse: Course = { ...course, id: 'https://belajar.bln.example/kursus/kosong', lessons: [] };

// ---- people and the LRS ----

/** Somebody nobody has been before: what an earlier story left on this device is not theirs. */
export const someone = (who: Principal = people.siti): Principal => ({ ...who, subject: `${who.subject}-${uuid()}` });

export const signedOut = (): AuthProvider => ({ ...fixedAuth(null), login: async () => undefined });

/** A line on which no answer ever comes. */
export const neverAnswers: typeof globalThis.fetch = () => new Promise<Response>(() => undefined);

/** A client of this LRS for its person, as the service uses one. */
export const clientOf = (lrs: TestLrs): LrsClient =>
  new LrsClient({ endpoint: lrs.endpoint, auth: lrs.auth, fetch: lrs.fetch });

/** Statements of this person, at fixed times so that a story looks the same tomorrow. */
export async function say(lrs: TestLrs, at: string, ...drafts: Draft[]): Promise<Statement[]> {
  const statements = drafts.map((d) => ({ ...d, id: d.id ?? uuid(), timestamp: at, actor: lrs.person.actor }));
  await clientOf(lrs).saveStatements(statements);
  return statements;
}

export type Seed = (lrs: TestLrs) => Promise<void>;

export const nothingYet: Seed = async () => undefined;

/** The learner has been in this course: what the player kept, and what it said to the LRS. */
export function studied(of: Course, state: CourseState, percent: number, score?: number): Seed {
  return async (lrs) => {
    const agent = lrs.person.actor;
    const registration = registrationFor(of.id, agent);
    const key = { activityId: of.id, stateId: courseStateId, agent, registration };
    await clientOf(lrs).mergeState(key, toDocument(state));
    const context: CourseContext = { course: of, registration, session: uuid(), lang: 'id' };
    const next = ofId(of, state.current);
    await say(lrs, '2026-03-02T02:15:00.000Z', courseProgressed(context, { percent, score, next }));
    if (percent === 100) await say(lrs, '2026-03-02T02:16:00.000Z', courseSatisfied(context, agent, score));
  };
}

const ofId = (of: Course, id: string | undefined) =>
  of.lessons.flatMap((e) => ('lessons' in e ? e.lessons : [e])).find((l) => l.id === id && 'kind' in l) as
    Exclude<Course['lessons'][number], { lessons: unknown }> | undefined;

const done = { opened: true, completed: true, progress: 1, at: '2026-03-02T02:10:00.000Z' };
export const halfWay = studied(course, { current: 'gratifikasi', lessons: { pengantar: done, nilai: done } }, 50);
export const finished = studied(
  course,
  { current: 'disiplin', lessons: { pengantar: done, nilai: done, gratifikasi: done, disiplin: done } },
  100,
  0.86,
);

// ---- the forum ----

export const thread = 'https://belajar.bln.example/forum/etika-asn/dilema-hadiah';
export const threadTitle = 'Dilema hadiah';

/** A small discussion: two answers, an edit and a deletion. */
export const discussed: Seed = async (lrs) => {
  const context: ThreadContext = { thread, title: threadTitle, lang: 'id' };
  const [budi, dewi] = [lrs.as(people.budi), lrs.as(people.dewi)];
  const post = (n: number) => `${thread}/pos/${n}`;
  const write = async (
    by: TestLrs,
    at: string,
    n: number,
    text: string,
    parent?: { id: string; statementId: string },
  ) => {
    const [said] = await say(by, at, posted(context, { post: post(n), text, first: n === 1, parent }));
    return { id: post(n), statementId: said?.id ?? '' };
  };
  const first = await write(
    dewi,
    '2026-03-02T01:00:00.000Z',
    1,
    'Seorang warga menitipkan **sekeranjang manggis** di loket. Apa yang Anda lakukan?',
  );
  const answer = await write(
    budi,
    '2026-03-02T01:20:00.000Z',
    2,
    'Saya tolak dengan sopan dan jelaskan aturannya.',
    first,
  );
  await write(
    lrs,
    '2026-03-02T01:45:00.000Z',
    3,
    'Kalau warganya sudah pergi:\n\n1. simpan buahnya,\n2. laporkan ke unit pengendalian gratifikasi,\n3. catat di buku tamu.',
    first,
  );
  await say(
    budi,
    '2026-03-02T01:50:00.000Z',
    edited(context, {
      post: answer.id,
      statementId: answer.statementId,
      text: 'Saya tolak dengan sopan, jelaskan aturannya, lalu catat kejadiannya.',
    }),
  );
  const slip = await write(budi, '2026-03-02T02:00:00.000Z', 4, 'Salah kirim.');
  await say(budi, '2026-03-02T02:01:00.000Z', deleted(context, { post: slip.id, statementId: slip.statementId }));
};

/** The forum of the class. */
export const forum = 'https://belajar.bln.example/forum/etika-asn';

/** Topics of several kinds: answered, pinned, waiting for somebody. */
export const topics: Seed = async (lrs) => {
  const [budi, dewi] = [lrs.as(people.budi), lrs.as(people.dewi)];
  const topic = (id: string, title?: string): ThreadContext => ({ thread: `${forum}/${id}`, title, forum, lang: 'id' });
  const day = (n: number, hour = 1) => new Date(Date.UTC(2026, 2, n, hour)).toISOString();
  const opens = (by: TestLrs, at: string, id: string, title: string, text: string) =>
    say(by, at, posted(topic(id, title), { post: `${forum}/${id}/pos/1`, text, first: true }));
  const answers = (by: TestLrs, at: string, id: string, n: number, text: string) =>
    say(by, at, posted(topic(id), { post: `${forum}/${id}/pos/${n}`, text, first: false }));
  const does = (by: TestLrs, at: string, id: string, verb: keyof typeof forumVerbs, object = `${forum}/${id}`) =>
    say(by, at, acted(topic(id), { verb: forumVerbs[verb], object }));
  await opens(dewi, day(2), 'dilema-hadiah', 'Dilema hadiah dari warga', 'Sekeranjang manggis di loket. Apa yang Anda lakukan?'); // prettier-ignore
  await answers(budi, day(2, 3), 'dilema-hadiah', 2, 'Saya tolak dengan sopan dan jelaskan aturannya.');
  await answers(lrs, day(3), 'dilema-hadiah', 3, 'Kalau warganya sudah pergi, saya laporkan ke unit gratifikasi.');
  await does(dewi, day(3, 2), 'dilema-hadiah', 'pinned');
  await opens(budi, day(4), 'lapor-gratifikasi', 'Berapa hari batas lapor gratifikasi?', 'Di modul tertulis 30 hari kerja. Sejak kapan dihitung?'); // prettier-ignore
  await answers(dewi, day(4, 4), 'lapor-gratifikasi', 2, 'Sejak tanggal diterima.');
  await does(budi, day(4, 5), 'lapor-gratifikasi', 'accepted', `${forum}/lapor-gratifikasi/pos/2`);
  await opens(lrs, day(5), 'tugas-dua', 'Contoh tugas kedua', 'Adakah yang mau berbagi contoh yang sudah dinilai?');
  await does(lrs, day(5, 2), 'tugas-dua', 'followed');
  await opens(budi, day(6), 'presensi', 'Presensi tatap muka hari Jumat', 'Apakah presensi tetap lewat kelas?');
  await does(budi, day(6, 1), 'presensi', 'askedForHelp');
  await does(lrs, day(6, 2), 'presensi', 'flagged', `${forum}/presensi/pos/1`);
};

/** The class of the stories. */
export const roster = {
  people: Object.values(people).map((p) => ({ actor: p.actor, name: p.name ?? '', roles: p.roles })),
};

/** What people do besides writing: reactions, an answer, a score, a hidden post, a report and a call. */
export const lively: Seed = async (lrs) => {
  await discussed(lrs);
  const context: ThreadContext = { thread, title: threadTitle, lang: 'id' };
  const [budi, dewi] = [lrs.as(people.budi), lrs.as(people.dewi)];
  const on = (n: number) => `${thread}/pos/${n}`;
  const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 3, minute)).toISOString();
  await say(lrs, at(1), acted(context, { verb: forumVerbs.liked, object: on(2) }));
  await say(dewi, at(2), acted(context, { verb: forumVerbs.liked, object: on(2) }));
  await say(budi, at(3), acted(context, { verb: forumVerbs.applauded, object: on(3) }));
  await say(dewi, at(4), acted(context, { verb: forumVerbs.accepted, object: on(3) }));
  await say(
    dewi,
    at(5),
    acted(context, {
      verb: forumVerbs.rated,
      object: on(3),
      text: 'Lengkap.',
      score: { scaled: 0.9, raw: 90, min: 0, max: 100 },
    }),
  );
  await say(budi, at(6), posted(context, { post: on(5), text: 'Nomor warga itu 0812…', first: false }));
  await say(lrs, at(7), acted(context, { verb: forumVerbs.flagged, object: on(5), text: 'Data pribadi' }));
  await say(dewi, at(8), acted(context, { verb: forumVerbs.hidden, object: on(5), text: 'Memuat data pribadi warga' }));
  await say(lrs, at(9), acted(context, { verb: forumVerbs.flagged, object: on(2), text: 'Di luar topik' }));
  await say(
    lrs,
    at(10),
    acted(context, { verb: forumVerbs.askedForHelp, object: thread, text: 'Mohon arahan untuk kasus ini' }),
  );
};

/** More posts than one page holds. */
export const busy: Seed = async (lrs) => {
  const context: ThreadContext = { thread, title: threadTitle, lang: 'id' };
  const [budi, dewi] = [lrs.as(people.budi), lrs.as(people.dewi)];
  for (let n = 1; n <= 45; n++) {
    const at = new Date(Date.UTC(2026, 2, 2, 1, n)).toISOString();
    const draft = posted(context, { post: `${thread}/pos/${n}`, text: `Tulisan ke-${n}.`, first: n === 1 });
    await say(n % 3 === 0 ? dewi : budi, at, draft);
  }
};

/** Long names, long words and long texts. */
export const verbose: Seed = async (lrs) => {
  const context: ThreadContext = { thread, title: long, lang: 'id' };
  const name = 'Prof. Dr. Ir. Raden Mas Haryo Kusumonegoro Widyaningrat Tjokroadikusumo, S.T., M.Sc., M.A.P., Ph.D.';
  const by = lrs.as({ ...people.budi, actor: { ...people.budi.actor, name } });
  const text = `${long}. `.repeat(4) + '\n\nhttps://intranet.bln.example/' + 'arsip-surat-edaran/'.repeat(9);
  await say(by, '2026-03-02T01:00:00.000Z', posted(context, { post: `${thread}/pos/1`, text, first: true }));
};
