// A believable agency, made of a seed: the same people, courses and statements every time.
//   for (const s of population({ people: 50_000 }).statements()) …
// Units of different size, cohorts of 40, four courses each, people who never begin, drop out, fail and try again, devices that were
// offline for days and send in a burst, statements that come twice. Nobody is real.
const ns = 'https://w3id.org/widya/xapi';
const adl = 'http://adlnet.gov/expapi/verbs/';
const verb = (id, text) => ({ id, display: { id: text } });
const verbs = {
  initialized: verb(`${adl}initialized`, 'memulai sesi'),
  terminated: verb(`${adl}terminated`, 'mengakhiri sesi'),
  completed: verb(`${adl}completed`, 'menyelesaikan'),
  passed: verb(`${adl}passed`, 'lulus'),
  failed: verb(`${adl}failed`, 'belum lulus'),
  progressed: verb(`${adl}progressed`, 'maju'),
  answered: verb(`${adl}answered`, 'menjawab'),
  satisfied: verb('https://w3id.org/xapi/adl/verbs/satisfied', 'memenuhi syarat'),
  performed: verb('http://id.tincanapi.com/verb/performed-offline', 'melakukan di luar kelas'),
};
const extensions = {
  progress: 'https://w3id.org/xapi/cmi5/result/extensions/progress',
  session: 'https://w3id.org/xapi/cmi5/context/extensions/sessionid',
  attempt: `${ns}/extensions/attempt`,
  jp: `${ns}/extensions/jp`,
  record: `${ns}/extensions/jp-record`,
};

/** mulberry32 */
function random(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
/** The same for the same text; runs in pages as well. */
const uuid = (text) => {
  const h = [1, 2, 3, 4]
    .map((seed) => {
      let a = seed * 0x9e3779b1;
      for (let i = 0; i < text.length; i++) {
        a = Math.imul(a ^ text.charCodeAt(i), 0x85ebca6b + seed * 2);
        a ^= a >>> 13;
      }
      a = Math.imul(a ^ (a >>> 16), 0xc2b2ae35);
      return ((a ^ (a >>> 15)) >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-5${h.slice(13, 16)}-8${h.slice(17, 20)}-${h.slice(20, 32)}`;
};

const home = 'https://sso.bln.example';
const site = 'https://belajar.bln.example';
const subjects = [
  ['etika-asn', 'Etika dan Kode Perilaku ASN', 4],
  ['pelayanan-publik', 'Pelayanan Publik yang Inklusif', 6],
  ['keamanan-informasi', 'Keamanan Informasi di Kantor', 3],
  ['antikorupsi', 'Antikorupsi dan Gratifikasi', 5],
  ['perencanaan', 'Perencanaan dan Anggaran', 8],
  ['arsip', 'Arsip Dinamis', 2],
  ['data', 'Membaca Data', 6],
  ['kepemimpinan', 'Kepemimpinan Pengawas', 12],
];

/** @param options `people` (50,000), `units` (40), `courses` a head (4), `lessons` a course (6), `items` a quiz (5), `seed`, `year` */
export function population(options = {}) {
  const { people = 50_000, units = 40, courses = 4, lessons = 6, items = 5, seed = 1, year = 2026 } = options;
  const unitOf = (person) => {
    const r = random(seed * 7919 + person)();
    // A few large units, many small ones.
    return Math.floor(units * r * r);
  };
  const unitIri = (n) => `${site}/unit/${n + 1}`;
  const courseIri = (n) => `${site}/kursus/${subjects[n % subjects.length][0]}`;
  const statusOf = (person) => (random(seed * 31 + person)() < 0.3 ? 'pppk' : 'pns');
  const agentOf = (person) => ({
    objectType: 'Agent',
    account: { homePage: home, name: `p-${uuid(`${seed}|${person}`)}` },
  });
  const chosen = (person) => {
    const first = Math.floor(random(seed * 101 + person)() * subjects.length);
    return Array.from({ length: Math.min(courses, subjects.length) }, (_, i) => (first + i * 3) % subjects.length);
  };
  const cohortIri = (course, person) => `${courseIri(course)}/angkatan/${Math.floor(person / 40) % 25}`;

  /** The staff list, as `widya rollup --staff` reads it. */
  function* staff() {
    for (let p = 0; p < people; p++)
      yield {
        agent: agentOf(p),
        unit: unitIri(unitOf(p)),
        status: statusOf(p),
        courses: Object.fromEntries(chosen(p).map((c) => [courseIri(c), cohortIri(c, p)])),
      };
  }

  /** Statements of one person, in the order they were made. */
  function* of(person) {
    const rnd = random(seed * 65_537 + person);
    const actor = agentOf(person);
    // One in twelve never signs in.
    if (rnd() < 0.08) return;
    const unit = { id: unitIri(unitOf(person)), definition: { type: `${ns}/activitytype/unit` } };
    for (const c of chosen(person)) {
      const [, title, jp] = subjects[c];
      const id = courseIri(c);
      const course = {
        id,
        definition: {
          type: 'https://w3id.org/xapi/cmi5/activitytype/course',
          name: { id: title },
          extensions: { [extensions.jp]: jp },
        },
      };
      if (rnd() < 0.15) continue;
      const grouping = [course, { id: cohortIri(c, person), definition: { type: `${ns}/activitytype/cohort` } }, unit];
      const registration = uuid(`${seed}|${person}|${c}`);
      let at = Date.UTC(year, Math.floor(rnd() * 11), 1 + Math.floor(rnd() * 27), 1 + Math.floor(rnd() * 9));
      let n = 0;
      const say = (verb, object, result, more = {}, own = grouping) => ({
        id: uuid(`${seed}|${person}|${c}|${n++}`),
        actor,
        verb,
        object,
        ...(result ? { result } : {}),
        timestamp: new Date((at += 20_000 + Math.floor(rnd() * 600_000))).toISOString(),
        context: {
          registration,
          language: 'id',
          platform: 'Widya',
          contextActivities: { grouping: own, ...more.activities },
          extensions: more.extensions,
        },
      });
      const away = rnd();
      const stop = away < 0.25 ? Math.floor(rnd() * lessons) : lessons;
      for (let l = 0; l < stop; l++) {
        const session = uuid(`${seed}|${person}|${c}|s${l}`);
        const x = { extensions: { [extensions.session]: session } };
        const lesson = {
          id: `${id}/pelajaran-${l + 1}`,
          definition: { type: 'http://adlnet.gov/expapi/activities/lesson' },
        };
        yield say(verbs.initialized, lesson, undefined, x);
        yield say(verbs.completed, lesson, { completion: true, duration: 'PT6M' }, x);
        yield say(verbs.terminated, lesson, { duration: 'PT8M' }, x);
        const percent = Math.floor((l / lessons) * 99);
        yield say(verbs.progressed, course, { extensions: { [extensions.progress]: percent } }, x, grouping.slice(1));
        if (rnd() < 0.1) at += 86_400_000 * Math.floor(rnd() * 20);
      }
      if (stop < lessons) continue;
      const quiz = { id: `${id}/kuis`, definition: { type: 'http://adlnet.gov/expapi/activities/assessment' } };
      const skill = 0.4 + rnd() * 0.6;
      let passed = false;
      for (let attempt = 0; attempt < 3 && !passed; attempt++) {
        const x = { extensions: { [extensions.attempt]: uuid(`${seed}|${person}|${c}|a${attempt}`) } };
        const submitted = (at += 900_000);
        let right = 0;
        const say2 = (v, object, result, more) => ({
          ...say(v, object, result, more),
          timestamp: new Date(submitted).toISOString(),
        });
        for (let i = 0; i < items; i++) {
          const success = rnd() < skill + attempt * 0.1 - i * 0.04;
          right += success ? 1 : 0;
          const item = {
            id: `${quiz.id}/soal-${i + 1}`,
            definition: { type: 'http://adlnet.gov/expapi/activities/cmi.interaction' },
          };
          yield say2(
            verbs.answered,
            item,
            { response: success ? 'b' : 'a', success },
            { ...x, activities: { parent: [quiz] } },
          );
        }
        const scaled = right / items;
        passed = scaled >= 0.6;
        yield say2(
          passed ? verbs.passed : verbs.failed,
          quiz,
          { success: passed, score: { scaled, raw: right, min: 0, max: items } },
          x,
        );
        at = submitted + 60_000;
        if (rnd() < 0.3) break;
      }
      if (passed) yield say(verbs.satisfied, course, { completion: true }, {}, grouping.slice(1));
    }
    if (rnd() < 0.3) {
      const jp = 1 + Math.floor(rnd() * 8);
      const day = `${year}-0${1 + Math.floor(rnd() * 9)}-1${Math.floor(rnd() * 9)}`;
      yield {
        id: uuid(`${seed}|${person}|kegiatan`),
        actor,
        verb: verbs.performed,
        object: {
          id: `${site}/kegiatan/${uuid(`${seed}|${person}|k`)}`,
          definition: { type: `${ns}/activitytype/learning` },
        },
        result: {
          extensions: {
            [extensions.record]: {
              source: rnd() < 0.5 ? 'coaching' : 'self-study',
              kind: 'Coaching',
              organiser: 'Unit kerja',
              subject: 'Pekerjaan',
              start: day,
              end: day,
              jp,
              evidence: 'Berita acara',
            },
          },
        },
        timestamp: `${day}T03:00:00.000Z`,
        context: { contextActivities: { grouping: [unit] } },
      };
    }
  }

  /**
   * Statements as they reach the LRS: many people at once, devices that were offline late and in bursts, one in two hundred twice.
   * @param window people whose statements mix
   */
  function* statements(window = 64) {
    const rnd = random(seed * 13);
    const running = [];
    let next = 0;
    let late = [];
    for (;;) {
      while (running.length < window && next < people) running.push(of(next++));
      if (running.length === 0) break;
      const i = Math.floor(rnd() * running.length);
      const burst = rnd() < 0.1 ? 12 : 1;
      for (let b = 0; b < burst; b++) {
        const { value, done } = running[i].next();
        if (done) {
          running.splice(i, 1);
          break;
        }
        if (rnd() < 0.03) late.push(value);
        else yield value;
        if (rnd() < 0.005) yield value;
      }
      if (late.length > 200) {
        yield* late;
        late = [];
      }
    }
    yield* late;
  }

  return { staff, of, statements, unitIri, courseIri, agentOf, people };
}
