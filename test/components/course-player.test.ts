import { aTimeout, expect, fixture, html, nextFrame } from '@open-wc/testing';
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import { courseStateId } from '../../src/components/course-player/session.js';
import { WidyaCoursePlayer } from '../../src/components/course-player/course-player.js';
import type { WidyaQuiz } from '../../src/components/quiz/quiz.js';
import { defineLessonKind, lessonKinds } from '../../src/lessons/registry.js';
import { page } from '../../src/lessons/page/index.js';
import { toDocument, type CourseState } from '../../src/model/progress.js';
import { extensions } from '../../src/sdk/verbs.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { registrationFor } from '../../src/tracking/course.js';
import {
  clientOf,
  fits,
  focused,
  Harness,
  held,
  inTheDark,
  json,
  late,
  newLrs,
  newPerson,
  people,
  provide,
  record,
  serve,
  shift,
  signedOut,
  textOf,
  until,
  verbOf,
  warnings,
  beginsLeftOf,
} from './harness.js';
import { quizData } from './quiz-harness.js';

const id = 'https://belajar.bln.example/kursus/uji';
const read = (name: string, title: unknown, more: object = {}) => ({
  id: name,
  kind: 'page',
  title,
  body: { id: `Isi **${name}**.`, en: `Text of **${name}**.` },
  ...more,
});
const course = {
  id,
  title: { id: 'Etika ASN', en: 'Ethics' },
  language: 'id',
  jp: 4,
  lessons: [
    {
      id: 'dasar',
      title: 'Dasar',
      lessons: [read('satu', { id: 'Mengapa etika', en: 'Why ethics' }, { minutes: 10 }), read('dua', 'Nilai dasar')],
    },
    read('tiga', 'Di tempat kerja', { requires: ['dasar'], description: 'Tiga cerita.' }),
  ],
};

type Player = Harness<WidyaCoursePlayer>;

const early = document.createElement('widya-course-player');
Object.assign(early, { course, readonly: true });

WidyaCoursePlayer.define();

/** A player in the page; ready, unless it cannot be. */
async function open(lrs?: TestLrs, set: object = {}, auth = lrs?.auth): Promise<Player> {
  const h = await place(lrs, set, auth);
  await h.status('ready', 'error');
  if (h.element.status === 'ready') await until(() => h.$('.body .lines') === null, 'the lesson is drawn');
  await h.element.updateComplete;
  return h;
}
async function place(lrs?: TestLrs, set: object = {}, auth = lrs?.auth): Promise<Player> {
  const element = document.createElement('widya-course-player');
  element.innerHTML = '<a href="/teks">Baca sebagai teks</a>';
  const more = 'src' in set ? {} : { course };
  Object.assign(element, { noTour: true }, more, set);
  (lrs && auth ? await provide(lrs, auth) : await fixture(html`<div></div>`)).append(element);
  const h = new Harness(element, lrs);
  await element.updateComplete;
  return h;
}

const items = (h: Player) => h.$$('.item').map((b) => textOf(b));
const item = (h: Player, words: string) => h.$$('.item').find((b) => textOf(b).includes(words)) as HTMLButtonElement;
const title = (h: Player) => textOf(h.$('#lesson') ?? document.createTextNode(''));
const next = (h: Player) => h.$<HTMLButtonElement>('[part="next"]');
const place_ = (h: Player) => textOf(h.$('[part="error"]') as HTMLElement);
async function go(h: Player, button: HTMLElement | null): Promise<void> {
  button?.click();
  await h.element.updateComplete;
  await until(() => h.$('.body .lines') === null, 'the lesson is drawn');
  await h.element.updateComplete;
}
/** The learner has been here, on another device. */
async function studied(lrs: TestLrs, state: CourseState): Promise<void> {
  const agent = lrs.person.actor;
  const registration = registrationFor(id, agent);
  await clientOf(lrs).mergeState({ activityId: id, stateId: courseStateId, agent, registration }, toDocument(state));
}
const done = { opened: true, completed: true, progress: 1, at: '2026-03-02T02:00:00.000Z' };
const forget = (lrs: TestLrs) => {
  for (const key of Object.keys(localStorage)) if (key.includes(lrs.person.subject)) localStorage.removeItem(key);
};

describe('<widya-course-player>', () => {
  before(() => setViewport({ width: 1200, height: 700 }));
  beforeEach(() => sessionStorage.clear());

  describe('accessibility', () => {
    it('idle, loading, ready, locked, done, read only, empty, error, offline and signed out are accessible', async () => {
      await (await place(undefined, { course: undefined })).accessible();
      const lrs = newLrs();
      const slow = held(lrs);
      const h = await place(slow);
      await h.status('loading');
      await h.accessible();
      slow.release();
      await h.status('ready');
      await h.accessible();
      lrs.mode = 'offline';
      await go(h, next(h));
      await h.service.flush();
      await h.see('Tersimpan di perangkat');
      await h.accessible();
      lrs.mode = 'online';
      await go(h, next(h));
      await go(h, next(h));
      await h.see('Selamat');
      await h.accessible();
      await (await open(undefined, { readonly: true })).accessible();
      await (await open(undefined, { course: { ...course, lessons: [] } })).accessible();
      await (await open(undefined, { course: { id: 7 } })).accessible();
      const out = await open(newLrs(), {}, signedOut());
      await out.see('Anda belum masuk');
      await out.accessible();
      const unknown = { ...course, lessons: [{ id: 'x', kind: 'acme-belum-ada', title: 'X' }] };
      await (await open(undefined, { course: unknown })).accessible();
    });
    it('is accessible in the dark', () =>
      inTheDark(async () => {
        await emulateMedia({ colorScheme: 'dark' });
        const lrs = newLrs();
        await studied(lrs, { current: 'dua', lessons: { satu: done } });
        await (await open(lrs)).accessible();
        await emulateMedia({ colorScheme: 'light' });
      }));
    it('is a region with a navigation and an article, each named', async () => {
      const h = await open();
      expect(h.$('section')?.getAttribute('aria-labelledby')).to.equal('title');
      expect(h.$('#title')?.textContent?.trim()).to.equal('Etika ASN');
      expect(h.$('nav')?.getAttribute('aria-label')).to.equal('Daftar pelajaran');
      expect(h.$('article')?.getAttribute('aria-labelledby')).to.equal('lesson');
      expect(h.$('progress')?.getAttribute('aria-label')).to.equal('Kemajuan kursus 0%');
      expect(h.$('.item[aria-current="step"]')?.textContent).to.contain('Mengapa etika');
      expect(item(h, 'Di tempat kerja').getAttribute('aria-disabled')).to.equal('true');
    });
    it('is learned by keyboard alone', async () => {
      const lrs = newLrs();
      const h = await open(lrs);
      while (!textOf(focused() ?? document.body).startsWith('Nilai dasar')) await sendKeys({ press: 'Tab' });
      await sendKeys({ press: 'Enter' });
      await until(() => title(h) === 'Nilai dasar', 'second lesson');
      expect(focused()?.id).to.equal('lesson');
      await sendKeys({ press: 'Tab' });
      expect(focused()?.getAttribute('part')).to.equal('previous');
      await sendKeys({ press: 'Enter' });
      await until(() => title(h) === 'Mengapa etika', 'back');
      for (let i = 0; i < 2; i++) {
        await until(() => focused()?.id === 'lesson', 'the heading has the focus');
        while (focused()?.getAttribute('part') !== 'next') await sendKeys({ press: 'Tab' });
        await sendKeys({ press: 'Enter' });
        await until(() => title(h) === ['Nilai dasar', 'Di tempat kerja'][i], `went on ${i}`);
      }
      expect(h.text).to.contain('2 dari 3 pelajaran selesai');
      await setViewport({ width: 1200, height: 700 });
    });
    it('at 320 px: nothing is wider than the window, the list opens and closes, long words break', async () => {
      await setViewport({ width: 320, height: 700 });
      const word = 'Pertanggungjawabanpenyelenggaraankediklatanberkesinambungan';
      const long = { ...course, title: `${word} ${word}`, lessons: [read('a', word), ...course.lessons] };
      const h = await open(undefined, { course: long });
      fits();
      const toggle = h.$<HTMLButtonElement>('.toggle');
      expect(h.$('.outline')?.checkVisibility()).to.equal(false);
      toggle?.click();
      await h.element.updateComplete;
      expect(toggle?.getAttribute('aria-expanded')).to.equal('true');
      expect(h.$('.outline')?.checkVisibility()).to.equal(true);
      fits();
      for (const b of h.$$('button')) expect(b.getBoundingClientRect().height).to.be.at.least(44);
      await go(h, item(h, 'Mengapa etika'));
      expect(h.$('.outline')?.checkVisibility()).to.equal(false);
      fits();
      await setViewport({ width: 1200, height: 700 });
      expect(h.$('.course')?.scrollWidth).to.be.at.most(h.$('.course')?.clientWidth ?? 0);
      expect(h.$('nav')?.scrollWidth).to.be.at.most(h.$('nav')?.clientWidth ?? 0);
      await setViewport({ width: 1200, height: 700 });
    });
    it('says what was done and where the learner is, together', async () => {
      const h = await open();
      await go(h, next(h));
      await until(() => (h.$('[data-announcer]')?.textContent ?? '') !== '', 'announced');
      expect(h.$('[data-announcer]')?.textContent).to.equal('Mengapa etika: selesai. Pelajaran 2 dari 3: Nilai dasar');
    });
  });

  describe('focus', () => {
    it('never moves on load, nor when the page sets the lesson', async () => {
      const h = await open(newLrs());
      await nextFrame();
      expect(document.activeElement === document.body).to.equal(true);
      h.element.lesson = 'dua';
      await until(() => title(h) === 'Nilai dasar', 'the lesson is shown');
      expect(document.activeElement === document.body).to.equal(true);
    });
    it('goes to the heading of the lesson the learner asked for', async () => {
      const h = await open();
      await go(h, item(h, 'Nilai dasar'));
      expect(focused()?.id).to.equal('lesson');
      await h.element.goTo('satu');
      expect(title(h)).to.equal('Mengapa etika');
      expect(focused()?.id).to.equal('lesson');
    });
  });

  describe('attributes', () => {
    it('has its defaults', () => {
      const e = document.createElement('widya-course-player');
      const { src, loading, lesson, registration, readonly, provider, completed, course: c, status } = e;
      expect([src, loading, lesson, registration, readonly, provider, completed, c, status]).to.eql(
        ['', 'eager', '', '', false, '', false, undefined, 'idle'], // prettier-ignore
      );
    });
    it('property and attribute follow each other', async () => {
      const h = await open();
      h.element.setAttribute('lesson', 'dua');
      await until(() => title(h) === 'Nilai dasar', 'lesson by attribute');
      h.element.readonly = true;
      await h.element.updateComplete;
      expect(h.element.hasAttribute('readonly')).to.equal(true);
      await until(() => next(h)?.textContent?.includes('Berikutnya') ?? false, 'only looked at');
      expect(h.element.lesson).to.equal('dua');
      h.element.removeAttribute('readonly');
      await h.element.updateComplete;
      expect(h.element.readonly).to.equal(false);
      await until(() => next(h)?.textContent?.includes('Tandai selesai') ?? false, 'recorded again');
    });
    it('takes properties that were set before it was defined', async () => {
      (await fixture(html`<div></div>`)).append(early);
      const h = new Harness(early);
      await h.status('ready');
      expect(h.text).to.contain('Etika ASN').and.contain('Hanya baca');
    });
    it('wrong values are said once, left out, and do not throw', async () => {
      const said = await warnings(async () => {
        for (let i = 0; i < 2; i++) {
          const box = await fixture(html`<div></div>`);
          box.innerHTML =
            '<widya-course-player loading="kapan-kapan" registration="12" lesson="entah"></widya-course-player>';
          const e = box.firstElementChild as WidyaCoursePlayer;
          e.course = course;
          const h = new Harness(e);
          await h.status('ready');
          await until(() => e.lesson === 'satu', 'begins at the start');
          expect([e.loading, e.registration]).to.eql(['eager', '']);
        }
      });
      expect(said.sort()).to.eql([
        '[widya] <widya-course-player lesson> "entah" is not in data.',
        '[widya] <widya-course-player loading> should be "eager" or "lazy"; "kapan-kapan" is left out.',
        '[widya] <widya-course-player registration> should be a UUID; "12" is left out.',
      ]);
    });
    it('an src that is taken away loads nothing', async () => {
      const served = serve({ null: () => json(course), undefined: () => json(course) });
      const h = await open();
      h.element.src = undefined as never;
      await h.element.updateComplete;
      h.element.setAttribute('src', '/x');
      h.element.removeAttribute('src');
      h.element.course = undefined;
      await h.element.updateComplete;
      served.restore();
      expect(served.asked).to.eql([]);
    });
    it('loading="lazy" waits until it is near', async () => {
      const served = serve({ 'malas.json': () => json(course) });
      const box = await fixture(html`<div><div></div></div>`);
      const e = document.createElement('widya-course-player');
      Object.assign(e, { src: '/malas.json', loading: 'lazy' });
      (box.firstElementChild as HTMLElement).style.height = '4000px';
      box.append(e);
      await aTimeout(50);
      expect(served.asked).to.eql([]);
      e.scrollIntoView();
      await new Harness(e).status('ready');
      served.restore();
      expect(served.asked).to.eql(['malas.json']);
    });
  });

  describe('outline and way on', () => {
    it('shows what is where, in words: running, not begun, locked until', async () => {
      const h = await open();
      expect(items(h)).to.eql([
        'Mengapa etika Sedang berjalan · 10 menit',
        'Nilai dasar Belum mulai',
        'Di tempat kerja Selesaikan dulu: Dasar',
      ]);
      expect(h.text)
        .to.contain('0 dari 3 pelajaran selesai · 0%')
        .and.contain('4 JP')
        .and.contain('Pelajaran 1 dari 3');
    });
    it('a locked lesson opens neither by click, nor by the next button, nor by goTo; then it does', async () => {
      const h = await open();
      await go(h, item(h, 'Di tempat kerja'));
      await h.element.goTo('tiga');
      h.element.lesson = 'tiga';
      await h.element.updateComplete;
      await h.element.updateComplete;
      expect(title(h)).to.equal('Mengapa etika');
      expect(h.element.lesson).to.equal('satu');
      await go(h, item(h, 'Nilai dasar'));
      await go(h, next(h)); // done; what follows is locked: the first that is left
      expect(title(h)).to.equal('Mengapa etika');
      await go(h, item(h, 'Nilai dasar'));
      expect(next(h)?.getAttribute('aria-disabled')).to.equal('true');
      expect(h.text).to.contain('Selesaikan dulu: Dasar');
      await go(h, next(h));
      expect(title(h)).to.equal('Nilai dasar');
      await go(h, item(h, 'Mengapa etika'));
      await go(h, next(h));
      expect(h.text).to.contain('2 dari 3 pelajaran selesai · 66%');
      await go(h, item(h, 'Di tempat kerja'));
      expect(title(h)).to.equal('Di tempat kerja');
      expect(h.text).to.contain('Tiga cerita.');
    });
    it('after the last lesson leads to one that was left out', async () => {
      const free = { ...course, lessons: [read('a', 'A'), read('b', 'B')] };
      const h = await open(undefined, { course: free, lesson: 'b' });
      h.element.readonly = false;
      await go(h, next(h));
      expect(title(h)).to.equal('A');
      await go(h, item(h, 'B Selesai'));
      expect(next(h)?.textContent).to.contain('Berikutnya');
      await go(h, next(h));
      expect(title(h)).to.equal('A');
      await go(h, next(h));
      expect(h.text).to.contain('Selamat, Anda menyelesaikan kursus ini');
      expect(h.element.completed).to.equal(true);
      expect(h.element.hasAttribute('completed')).to.equal(true);
    });
    it('weights count, and lessons with moveOn NotApplicable do not', async () => {
      const weighed = {
        ...course,
        lessons: [read('a', 'A', { weight: 3 }), read('b', 'B'), read('c', 'C', { moveOn: 'NotApplicable' })],
      };
      const h = await open(undefined, { course: weighed });
      await go(h, next(h));
      expect(h.text).to.contain('1 dari 2 pelajaran selesai · 75%');
      await go(h, next(h));
      expect(h.text).to.contain('100%').and.contain('Selamat');
    });
    it('an empty course is neither done nor begun', async () => {
      const h = await open(undefined, { course: { ...course, lessons: [] } });
      expect(h.text).to.contain('Kursus ini belum memiliki pelajaran.').and.contain('0%');
      expect(h.text).not.to.contain('Selamat');
      expect(h.element.completed).to.equal(false);
    });
    it('readonly: looks everywhere, records nothing', async () => {
      const lrs = newLrs();
      const h = await open(lrs, { readonly: true });
      await go(h, next(h));
      expect(title(h)).to.equal('Nilai dasar');
      await h.service.flush();
      expect((await lrs.statements()).length).to.equal(0);
      expect(lrs.requests.filter((r) => !r.startsWith('GET'))).to.eql([]);
    });
  });

  describe('going on later', () => {
    it('opens where the learner left, after a reload and on another device', async () => {
      const lrs = newLrs();
      const h = await open(lrs);
      await go(h, next(h));
      const again = await open(lrs);
      expect(title(again)).to.equal('Nilai dasar');
      expect(again.text).to.contain('1 dari 3 pelajaran selesai');
      await again.sent();
      const agent = lrs.person.actor;
      const key = { activityId: id, stateId: courseStateId, agent, registration: registrationFor(id, agent) };
      const kept = async () => (await clientOf(lrs).getState<{ at?: string }>(key))?.value.at;
      await until(async () => (await kept()) === 'dua', 'the LRS knows the place');
      forget(lrs);
      const elsewhere = await open(lrs);
      expect(title(elsewhere)).to.equal('Nilai dasar');
      expect(elsewhere.text).to.contain('1 dari 3 pelajaran selesai');
    });
    it('the page’s wish goes first, once', async () => {
      const lrs = newLrs();
      await studied(lrs, { current: 'satu', lessons: { satu: done } });
      const h = await open(lrs, { lesson: 'dua' });
      expect(title(h)).to.equal('Nilai dasar');
      await go(h, item(h, 'Mengapa etika'));
      const told = new Promise((r) => h.element.addEventListener('load', r, { once: true }));
      const served = serve({ 'ulang.json': () => json(course) });
      h.element.course = undefined;
      h.element.src = '/ulang.json';
      await told;
      await h.status('ready');
      await until(() => title(h) !== '', 'drawn again');
      served.restore();
      expect(title(h)).to.equal('Mengapa etika');
    });
    it('without network goes on from what the device holds, and sends later', async () => {
      const lrs = newLrs();
      const h = await open(lrs);
      await go(h, next(h));
      await h.sent();
      const before = (await lrs.statements()).length;
      lrs.mode = 'offline';
      const away = await open(lrs);
      expect(title(away)).to.equal('Nilai dasar');
      await go(away, next(away));
      expect(title(away)).to.equal('Di tempat kerja');
      await away.service.flush();
      await away.see('Tersimpan di perangkat, menunggu jaringan');
      expect((await lrs.statements()).length).to.equal(before);
      lrs.mode = 'online';
      await away.service.flush();
      await away.sent();
      const said = (await lrs.statements()).slice(before).map(verbOf);
      expect(said).to.include.members(['initialized', 'completed', 'progressed']);
      await away.gone('Tersimpan di perangkat');
    });
    it('the LRS failing with 503 stops nobody', async () => {
      const lrs = newLrs();
      lrs.mode = 503;
      const h = await open(lrs);
      await go(h, next(h));
      expect(title(h)).to.equal('Nilai dasar');
      lrs.mode = 'online';
      await h.service.flush();
      await h.sent();
      expect((await lrs.statements()).map(verbOf)).to.include('completed');
    });
    it('shows what the device holds when the LRS hangs, and adds what it says later', async () => {
      const lrs = newLrs();
      const h = await open(lrs);
      await h.sent();
      await studied(lrs, { lessons: { dua: done } });
      const slow = held(lrs);
      const again = await open(slow);
      expect(title(again)).to.equal('Mengapa etika');
      expect(again.text).to.contain('0 dari 3 pelajaran selesai');
      await go(again, next(again));
      expect(again.text).to.contain('1 dari 3 pelajaran selesai');
      slow.release();
      await again.see('2 dari 3 pelajaran selesai');
    });
    it('a late answer does not undo what was done and sent meanwhile', async () => {
      const lrs = newLrs();
      const h = await open(lrs);
      await h.sent();
      const slow = late(lrs);
      const again = await open(slow);
      await go(again, next(again));
      await again.sent();
      await studied(lrs, { lessons: { tiga: done } });
      slow.release();
      await aTimeout(50);
      expect(again.text).to.contain('1 dari 3 pelajaran selesai');
      expect(title(again)).to.equal('Nilai dasar');
    });
    it('a visitor’s way is kept as long as the tab, and nobody else’s is shown', async () => {
      const h = await open();
      await go(h, next(h));
      expect(title(await open())).to.equal('Nilai dasar');
      expect(title(await open(newLrs()))).to.equal('Mengapa etika');
    });
    it('another person who signs in begins at their own place', async () => {
      const lrs = newLrs();
      const other = lrs.as(newPerson(people.budi));
      const h = await open(lrs);
      await go(h, next(h));
      await h.sent();
      const p = h.element.closest('widya-provider');
      Object.assign(p as object, { auth: other.auth, fetch: other.fetch });
      await until(() => title(h) === 'Mengapa etika', 'the other one’s start');
      expect(h.text).to.contain('0 dari 3 pelajaran selesai');
    });
  });

  describe('tracking', () => {
    it('opened, completed, progressed, left, satisfied: each taken by the real LRS, in one registration', async () => {
      const lrs = newLrs();
      const h = await open(lrs);
      for (let i = 0; i < 3; i++) await go(h, next(h));
      await h.see('Selamat');
      await h.sent();
      const all = await h.statements(12);
      expect(all.map(verbOf)).to.eql([
        'initialized',
        ...['completed', 'progressed', 'terminated', 'initialized'],
        ...['completed', 'progressed', 'terminated', 'initialized'],
        ...['completed', 'progressed', 'satisfied'],
      ]);
      const registration = registrationFor(id, lrs.person.actor);
      for (const s of all) {
        expect(s.context?.registration).to.equal(registration);
        expect(s.actor).to.deep.include({ account: lrs.person.actor.account });
        expect(s.context?.platform).to.equal('Widya');
      }
      const objects = all.map((s) => ('id' in s.object ? s.object.id : ''));
      expect(objects[0]).to.equal(`${id}/satu`);
      expect(objects.at(-1)).to.equal(id);
      const progress = all
        .filter((s) => verbOf(s) === 'progressed')
        .map((s) => s.result?.extensions?.[extensions.progress]);
      expect(progress).to.eql([33, 66, 100]);
      const satisfied = all.at(-1);
      expect(satisfied && 'definition' in satisfied.object && satisfied.object.definition?.extensions).to.eql({
        [extensions.jp]: 4,
      });
      expect(all.find((s) => verbOf(s) === 'terminated')?.result?.duration).to.match(/^PT/);
      // A session id is of one visit to one lesson.
      const sessions = new Set(all.map((s) => s.context?.extensions?.[extensions.sessionId]));
      expect(sessions.size).to.equal(3);
    });
    it('done on two devices is recorded once', async () => {
      const lrs = newLrs();
      const [a, b] = [await open(lrs), await open(lrs)];
      await go(a, next(a));
      await go(b, next(b));
      await a.sent();
      await b.sent();
      expect((await lrs.statements()).map(verbOf).filter((v) => v === 'completed').length).to.equal(1);
    });
    it('records under the page’s registration', async () => {
      const lrs = newLrs();
      const registration = '5d0c9a52-6d8f-4a55-9f1c-0d8a3b1c2e4f';
      const h = await open(lrs, { registration });
      expect((await h.statements(1))[0]?.context?.registration).to.equal(registration);
    });
    it('leaving the page ends the visit; coming back begins another', async () => {
      const lrs = newLrs();
      const h = await open(lrs);
      const p = h.element.parentElement as HTMLElement;
      h.element.remove();
      p.append(h.element);
      await until(() => h.text.includes('Isi satu'), 'shown again');
      const all = await h.statements(3);
      expect(all.map(verbOf)).to.eql(['initialized', 'terminated', 'initialized']);
      dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
      dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
      expect((await h.statements(5)).map(verbOf).slice(3)).to.eql(['terminated', 'initialized']);
      await h.see('Isi satu');
    });
  });

  describe('events', () => {
    const names = [
      'widya-navigate-request',
      'widya-lesson-opened',
      'widya-lesson-completed',
      'widya-course-completed',
      'widya-error',
    ];
    it('in order and with their detail, after the learner’s acts only', async () => {
      const h = await place();
      const seen = record(h.element.parentElement as HTMLElement, ...names);
      await h.status('ready');
      h.element.lesson = 'dua';
      await until(() => title(h) === 'Nilai dasar', 'set by the page');
      await h.element.goTo('satu');
      expect(seen).to.eql([]);
      await go(h, next(h));
      expect(seen.splice(0)).to.eql([
        { type: 'widya-lesson-completed', detail: { course: id, lesson: 'satu' } },
        { type: 'widya-navigate-request', detail: { course: id, lesson: 'dua' } },
        { type: 'widya-lesson-opened', detail: { course: id, lesson: 'dua' } },
      ]);
      await go(h, next(h));
      await go(h, next(h));
      expect(seen.at(-1)).to.eql({ type: 'widya-course-completed', detail: { course: id, jp: 4 } });
    });
    it('a navigation that the page cancels does not happen', async () => {
      const h = await open();
      h.element.addEventListener('widya-navigate-request', (e) => e.preventDefault());
      await go(h, item(h, 'Nilai dasar'));
      expect(title(h)).to.equal('Mengapa etika');
    });
    it('loads as an image does: loadstart, load or error, loadend; load only when every lesson is checked', async () => {
      const served = serve({
        'baik.json': () => json(course),
        'buruk.json': () => json({ ...course, lessons: [{ id: 'v', kind: 'video', title: 'V' }] }),
      });
      const h = await place(undefined, { src: '' });
      const seen = record(h.element, 'loadstart', 'load', 'error', 'loadend', 'widya-error');
      h.element.src = '/baik.json';
      await h.status('ready');
      expect(seen.splice(0).map((e) => e.type)).to.eql(['loadstart', 'load', 'loadend']);
      h.element.src = '/buruk.json';
      await until(() => seen.length === 4, 'the end');
      expect(seen.splice(0).map((e) => e.type)).to.eql(['loadstart', 'widya-error', 'error', 'loadend']);
      served.restore();
    });
  });

  describe('data', () => {
    it('a property goes before inline JSON, that before src', async () => {
      const served = serve({ 'jauh.json': () => json({ ...course, title: 'Dari berkas' }) });
      const box = await fixture(html`<div></div>`);
      box.innerHTML = `<widya-course-player src="/jauh.json"><script type="application/json">${JSON.stringify({ ...course, title: 'Di halaman' })}</script></widya-course-player>`;
      const h = new Harness(box.firstElementChild as WidyaCoursePlayer);
      await h.see('Di halaman');
      h.element.course = { ...course, title: 'Dari skrip' };
      await h.see('Dari skrip');
      expect(served.asked).to.eql([]);
      h.element.course = undefined;
      h.element.querySelector('script')?.remove();
      h.element.requestUpdate();
      await h.see('Dari berkas');
      served.restore();
    });
    it('inline JSON that is none names its place', async () => {
      const box = await fixture(html`<div></div>`);
      box.innerHTML = '<widya-course-player><script type="application/json">{"id":</script></widya-course-player>';
      const h = new Harness(box.firstElementChild as WidyaCoursePlayer);
      await h.status('error');
      expect(place_(h)).to.contain('data/not-json').and.contain('<script>');
    });
    it('a newer src aborts the older', async () => {
      let aborted = false;
      const served = serve({
        'lama.json': (signal) =>
          new Promise((_, reject) =>
            signal?.addEventListener('abort', () => {
              aborted = true;
              reject(new DOMException('', 'AbortError'));
            }),
          ),
        'baru.json': () => json({ ...course, title: 'Yang baru' }),
      });
      const h = await place(undefined, { src: '/lama.json' });
      await until(() => served.asked.length === 1, 'asked');
      const seen = record(h.element, 'load', 'error', 'loadend', 'widya-error');
      h.element.src = '/baru.json';
      await h.see('Yang baru');
      served.restore();
      expect(aborted).to.equal(true);
      expect(seen.map((e) => e.type)).to.eql(['load', 'loadend']);
    });
    it('an answer of the older that comes late changes nothing', async () => {
      let answer = (_: Response) => {};
      const served = serve({
        'lama.json': () => new Promise((resolve) => (answer = resolve)),
        'baru.json': () => json({ ...course, title: 'Yang baru' }),
      });
      const h = await place(undefined, { src: '/lama.json' });
      await until(() => served.asked.length === 1, 'asked');
      h.element.src = '/baru.json';
      await h.see('Yang baru');
      answer(json({ ...course, title: 'Yang lama' }));
      await aTimeout(20);
      served.restore();
      expect(h.text).to.contain('Yang baru');
    });
    const bad: [string, () => Response | Promise<Response>, string, string][] = [
      ['404', () => new Response('', { status: 404 }), 'data/not-found', 'course.json: 404'],
      ['503', () => new Response('', { status: 503 }), 'data/network', 'course.json: 503'],
      ['a dead line', () => Promise.reject(new TypeError('Failed to fetch')), 'data/network', 'course.json'],
      ['a sign-in page', () => new Response('<!doctype html>'), 'data/not-json', 'course.json'],
      [
        'a lesson without kind',
        () => json({ ...course, lessons: [read('a', 'A'), read('b', 'B'), { id: 'c', title: 'C' }] }),
        'data/invalid',
        'course.json: lessons[2].kind: is missing',
      ],
      [
        'what only the lesson’s kind can know',
        () =>
          json({ ...course, lessons: [{ id: 'blok', title: 'B', lessons: [{ id: 'v', kind: 'video', title: 'V' }] }] }),
        'data/invalid',
        'course.json: lessons[0].lessons[0].sources: is missing',
      ],
    ];
    for (const [what, answer, code, at] of bad) {
      it(`${what}: names the place, keeps what is inside, and can be tried again`, async () => {
        let broken = true;
        const served = serve({ 'course.json': () => (broken ? answer() : json(course)) });
        const h = await open(undefined, { src: '/x/course.json?v=1' });
        expect(h.element.status).to.equal('error');
        expect(place_(h)).to.contain(code).and.contain(at);
        expect(h.element.querySelector('a')?.checkVisibility()).to.equal(true);
        await h.accessible();
        broken = false;
        await h.press('Coba lagi');
        await h.status('ready');
        served.restore();
        expect(title(h)).to.equal('Mengapa etika');
        expect(h.element.querySelector('a')?.checkVisibility()).to.equal(false);
      });
    }
    it('a lesson of a kind nobody knows shows a card; the rest of the course goes on; it comes late', async () => {
      const kind = `acme-simulasi-${Date.now()}`;
      const mixed = {
        ...course,
        lessons: [{ id: 'x', kind, title: 'Simulasi', body: 'Isi simulasi.' }, read('b', 'B')],
      };
      const h = await open(undefined, { course: mixed });
      expect(h.text).to.contain('Jenis pelajaran ini belum terpasang').and.contain(kind);
      await go(h, item(h, 'B Belum'));
      expect(h.text).to.contain('Isi b');
      await go(h, item(h, 'Simulasi'));
      lessonKinds.register(defineLessonKind({ ...page, name: kind }) as never);
      await h.see('Isi simulasi.');
      expect(h.$('[part="error"]') === null).to.equal(true);
    });
    it('a wrong lesson of a late kind is an error that names the place', async () => {
      const kind = `acme-ketat-${Date.now()}`;
      const h = await open(undefined, {
        course: { ...course, lessons: [read('a', 'A'), { id: 'x', kind, title: 'X' }] },
      });
      expect(h.element.status).to.equal('ready');
      lessonKinds.register(defineLessonKind({ ...page, name: kind }) as never);
      await h.status('error');
      expect(place_(h)).to.contain('lessons[1]: needs either src or body');
    });
    it('a kind whose code cannot be fetched can be tried again', async () => {
      let broken = true;
      const kind = `acme-putus-${Date.now()}`;
      lessonKinds.register(
        defineLessonKind({
          ...page,
          name: kind,
          view: () => (broken ? Promise.reject(new TypeError('Failed to fetch module')) : page.view()),
        }) as never,
      );
      const h = await open(undefined, { course: { ...course, lessons: [read('x', 'X', { kind })] } });
      expect(h.text).to.contain('Bagian ini gagal ditampilkan').and.contain('Failed to fetch module');
      broken = false;
      await h.press('Coba lagi');
      await h.see('Isi x');
    });
    it('keeps the place of its head and list from loading to ready', async () => {
      await setViewport({ width: 1200, height: 800 });
      const slow = held(newLrs());
      const h = await place(slow);
      await h.status('loading');
      const at = () =>
        [h.$('.head'), h.$('.columns'), h.$('article')].map((e) => {
          const { top, left } = (e as HTMLElement).getBoundingClientRect();
          return [Math.round(left), Math.round(top)];
        });
      const before = at();
      const moved = await shift(async () => {
        slow.release();
        await h.status('ready');
        await h.see('Isi satu');
      });
      expect(at()).to.eql(before);
      expect(moved).to.be.below(0.01);
      await setViewport({ width: 1200, height: 700 });
    });
  });

  describe('lessons', () => {
    const one = (lesson: object, more: object = {}) => ({
      course: { ...course, lessons: [{ id: 'x', title: 'Pelajaran', ...lesson }] },
      ...more,
    });

    it('page: Markdown from a file, per language, with links that lead nowhere dangerous', async () => {
      const served = serve({
        'satu.md': () => new Response('# Judul\n\n[aman](dua.md) [jahat](javascript:alert(1)) <script>x</script>'),
        'one.md': () => new Response('In **English**.'),
      });
      const h = await open(undefined, one({ kind: 'page', src: { id: '/kursus/satu.md', en: '/kursus/one.md' } }));
      await h.see('Judul');
      const links = h.$$<HTMLAnchorElement>('.prose a');
      expect(links.map((a) => a.textContent)).to.eql(['aman (dibuka di tab baru)']);
      expect(new URL(links[0]?.href ?? '').pathname).to.equal('/kursus/dua.md');
      expect(h.root.querySelector('.prose script') === null).to.equal(true);
      expect(h.text).to.contain('<script>x</script>');
      h.element.lang = 'en';
      await h.see('In English');
      served.restore();
    });
    it('page: a file that is not there names itself, and can be asked for again', async () => {
      let broken = true;
      const served = serve({
        'hilang.md': () => (broken ? new Response('', { status: 404 }) : new Response('Kembali.')),
      });
      const h = await open(undefined, one({ kind: 'page', src: '/kursus/hilang.md' }));
      await h.see('Letak: hilang.md: 404');
      await h.accessible();
      broken = false;
      await h.press('Coba lagi');
      await h.see('Kembali.');
      served.restore();
    });
    it('quiz: judged by its score, completed by moveOn Passed, tried again', async () => {
      const lrs = newLrs();
      const questions = [{ id: 'tf', kind: 'true-false', stem: 'Benar?', answer: true }];
      const h = await open(lrs, one({ kind: 'quiz', masteryScore: 0.8, quiz: { ...quizData, questions } }));
      const seen = record(h.element, 'widya-lesson-completed');
      const quiz = () => h.$<WidyaQuiz>('widya-quiz');
      await until(() => quiz()?.status === 'ready', 'quiz');
      const answer = async (value: string) => {
        const root = quiz()?.shadowRoot as ShadowRoot;
        root.querySelector<HTMLElement>('[part="start-button"]')?.click();
        const option = () =>
          root
            .querySelector('form widya-question')
            ?.shadowRoot?.querySelector<HTMLInputElement>(`input[value="${value}"]:enabled`);
        await until(() => option() != null, 'question');
        option()?.click();
        await quiz()?.submit();
      };
      await answer('false');
      await until(() => items(h)[0]?.includes('Belum lulus') === true, 'judged');
      expect(h.text).to.contain('0 dari 1 pelajaran selesai · 0%');
      await answer('true');
      await h.see('Selamat');
      expect(items(h)[0]).to.contain('Lulus');
      expect(seen.map((e) => e.detail)).to.eql([
        { course: id, lesson: 'x', passed: false, score: 0 },
        { course: id, lesson: 'x', passed: true, score: 1 },
      ]);
      await h.sent();
      const all = await lrs.statements();
      const own = all.filter((s) => 'id' in s.object && s.object.id === `${id}/x`).map(verbOf);
      expect(own).to.eql(['initialized', 'completed', 'failed', 'passed']);
      const passed = all.findLast((s) => verbOf(s) === 'passed' && 'id' in s.object && s.object.id === `${id}/x`);
      expect(passed?.context?.extensions?.[extensions.masteryScore]).to.equal(0.8);
      expect(all.map(verbOf)).to.include('satisfied');
      await h.accessible();
    });
    it('discussion: completed by writing', async () => {
      const lrs = newLrs();
      const thread = `https://belajar.bln.example/forum/${lrs.person.subject}`;
      const h = await open(lrs, one({ kind: 'discussion', thread, prompt: 'Ceritakan **satu** dilema.' }));
      await h.see('Ceritakan satu dilema.');
      await h.see('Belum ada tulisan.');
      const forum = h.$('widya-forum-thread')?.shadowRoot as ShadowRoot;
      const field = forum.querySelector('textarea') as HTMLTextAreaElement;
      field.value = 'Hadiah dari warga.';
      field.dispatchEvent(new Event('input'));
      await nextFrame();
      forum.querySelector<HTMLElement>('[part="send"]')?.click();
      await h.see('Selamat');
      expect(h.text).to.contain('Hadiah dari warga.');
      await h.sent();
      const all = await lrs.statements();
      expect(all.map(verbOf)).to.include.members(['posted', 'completed', 'satisfied']);
      const post = all.find((s) => verbOf(s) === 'posted');
      expect(post?.context?.contextActivities?.grouping?.[0]?.id).to.equal(id);
      await h.accessible();
    });
    it('what is inside reaches the same provider, when the player names one by its id', async () => {
      const lrs = newLrs();
      (await provide(lrs)).id = 'penyedia-jauh';
      const h = await open(undefined, {
        ...one({ kind: 'discussion', thread: 'https://belajar.bln.example/forum/jauh' }),
        provider: 'penyedia-jauh',
      });
      await h.see('Belum ada tulisan.');
      await until(async () => (await lrs.statements()).some((s) => verbOf(s) === 'initialized'), 'recorded there');
    });

    const dir = '/demo/public/kursus/etika-asn/video';
    const video = {
      kind: 'video',
      sources: [{ src: `${dir}/nilai-dasar.webm`, type: 'video/webm' }],
      width: 640,
      height: 360,
      tracks: [
        { src: `${dir}/nilai-dasar.id.vtt`, srclang: 'id', label: 'Bahasa Indonesia' },
        { src: `${dir}/nilai-dasar.en.vtt`, srclang: 'en', label: 'English' },
      ],
    };
    it('video: captions and transcript in the reader’s language; jumps from the transcript', async () => {
      const h = await open(undefined, one(video));
      await h.see('Transkrip');
      expect(h.$('video')?.getAttribute('aria-label')).to.equal('Pelajaran');
      expect(h.$('track[default]')?.getAttribute('srclang')).to.equal('id');
      const first = textOf(h.$('.transcript summary')?.parentElement as HTMLElement);
      h.$<HTMLElement>('.transcript summary')?.click();
      await h.accessible();
      expect(h.$$('.cue').length).to.be.above(2);
      const words = h.$('.cue')?.textContent;
      h.element.lang = 'en';
      await until(() => h.$('.cue') !== null && h.$('.cue')?.textContent !== words, 'English transcript');
      expect(first).not.to.equal('');
      await setViewport({ width: 320, height: 700 });
      fits();
      await setViewport({ width: 1200, height: 700 });
    });
    it('video: what was played is recorded by the video profile, kept, and completes the lesson', async () => {
      const lrs = newLrs();
      const h = await open(lrs, one({ ...video, threshold: 0.25 }));
      const v = h.$('video') as HTMLVideoElement;
      await until(() => v.readyState >= 2, 'the video can play');
      v.muted = true;
      v.playbackRate = 8;
      await v.play();
      await h.see('sudah ditonton');
      await h.see('Selamat');
      v.pause();
      await until(async () => (await lrs.statements()).some((s) => verbOf(s) === 'satisfied'), 'recorded');
      await h.sent();
      const all = await lrs.statements();
      const own = all.filter((s) => 'id' in s.object && s.object.id === `${id}/x`);
      expect(own.map(verbOf)).to.include.members(['initialized', 'played', 'completed']);
      expect(own.map(verbOf).filter((x) => x === 'completed').length).to.equal(1);
      for (const s of own) {
        expect(s.context?.contextActivities?.category?.[0]?.id).to.equal('https://w3id.org/xapi/video');
        expect(s.context?.contextActivities?.grouping?.[0]?.id).to.equal(id);
      }
      const completed = own.find((s) => verbOf(s) === 'completed');
      expect(completed?.result?.extensions?.['https://w3id.org/xapi/video/extensions/progress']).to.be.at.least(0.25);
      h.element.remove();
      const verbs = async () => (await lrs.statements()).map(verbOf);
      await until(async () => (await verbs()).includes('terminated'), 'terminated');
      expect(await verbs()).to.include('paused');
    });
    it('video: goes on from where it was left; a wrong address says so', async () => {
      const lrs = newLrs();
      await studied(lrs, {
        current: 'x',
        lessons: { x: { opened: true, progress: 0.4, data: { segments: [[0, 15]], watched: 15, at: 15 } } },
      });
      const h = await open(lrs, one(video));
      expect(h.text).to.contain('Lanjutkan dari 0.15'.replace('.', ':'));
      const broken = await open(undefined, one({ ...video, sources: [{ src: '/tidak-ada.webm' }] }));
      await broken.see('Video tidak dapat diputar.');
      await broken.accessible();
      await broken.press('Coba lagi');
      await broken.see('Video tidak dapat diputar.');
    });
  });

  describe('language', () => {
    it('follows the nearest lang: words, titles and texts', async () => {
      const box = await fixture(html`<div lang="en"></div>`);
      const e = document.createElement('widya-course-player');
      e.course = course;
      box.append(e);
      const h = new Harness(e);
      await h.see('Mark as done'.slice(0, 4));
      expect(h.text)
        .to.contain('Ethics')
        .and.contain('Why ethics')
        .and.contain('Lesson 1 of 3')
        .and.contain('4 lesson hours');
      await h.see('Text of satu');
      box.setAttribute('lang', 'id');
      await h.see('Isi satu');
      expect(h.text).to.contain('Pelajaran 1 dari 3');
    });
    it('counts read the right way round on a page that runs from the right', async () => {
      const h = await open();
      h.element.dir = 'rtl';
      await nextFrame();
      expect(beginsLeftOf(h.$('.head .row span') as HTMLElement, 'dari')).to.equal(true);
    });
  });

  it('what is inside is shown before and while it loads', async () => {
    const h = await place(held(newLrs()));
    await h.status('loading');
    expect(h.element.querySelector('a')?.checkVisibility()).to.equal(true);
    const idle = await place(undefined, { course: undefined });
    expect(idle.element.querySelector('a')?.checkVisibility()).to.equal(true);
  });

  it('lets go of its listeners when it leaves the page', async () => {
    const lrs = newLrs();
    const h = await open(lrs);
    const { service } = h;
    await h.sent();
    h.element.remove();
    await until(async () => (await lrs.statements()).length === 2, 'left');
    dispatchEvent(new PageTransitionEvent('pageshow'));
    dispatchEvent(new PageTransitionEvent('pagehide'));
    lessonKinds.register(defineLessonKind({ ...page }) as never);
    await h.element.goTo('dua');
    await service.flush();
    expect((await lrs.statements()).map(verbOf)).to.eql(['initialized', 'terminated']);
  });
});
