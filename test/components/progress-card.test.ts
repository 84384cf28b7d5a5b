import { expect, fixture, html, nextFrame } from '@open-wc/testing';
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import { WidyaProgressCard } from '../../src/components/progress-card/progress-card.js';
import type { WidyaProvider } from '../../src/components/provider/provider.js';
import type { Course } from '../../src/model/course.js';
import { summaryProfileId } from '../../src/model/summary.js';
import { uuid } from '../../src/sdk/uuid.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { courseProgressed, courseSatisfied, registrationFor, type CourseContext } from '../../src/tracking/course.js';
import {
  clientOf,
  fits,
  focused,
  Harness,
  held,
  inTheDark,
  late,
  newLrs,
  provide,
  record,
  say,
  shift,
  signedOut,
  until,
  warnings,
} from './harness.js';

const id = 'https://belajar.bln.example/kursus/uji';
const course: Course = {
  id,
  title: 'Etika',
  jp: 4,
  lessons: [
    { id: 'satu', kind: 'page', title: 'Satu' },
    { id: 'dua', kind: 'page', title: { id: 'Hadiah dan gratifikasi', en: 'Gifts' } },
  ],
};

function context(lrs: TestLrs, of: Course): CourseContext {
  return { course: of, registration: registrationFor(of.id, lrs.person.actor), session: uuid(), lang: 'id' };
}
const next = course.lessons[1] as { id: string; kind: string; title: string };
/** The learner is half-way. */
const halfWay = (lrs: TestLrs, percent = 50, of = course, at = '2026-03-02T02:00:00.000Z') =>
  say(lrs, at, courseProgressed(context(lrs, of), { percent, next }));
const finished = (lrs: TestLrs, score = 0.86) =>
  say(
    lrs,
    '2026-03-02T03:00:00.000Z',
    courseProgressed(context(lrs, course), { percent: 100, score }),
    courseSatisfied(context(lrs, course), lrs.person.actor, score),
  );

type Card = Harness<WidyaProgressCard>;

/** Written before the tag is known, as HTML that arrives before its script is. */
const early = document.createElement('widya-progress-card');
Object.assign(early, { course: id, jp: 3 });
early.append('Kursus awal');

WidyaProgressCard.define();

async function card(lrs?: TestLrs, more: Partial<WidyaProgressCard> = {}, auth = lrs?.auth): Promise<Card> {
  const element = document.createElement('widya-progress-card');
  element.innerHTML = '<a href="/kursus/etika.html">Etika ASN</a>';
  Object.assign(element, { course: id, jp: 4, ...more });
  (lrs && auth ? await provide(lrs, auth) : await fixture(html`<div></div>`)).append(element);
  const h = new Harness(element, lrs);
  await element.updateComplete;
  return h;
}
/** A card that has shown what the LRS says. */
async function ready(lrs: TestLrs, more: Partial<WidyaProgressCard> = {}): Promise<Card> {
  const h = await card(lrs, more);
  await h.status('ready');
  return h;
}
const bar = (h: Card) => h.$<HTMLProgressElement>('progress');
const reads = (lrs: TestLrs) => lrs.requests.filter((r) => r.startsWith('GET'));
/** The device forgets, as another one would not know. */
const anotherDevice = (lrs: TestLrs) => {
  for (const key of Object.keys(localStorage)) if (key.includes(lrs.person.subject)) localStorage.removeItem(key);
};

describe('<widya-progress-card>', () => {
  describe('accessibility', () => {
    it('idle, loading, not started, in progress, done, error and signed out are accessible', async () => {
      await (await card()).accessible();
      const lrs = newLrs();
      const slow = held(lrs);
      const loading = await card(slow);
      await loading.status('loading');
      await loading.accessible();
      slow.release();
      await loading.status('ready');
      await loading.accessible();
      await halfWay(lrs);
      await loading.element.reload();
      await loading.see('50%');
      await loading.accessible();
      await finished(lrs);
      await loading.element.reload();
      await loading.see('Selesai');
      await loading.accessible();
      const broken = newLrs();
      broken.mode = 500;
      const failed = await card(broken);
      await failed.status('error');
      await failed.accessible();
      const out = await card(newLrs(), {}, signedOut());
      await out.see('Anda belum masuk');
      await out.accessible();
    });
    it('is accessible in the dark', () =>
      inTheDark(async () => {
        await emulateMedia({ colorScheme: 'dark' });
        const lrs = newLrs();
        await halfWay(lrs);
        const h = await ready(lrs);
        await h.accessible();
        await finished(lrs);
        await h.element.reload();
        await h.accessible();
        await emulateMedia({ colorScheme: 'light' });
      }));
    it('is an article named by the course; bar and link say which course and how far', async () => {
      const lrs = newLrs();
      await halfWay(lrs);
      const h = await ready(lrs);
      expect(h.$('article')?.getAttribute('aria-labelledby')).to.equal('title');
      expect(h.$('#title')?.textContent?.trim()).to.equal('Etika ASN');
      expect(bar(h)?.getAttribute('aria-label')).to.equal('Kemajuan kursus 50%');
      const link = h.$('[part="action"]') as HTMLAnchorElement;
      const name = (link.getAttribute('aria-labelledby') ?? '')
        .split(' ')
        .map((i) => h.$(`#${i}`)?.textContent?.trim());
      expect(name.join(' ')).to.equal('Lanjutkan Etika ASN');
      expect(new URL(link.href).pathname).to.equal('/kursus/etika.html');
    });
    it('is reached and retried by keyboard alone', async () => {
      const lrs = newLrs();
      lrs.mode = 'offline';
      const h = await card(lrs);
      await h.status('error');
      await sendKeys({ press: 'Tab' });
      expect(focused()?.getAttribute('part')).to.equal('retry');
      lrs.mode = 'online';
      await sendKeys({ press: 'Enter' });
      await h.status('ready');
      await h.see('Belum mulai');
      await sendKeys({ press: 'Tab' });
      expect(focused()?.getAttribute('part')).to.equal('action');
    });
    it('keeps within a narrow column, with long names too', async () => {
      await setViewport({ width: 320, height: 700 });
      const word = 'Pertanggungjawabanpenyelenggaraankediklatanberkesinambungan';
      const lrs = newLrs();
      const long = { ...course, lessons: [{ id: 'x', kind: 'page', title: word }] };
      await say(
        lrs,
        '2026-03-02T02:00:00.000Z',
        courseProgressed(context(lrs, long), { percent: 1, next: long.lessons[0] as never }),
      );
      const h = await ready(lrs, { label: `${word} ${word}` });
      await h.see(word);
      fits();
      expect(h.$('.card')?.scrollWidth).to.be.at.most(h.$('.card')?.clientWidth ?? 0);
      await setViewport({ width: 900, height: 700 });
    });
  });

  describe('attributes', () => {
    it('has its defaults', () => {
      const e = document.createElement('widya-progress-card');
      const { course: c, label, href, jp, provider, completed, status } = e;
      expect([c, label, href, jp, provider, completed, status]).to.eql(['', '', '', undefined, '', false, 'idle']);
    });
    it('takes attributes, also when they change or go', async () => {
      const lrs = newLrs();
      await finished(lrs);
      const h = await ready(lrs);
      expect(h.element.hasAttribute('completed')).to.equal(true);
      expect(h.element.getAttribute('status')).to.equal('ready');
      h.element.setAttribute('course', 'https://belajar.bln.example/kursus/lain');
      h.element.setAttribute('label', 'Kursus lain');
      h.element.setAttribute('href', '/lain.html');
      h.element.setAttribute('jp', '2');
      await h.see('Kursus lain');
      await h.see('2 JP');
      expect(h.element.hasAttribute('completed')).to.equal(false);
      expect(new URL(h.$<HTMLAnchorElement>('[part="action"]')?.href ?? '').pathname).to.equal('/lain.html');
      for (const name of ['label', 'href', 'jp']) h.element.removeAttribute(name);
      await h.see('Etika ASN');
      expect(h.text).not.to.contain('JP');
    });
    it('takes properties that were set before it was defined', async () => {
      (await provide(newLrs())).append(early);
      const h = new Harness(early);
      await h.status('ready');
      await h.see('3 JP');
      early.remove();
    });
    it('a wrong value is said once, left out, and does not throw', async () => {
      const lrs = newLrs();
      const said = await warnings(async () => {
        for (let i = 0; i < 2; i++) {
          const p = await provide(lrs);
          p.innerHTML = '<widya-progress-card course="bukan iri" jp="empat"><a href="/x">X</a></widya-progress-card>';
          const e = p.firstElementChild as WidyaProgressCard;
          await e.updateComplete;
          await e.updateComplete;
          expect(e.status).to.equal('idle');
          expect(e.jp).to.equal(undefined);
          expect(new Harness(e).text).to.equal('X Buka kursus');
        }
      });
      expect(said.sort()).to.eql([
        '[widya] <widya-progress-card course> should be an absolute IRI; "bukan iri" is left out.',
        '[widya] <widya-progress-card jp> should be a number from 0; "empat" is left out.',
      ]);
    });
  });

  describe('what it shows', () => {
    it('not started, in progress with the next lesson, done with score and JP', async () => {
      const lrs = newLrs();
      const h = await ready(lrs);
      expect(h.text).to.contain('Belum mulai').and.contain('4 JP').and.contain('0%').and.contain('Mulai');
      await halfWay(lrs);
      await h.element.reload();
      await h.see('Sedang berjalan');
      expect(h.text).to.contain('50%').and.contain('Berikutnya: Hadiah dan gratifikasi').and.contain('Lanjutkan');
      expect(bar(h)?.value).to.equal(50);
      await finished(lrs, 0.8596);
      await h.element.reload();
      await h.see('Selesai');
      expect(h.text).to.contain('4 JP diperoleh').and.contain('Nilai 85,9').and.contain('100%').and.contain('Tinjau');
      expect(h.text).not.to.contain('Berikutnya');
      expect(h.element.completed).to.equal(true);
    });
    it('follows what is said on this page at once, before the LRS has it', async () => {
      const lrs = newLrs();
      const h = await ready(lrs);
      lrs.mode = 'offline';
      await h.service.record([courseProgressed(context(lrs, course), { percent: 30, next })]);
      await h.see('30%');
      lrs.mode = 'online';
      await h.service.flush();
      expect((await h.statements(1))[0]?.verb.id).to.contain('progressed');
    });
    it('does not lose what is said while the server is being asked', async () => {
      const lrs = newLrs();
      await halfWay(lrs, 10);
      const slow = late(lrs);
      const h = await card(slow);
      await until(() => lrs.requests.length > 0, 'asked');
      await h.service.record([courseProgressed(context(lrs, course), { percent: 70, next })]);
      await h.sent();
      slow.release();
      await h.status('ready');
      expect(h.text).to.contain('70%');
    });
    it('tells two courses and two people apart', async () => {
      const lrs = newLrs();
      const other = { ...course, id: `${id}-lain` };
      await halfWay(lrs, 20);
      await halfWay(lrs, 80, other);
      const somebody = lrs.as({ ...newLrs().person });
      await halfWay(somebody, 99);
      expect((await ready(lrs)).text).to.contain('20%');
      expect((await ready(lrs, { course: other.id })).text).to.contain('80%');
      expect((await ready(somebody)).text).to.contain('99%');
    });
    it('signed out: says so, and the course can still be opened', async () => {
      const lrs = newLrs();
      const h = await card(lrs, {}, signedOut());
      await h.see('Anda belum masuk');
      expect(h.text).to.contain('Masuk ke portal').and.contain('Mulai');
      expect(lrs.requests).to.eql([]);
    });
    it('without a provider it is a link', async () => {
      const h = await card();
      expect(h.text).to.equal('Etika ASN Buka kursus');
      expect(h.element.status).to.equal('idle');
    });
    it('finds a provider elsewhere on the page by its id', async () => {
      const lrs = newLrs();
      await halfWay(lrs);
      (await provide(lrs)).id = 'jauh';
      const h = await card(undefined, { provider: 'jauh' });
      h.element.setAttribute('provider', 'jauh');
      h.element.remove();
      document.body.append(h.element);
      await h.see('50%');
      h.element.remove();
    });
  });

  describe('requests', () => {
    it('any number of cards makes two, at the first visit and at each later one', async () => {
      const lrs = newLrs();
      const many = async (): Promise<Card[]> => {
        const p = await provide(lrs);
        const cards = Array.from({ length: 12 }, (_, i) => {
          const e = document.createElement('widya-progress-card');
          Object.assign(e, { course: `${id}-${i}`, label: `Kursus ${i}` });
          p.append(e);
          return new Harness(e, lrs);
        });
        await Promise.all(cards.map((c) => c.status('ready')));
        return cards;
      };
      for (let i = 0; i < 12; i++) await halfWay(lrs, i * 8, { ...course, id: `${id}-${i}` });
      lrs.requests.length = 0;
      const first = await many();
      expect(first.map((c) => bar(c)?.value)).to.eql(Array.from({ length: 12 }, (_, i) => i * 8));
      expect(reads(lrs)).to.eql(['GET statements']);
      await until(() => lrs.requests.includes('POST agents/profile'), 'the summary is kept');
      await (first[0] as Card).sent();

      lrs.requests.length = 0;
      const second = await many();
      expect(second.map((c) => bar(c)?.value)).to.eql(Array.from({ length: 12 }, (_, i) => i * 8));
      expect(lrs.requests).to.eql(['GET agents/profile', 'GET statements']);
    });
    it('on another device, with a long history: the newest and the kept summary, and nothing is missing', async () => {
      const lrs = newLrs();
      const old = { ...course, id: `${id}-lama` };
      await halfWay(lrs, 40, old);
      await ready(lrs, { course: old.id });
      await until(
        async () => (await clientOf(lrs).listAgentProfiles(lrs.person.actor)).includes(summaryProfileId),
        'kept',
      );
      const between = { ...course, id: `${id}-celah` };
      await halfWay(lrs, 25, between);
      for (let i = 0; i < 60; i++) {
        const at = new Date(Date.UTC(2026, 2, 3, 0, i)).toISOString();
        await say(lrs, at, courseProgressed(context(lrs, course), { percent: i, next }));
      }
      anotherDevice(lrs);
      lrs.requests.length = 0;
      const h = await ready(lrs);
      expect(h.text).to.contain('59%');
      for (const [other, percent] of [
        [old, 40],
        [between, 25],
      ] as const) {
        h.element.course = other.id;
        await h.see(`${percent}%`);
      }
      expect(reads(lrs).slice(0, 2)).to.eql(['GET statements', 'GET agents/profile']);
    });
    it('a first visit asks for nothing that is not there', async () => {
      const lrs = newLrs();
      const answers: number[] = [];
      const watched = Object.assign(Object.create(lrs) as TestLrs, {
        fetch: async (...args: Parameters<TestLrs['fetch']>) => {
          const response = await lrs.fetch(...args);
          answers.push(response.status);
          return response;
        },
      });
      const h = await ready(watched);
      await until(() => lrs.requests.includes('POST agents/profile'), 'a first summary is left');
      await h.sent();
      await ready(watched);
      expect(answers.filter((s) => s >= 400)).to.eql([]);
    });
    it('keeps only what changed, from the server’s clock', async () => {
      const lrs = newLrs();
      await halfWay(lrs);
      const h = await ready(lrs);
      await until(() => lrs.requests.includes('POST agents/profile'), 'kept');
      await h.sent();
      const doc = await clientOf(lrs).getAgentProfile<Record<string, unknown>>({
        agent: lrs.person.actor,
        profileId: summaryProfileId,
      });
      expect(Object.keys(doc?.value ?? {}).sort()).to.eql(['asOf', `k:${id}`]);
      expect(Date.parse(String(doc?.value.asOf))).to.be.below(Date.now());
    });
  });

  describe('trouble', () => {
    for (const mode of ['offline', 500, 503, 403] as const) {
      it(`${mode}: says so with a way to try again, and the course can still be opened`, async () => {
        const lrs = newLrs();
        await halfWay(lrs);
        lrs.mode = mode;
        const p = await provide(lrs);
        const seen = record(p, 'widya-error');
        p.innerHTML = `<widya-progress-card course="${id}"><a href="/x">Etika</a></widya-progress-card>`;
        const h = new Harness(p.firstElementChild as WidyaProgressCard, lrs);
        await h.status('error');
        await h.see('Kemajuan belum dapat dimuat.');
        expect(h.text).to.contain('Buka kursus');
        h.element.label = 'Etika ASN'; // drawn again: said once all the same
        await h.see('Etika ASN');
        expect(seen.length).to.equal(1);
        expect((seen[0]?.detail as { code: string }).code).to.match(/^lrs\//);
        lrs.mode = 'online';
        await h.press('Coba lagi');
        await h.see('50%');
        expect(h.element.status).to.equal('ready');
        expect(h.$('[part="error"]') === null).to.equal(true);
      });
    }
    it('shows what an earlier visit read, and of when it is, until the LRS answers again', async () => {
      const lrs = newLrs();
      await halfWay(lrs);
      await ready(lrs);
      lrs.mode = 'offline';
      const h = await card(lrs);
      await h.see('50%');
      await h.see('Data per');
      expect(h.element.status).to.equal('ready');
      await h.accessible();
      lrs.mode = 'online';
      await halfWay(lrs, 75, course, '2026-03-02T02:30:00.000Z');
      dispatchEvent(new Event('online'));
      await h.see('75%');
      await h.gone('Data per');
    });
    it('shows an earlier visit’s figures at once when the server hangs', async () => {
      const lrs = newLrs();
      await halfWay(lrs);
      await ready(lrs);
      const h = await card(held(lrs));
      await h.see('50%');
      expect(h.$('article')?.getAttribute('aria-busy')).to.equal('true');
    });
    it('a session that cannot be asked can be asked again', async () => {
      const lrs = newLrs();
      let down = true;
      const p = await fixture<WidyaProvider>(
        html`<widya-provider endpoint=${lrs.endpoint} .fetch=${lrs.fetch}></widya-provider>`,
      );
      const { sessionAuth } = await import('../../src/sdk/session.js');
      p.auth = sessionAuth({
        session: `/sesi-${lrs.person.subject}`,
        fetch: async () => {
          if (down) throw new TypeError('Failed to fetch');
          return Response.json(lrs.person);
        },
      });
      p.innerHTML = `<widya-progress-card course="${id}"></widya-progress-card>`;
      const h = new Harness(p.firstElementChild as WidyaProgressCard, lrs);
      await h.status('error');
      down = false;
      await h.press('Coba lagi');
      await h.see('Belum mulai');
    });
    it('keeps its size from loading to ready', async () => {
      const lrs = newLrs();
      const slow = held(lrs);
      const h = await card(slow);
      await h.status('loading');
      const rows = () =>
        h.$$('.status, .bar, .foot').map((e) => {
          const { top, height } = e.getBoundingClientRect();
          return [Math.round(top), Math.round(height)];
        });
      const before = rows();
      expect(before.length).to.equal(3);
      const moved = await shift(async () => {
        slow.release();
        await h.status('ready');
        await nextFrame();
      });
      expect(rows()).to.eql(before);
      expect(moved).to.equal(0);
    });
  });

  describe('events', () => {
    it('says nothing when all is well, and nothing on a programmatic set', async () => {
      const lrs = newLrs();
      const p = await provide(lrs);
      const seen = record(p, 'widya-error', 'load', 'loadstart');
      p.innerHTML = `<widya-progress-card course="${id}"></widya-progress-card>`;
      const h = new Harness(p.firstElementChild as WidyaProgressCard, lrs);
      await h.status('ready');
      h.element.course = `${id}-lain`;
      h.element.jp = 2;
      await h.element.updateComplete;
      expect(seen).to.eql([]);
    });
  });

  describe('language', () => {
    it('follows the nearest lang, with the course’s own words', async () => {
      const lrs = newLrs();
      await halfWay(lrs);
      const h = await ready(lrs);
      h.element.lang = 'en';
      await h.see('In progress');
      expect(h.text).to.contain('4 lesson hours').and.contain('Gifts').and.contain('Continue');
      h.element.lang = 'id';
      await h.see('Sedang berjalan');
    });
    it('the page’s own words go first', async () => {
      const h = await ready(newLrs(), { messages: { notStarted: 'Siap dimulai' } });
      await h.see('Siap dimulai');
    });
    it('counts read the right way round on a page that runs from the right', async () => {
      const lrs = newLrs();
      const p = await provide(lrs);
      p.dir = 'rtl';
      p.innerHTML = `<widya-progress-card course="${id}" jp="4"><a href="/x">Etika</a></widya-progress-card>`;
      const h = new Harness(p.firstElementChild as WidyaProgressCard, lrs);
      await h.status('ready');
      const range = document.createRange();
      const node = [...(h.$('.status bdi')?.childNodes ?? [])].find((n) => n.textContent?.includes('JP')) as Text;
      const at = (n: number) => {
        range.setStart(node, n);
        range.setEnd(node, n + 1);
        return range.getBoundingClientRect().left;
      };
      expect(at(node.data.indexOf('4'))).to.be.below(at(node.data.indexOf('J')));
    });
  });

  it('its link is there before and without JavaScript', async () => {
    const host = await fixture(html`<widya-progress-kartu><a href="/x">Etika</a></widya-progress-kartu>`);
    expect(host.querySelector('a')?.checkVisibility()).to.equal(true);
    const h = await card();
    expect(h.element.querySelector('a')?.textContent).to.equal('Etika ASN');
  });

  it('lets go of its listeners when it leaves the page, and comes back', async () => {
    const lrs = newLrs();
    const h = await ready(lrs);
    const p = h.element.parentElement as WidyaProvider;
    const { service } = h;
    h.element.remove();
    await service.record([courseProgressed(context(lrs, course), { percent: 42, next })]);
    await nextFrame();
    expect(h.text).not.to.contain('42%');
    dispatchEvent(new Event('online'));
    p.append(h.element);
    await h.see('42%');
  });
});
