import { expect, fixture, html } from '@open-wc/testing';
import { emulateMedia, sendKeys, setViewport } from '@web/test-runner-commands';
import { WidyaCoursePlayer } from '../../src/components/course-player/course-player.js';
import { notesStateId } from '../../src/components/course-player/notes.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { registrationFor } from '../../src/tracking/course.js';
import { clientOf, fits, focused, Harness, newLrs, provide, serve, textOf, until } from './harness.js';

WidyaCoursePlayer.define();

type Player = Harness<WidyaCoursePlayer>;
let count = 0;
const page = (id: string, more = {}) => ({ id, kind: 'page', title: `Pelajaran ${id}`, body: `Isi ${id}.`, ...more });
const courseOf = (...lessons: object[]) => ({
  id: `https://belajar.bln.example/kursus/kulit-${Date.now()}-${count++}`,
  title: 'Kulit',
  objectives: [
    { id: 'o1', title: 'Mengenali nilai' },
    { id: 'o2', title: 'Bertindak benar' },
  ],
  lessons,
});

async function open(course: object, lrs?: TestLrs, set: object = { noTour: true }): Promise<Player> {
  const element = document.createElement('widya-course-player');
  Object.assign(element, { course }, set);
  (lrs ? await provide(lrs) : await fixture(html`<div></div>`)).append(element);
  const h = new Harness(element, lrs);
  await h.status('ready', 'error');
  await until(() => h.$('.body .lines') === null, 'the lesson is drawn');
  await element.updateComplete;
  return h;
}
const tool = (h: Player, name: string) => h.$<HTMLButtonElement>(`[data-tool="${name}"]`) as HTMLButtonElement;
const forget = (lrs: TestLrs) => {
  for (const key of Object.keys(localStorage)) if (key.includes(lrs.person.subject)) localStorage.removeItem(key);
};

describe('<widya-course-player>: around the lesson', () => {
  before(() => setViewport({ width: 1200, height: 800 }));
  after(() => setViewport({ width: 1200, height: 700 }));

  describe('deadlines', () => {
    it('are said in words with their zone; what is late says so, what is done says nothing more', async () => {
      const h = await open(
        {
          ...courseOf(page('a', { due: '2020-01-31T23:59:00+07:00' }), {
            id: 'b',
            title: 'Blok',
            description: 'Tentang blok.',
            due: '2099-05-01T16:00:00+07:00',
            lessons: [page('b1')],
          }),
          due: '2099-06-01T16:00:00+07:00',
        },
        newLrs(),
      );
      const due = () => h.$$('[part="due"]').map((d) => textOf(d));
      expect(due().filter((d) => d.startsWith('Lewat tenggat: ')).length).to.equal(2); // outline and lesson
      expect(due().filter((d) => /^Tenggat .*2099, \d\d\.\d\d \S+/.test(d)).length).to.equal(2); // course and block
      expect(h.$('.due.late .icon-alert')).to.not.equal(null);
      expect(h.text).to.contain('Tentang blok.');
      await h.accessible();
      await h.press('Tandai selesai');
      await until(() => !due().some((d) => d.startsWith('Lewat')), 'done is not late');
    });
  });

  describe('objectives', () => {
    it('of the course, and those a lesson serves', async () => {
      const h = await open(courseOf(page('a', { objectives: ['o2'] })));
      const [ofCourse, ofLesson] = h.$$('[part="objectives"]');
      expect(ofCourse?.textContent).to.contain('Mengenali nilai');
      expect(ofLesson?.textContent).to.contain('Bertindak benar');
      expect(ofLesson?.textContent).to.not.contain('Mengenali nilai');
    });
  });

  describe('notes', () => {
    it('are kept in the learner’s State and are there on another device, with bookmarks', async () => {
      const lrs = newLrs();
      const course = courseOf(page('a'), page('b'));
      const h = await open(course, lrs);
      tool(h, 'notes').click();
      await until(() => h.$('.notes textarea') !== null, 'the panel');
      expect(focused()?.localName).to.equal('textarea');
      await sendKeys({ type: 'Ingat: sebut nama.' });
      (h.$('.notes .mark input') as HTMLInputElement).click();
      await h.accessible();
      tool(h, 'notes').click();
      await until(() => h.$('.notes') === null, 'closed');
      await h.sent();
      const agent = lrs.person.actor;
      const registration = registrationFor(course.id, agent);
      const state = await clientOf(lrs).getState({ activityId: course.id, stateId: notesStateId, agent, registration });
      expect(JSON.stringify(state)).to.contain('Ingat: sebut nama.');
      forget(lrs);
      const again = await open(course, lrs);
      tool(again, 'notes').click();
      await again.see('Ditandai');
      expect((again.$('.notes textarea') as HTMLTextAreaElement).value).to.equal('Ingat: sebut nama.');
      await again.press('Pelajaran b');
      await until(() => again.$('#lesson')?.textContent === 'Pelajaran b', 'at the other lesson');
      expect((again.$('.notes textarea') as HTMLTextAreaElement).value).to.equal('');
    });
    it('belong to the tab when nobody is signed in, and can be taken along as a file', async () => {
      const h = await open(courseOf(page('a')));
      tool(h, 'notes').click();
      await until(() => h.$('.notes textarea') !== null, 'the panel');
      await h.see('sampai tab ini ditutup');
      await sendKeys({ type: 'Catatan tamu' });
      let saved: Blob | undefined;
      const original = URL.createObjectURL;
      URL.createObjectURL = (blob) => original.call(URL, (saved = blob as Blob));
      await h.press('Unduh sebagai teks');
      URL.createObjectURL = original;
      expect(await saved?.text()).to.match(/^Kulit\n\nPelajaran a\nCatatan tamu\n$/);
    });
    it('close by their button, and the focus goes back to where they were opened', async () => {
      const h = await open(courseOf(page('a')));
      tool(h, 'notes').click();
      await until(() => h.$('.notes textarea') !== null, 'the panel');
      await h.press('Tutup');
      await until(() => h.$('.notes') === null, 'closed');
      expect(focused()).to.equal(tool(h, 'notes'));
    });
  });

  describe('the guide', () => {
    it('comes to those who are new, by itself and once; blocks nothing; goes by keyboard', async () => {
      const lrs = newLrs();
      const h = await open(courseOf(page('a')), lrs, {});
      await h.see('Langkah 1 dari 5');
      expect(document.activeElement === document.body).to.equal(true);
      await h.accessible();
      const next = () => h.$$('.tour button').find((b) => textOf(b) === 'Langkah berikut');
      next()?.focus();
      await sendKeys({ press: 'Enter' });
      await h.see('Langkah 2 dari 5');
      expect(textOf(focused() as Element)).to.equal('Daftar pelajaran');
      expect(h.$('[data-toured]')?.className).to.contain('outline');
      await sendKeys({ press: 'Escape' });
      await until(() => h.$('.tour') === null, 'closed');
      expect(h.$('[data-toured]')).to.equal(null);
      const other = await open(courseOf(page('a')), lrs, {});
      await other.sent();
      expect(other.$('.tour')).to.equal(null);
      tool(other, 'tour').click();
      await other.see('Langkah 1 dari 5');
    });
    it('stays away where the page says so, and from those who have been here', async () => {
      const h = await open(courseOf(page('a')), newLrs());
      await h.sent();
      expect(h.$('.tour')).to.equal(null);
    });
  });

  describe('narrow', () => {
    it('the list is a drawer over the lesson: Escape and a click beside it close it', async () => {
      await setViewport({ width: 360, height: 700 });
      const h = await open(courseOf(page('a'), page('b')));
      const toggle = h.$('.toggle') as HTMLButtonElement;
      const top = () => (h.$('article') as HTMLElement).getBoundingClientRect().top;
      const before = top();
      toggle.click();
      await h.element.updateComplete;
      expect(top(), 'the lesson stays where it is').to.equal(before);
      expect(h.$('.outline')?.checkVisibility()).to.equal(true);
      await h.accessible();
      fits();
      h.$('.item')?.focus();
      await sendKeys({ press: 'Escape' });
      await until(() => h.$('.outline')?.checkVisibility() === false, 'closed');
      expect(focused()).to.equal(toggle);
      toggle.click();
      await h.element.updateComplete;
      h.$('.scrim')?.click();
      await until(() => h.$('.outline')?.checkVisibility() === false, 'closed');
      await setViewport({ width: 320, height: 700 });
      tool(h, 'notes').click();
      await until(() => h.$('.notes textarea') !== null, 'the panel');
      fits();
      await setViewport({ width: 1200, height: 800 });
    });
  });

  describe('what comes next', () => {
    it('is fetched while nothing else is, but not by those who save data', async () => {
      const course = () => ({
        ...courseOf(page('a')),
        lessons: [page('a'), { id: 'b', kind: 'page', title: 'B', src: '/x/lanjut.md' }, page('c')],
      });
      const served = serve({ 'lanjut.md': () => new Response('Isi.') });
      try {
        Object.defineProperty(navigator, 'connection', { value: { saveData: true }, configurable: true });
        await open(course());
        await new Promise((resolve) => requestIdleCallback(() => requestIdleCallback(resolve)));
        expect(served.asked).to.deep.equal([]);
        Reflect.deleteProperty(navigator, 'connection');
        await open(course());
        await until(() => served.asked.length === 1, 'the next page');
      } finally {
        Reflect.deleteProperty(navigator, 'connection');
        served.restore();
      }
    });
  });

  describe('print', () => {
    it('shows the lesson alone on paper', async () => {
      await emulateMedia({ media: 'print' });
      const h = await open(courseOf(page('a'), page('b')));
      for (const gone of ['nav', '.head', 'footer']) expect(h.$(gone)?.checkVisibility(), gone).to.equal(false);
      expect(h.$('article')?.checkVisibility()).to.equal(true);
      await emulateMedia({ media: 'screen' });
    });
    it('by the button: a copy in a page of its own, with what folds out open', async () => {
      const h = await open(courseOf(page('a', { body: 'Isi.\n\n::: reveal Judul\nTersembunyi.\n:::' })));
      const printed = new Promise<Document>((resolve) => {
        new MutationObserver((_, observer) => {
          const page = document.querySelector<HTMLIFrameElement>('iframe.widya-print')?.contentWindow;
          if (!page) return;
          observer.disconnect();
          page.print = () => resolve(page.document);
        }).observe(document.body, { childList: true });
      });
      await h.press('Cetak');
      const paper = await printed;
      expect(paper.title).to.equal('Pelajaran a');
      expect(paper.querySelector('details')?.open).to.equal(true);
      expect(paper.body.textContent).to.contain('Tersembunyi.');
      expect(paper.querySelector('nav')).to.equal(null);
      document.querySelector('iframe.widya-print')?.remove();
    });
  });
});
