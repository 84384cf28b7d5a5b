// Every component under every state of the sign-in: what it says, the way on it offers, and that nothing done meanwhile is lost.
// The portal's session and the LRS are the real ones; only the portal's answer about the cookie is given here.
import { expect, fixture, html } from '@open-wc/testing';
import { WidyaCoursePlayer } from '../../src/components/course-player/course-player.js';
import { WidyaDoctor } from '../../src/components/doctor/doctor.js';
import { WidyaForumThread } from '../../src/components/forum-thread/forum-thread.js';
import { WidyaGrading } from '../../src/components/grading/grading.js';
import { WidyaProgressCard } from '../../src/components/progress-card/progress-card.js';
import type { WidyaProvider } from '../../src/components/provider/provider.js';
import { WidyaQuiz } from '../../src/components/quiz/quiz.js';
import { WidyaSyncStatus } from '../../src/components/sync-status/sync-status.js';
import type { WidyaElement } from '../../src/core/widya-element.js';
import type { AuthProvider, Principal } from '../../src/sdk/auth.js';
import type { Service } from '../../src/sdk/service.js';
import { sessionAuth } from '../../src/sdk/session.js';
import type { StoredStatement } from '../../src/sdk/statement.js';
import { verbs } from '../../src/sdk/verbs.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { courseProgressed } from '../../src/tracking/course.js';
import { focused, Harness, newLrs, newPerson, people, textOf, until, verbOf } from './harness.js';
import { QuizHarness } from './quiz-harness.js';

for (const c of [
  WidyaCoursePlayer,
  WidyaDoctor,
  WidyaForumThread,
  WidyaGrading,
  WidyaProgressCard,
  WidyaQuiz,
  WidyaSyncStatus,
])
  c.define();

type Answer = 'in' | 'out' | 'down' | 'hangs';
let count = 0;

/** The portal: a session that is there or not, and an LRS behind the same session. */
class Portal {
  answer: Answer;
  readonly lrs: TestLrs;
  readonly auth: AuthProvider;
  #go: () => void = () => undefined;
  #hanging = new Promise<void>((resolve) => (this.#go = resolve));

  constructor(lrs: TestLrs, answer: Answer, hasLogin = true) {
    this.lrs = lrs;
    this.answer = answer;
    const { subject, actor, name, roles } = lrs.person;
    const auth = sessionAuth({
      session: `/sesi-uji-${Date.now()}-${count++}`,
      login: '/masuk?kembali={url}',
      fetch: async () => {
        if (this.answer === 'hangs') await this.#hanging;
        if (this.answer === 'down') throw new TypeError('Failed to fetch');
        return this.answer === 'in'
          ? Response.json({ subject, actor, name, roles })
          : new Response('', { status: 401 });
      },
    });
    // The sign-in page of the portal, and back: the page itself stays here.
    const login = async () => {
      this.answer = 'in';
      await this.refresh();
    };
    this.auth = Object.create(auth, { login: { value: hasLogin ? login : undefined } }) as AuthProvider;
  }

  async refresh(): Promise<void> {
    await this.auth.principal();
    await this.auth.refresh?.();
  }
  release(): void {
    this.answer = 'in';
    this.#go();
  }
  readonly fetch: TestLrs['fetch'] = async (...args) =>
    this.answer === 'in' ? this.lrs.fetch(...args) : new Response('', { status: 401 });
}

interface Row {
  tag: string;
  person?: Principal;
  /** What there is before. */
  seed?: (lrs: TestLrs) => Promise<unknown>;
  set: () => object;
  /** Shown once all is well. */
  shows: string;
  /** What a person does though the session has ended. */
  work?: (h: Harness<WidyaElement>) => Promise<unknown>;
  /** It is in the LRS, or on the screen, once they are back. */
  kept?: (h: Harness<WidyaElement>, statements: StoredStatement[]) => Promise<unknown>;
}

const courseId = 'https://belajar.bln.example/kursus/sesi';
const essay = {
  id: 'https://belajar.bln.example/kuis/sesi-uraian',
  title: 'Uraian',
  passMark: 0.6,
  questions: [{ id: 'essay', kind: 'long-fill-in', stem: 'Mengapa?', points: 4 }],
};
const thread = () => `https://belajar.bln.example/forum/sesi-${Date.now()}-${count++}`;
const named = (statements: StoredStatement[], verb: string) => statements.filter((s) => verbOf(s) === verb);
const input = (field: HTMLInputElement | HTMLTextAreaElement, value: string, type = 'input') => {
  field.value = value;
  field.dispatchEvent(new Event(type, { bubbles: true }));
};

const rows: Row[] = [
  {
    tag: 'widya-course-player',
    set: () => ({
      course: {
        id: courseId,
        title: 'Kursus uji',
        lessons: ['satu', 'dua'].map((id) => ({ id, kind: 'page', title: `Pelajaran ${id}`, body: `Isi ${id}.` })),
      },
    }),
    shows: 'Isi satu',
    work: async (h) => {
      await h.press('Tandai selesai');
      await h.see('Isi dua');
    },
    kept: async (h, all) => {
      expect(named(all, 'completed').length).to.equal(1);
      expect(h.text).to.contain('Isi dua').and.contain('1 dari 2');
    },
  },
  {
    tag: 'widya-quiz',
    set: () => ({
      quiz: {
        id: 'https://belajar.bln.example/kuis/sesi',
        title: 'Kuis uji',
        passMark: 0.5,
        questions: [{ id: 'tf', kind: 'true-false', stem: 'Benar?', answer: true }],
      },
    }),
    shows: 'Kuis uji',
    work: async (h) => {
      const q = new QuizHarness(h.element as WidyaQuiz, h.lrs);
      await q.start();
      await h.see('Sesi Anda telah berakhir'); // said where the questions are answered as well
      await q.answer('tf', 'true');
      await q.submit();
      await h.see('Nilai Anda 100');
    },
    kept: async (h, all) => {
      expect(named(all, 'attempted').length, 'begun').to.equal(1);
      expect(named(all, 'passed').length, 'passed').to.equal(1);
      expect(named(all, 'answered')[0]?.result?.response).to.equal('true');
      expect(h.text).to.contain('Nilai Anda 100');
    },
  },
  {
    tag: 'widya-forum-thread',
    set: () => ({ thread: thread(), label: 'Dilema' }),
    shows: 'Belum ada',
    work: async (h) => {
      input(h.$('textarea') as HTMLElement as HTMLTextAreaElement, 'Ditulis tanpa sesi');
      await h.element.updateComplete;
      h.$('[part="send"]')?.click();
      await until(() => h.$$('[data-post]').some((p) => textOf(p).includes('Ditulis tanpa sesi')), 'the post');
      input(h.$('textarea') as HTMLElement as HTMLTextAreaElement, 'Baru setengah');
      await h.element.updateComplete;
    },
    kept: async (h, all) => {
      expect(all.map((s) => s.result?.response)).to.eql(['Ditulis tanpa sesi']);
      expect(h.$$('[data-post]').length).to.equal(1);
      expect((h.$('textarea') as HTMLElement as HTMLTextAreaElement).value).to.equal('Baru setengah');
    },
  },
  {
    tag: 'widya-progress-card',
    set: () => ({ course: courseId, label: 'Kursus uji', href: '/kursus' }),
    shows: 'Belum mulai',
    work: async (h) => {
      await h.service.record([
        courseProgressed(
          {
            course: { id: courseId, title: 'Kursus uji', language: 'id', lessons: [] },
            registration: '6f0f8f0e-5a5e-4d0a-8f57-0e6f7b1c2d3e',
            session: '6f0f8f0e-5a5e-4d0a-8f57-0e6f7b1c2d3f',
            lang: 'id',
          },
          { percent: 40, score: undefined, next: undefined },
        ),
      ]);
      await h.see('40%');
    },
    kept: async (h, all) => {
      expect(named(all, 'progressed').length).to.equal(1);
      expect(h.text).to.contain('40%');
    },
  },
  {
    tag: 'widya-grading',
    person: people.dewi,
    seed: async (lrs) => {
      const q = await QuizHarness.open(essay, lrs.as(newPerson()));
      await q.start();
      input(q.question('essay').shadowRoot?.querySelector('textarea') as HTMLTextAreaElement, 'Karena.', 'change');
      await q.settle();
      await q.submit();
      await until(async () => named(await lrs.statements(), 'answered').length === 1, 'handed in');
      q.close();
    },
    set: () => ({ quiz: essay }),
    shows: '1 jawaban menunggu',
    work: async (h) => {
      await h.see('Karena.');
      input(h.$('#points') as HTMLElement as HTMLInputElement, '3');
      input(h.$('#comment') as HTMLElement as HTMLTextAreaElement, 'Bagus.');
      h.$('button[type=submit]')?.click();
      await h.see('belum tersimpan');
    },
    kept: async (h, all) => {
      expect(named(all, 'scored')).to.eql([]);
      expect((h.$('#points') as HTMLElement as HTMLInputElement).value).to.equal('3');
      expect((h.$('#comment') as HTMLElement as HTMLTextAreaElement).value).to.equal('Bagus.');
      h.$('button[type=submit]')?.click();
      await h.see('Semua sudah dinilai');
      const now = named((await h.lrs?.statements()) ?? [], 'scored');
      expect(now.map((s) => s.result?.score?.raw)).to.eql([3]);
      expect(JSON.stringify(now)).to.contain('Bagus.');
    },
  },
  {
    tag: 'widya-sync-status',
    set: () => ({}),
    shows: 'Semua sudah terkirim',
    work: async (h) => {
      await h.service.record([{ verb: verbs.completed, object: { id: 'https://x.example/a' } }]);
      await h.see('1 catatan tersimpan di perangkat');
    },
    kept: async (h, all) => {
      expect(all.length).to.equal(1);
      await h.see('Semua sudah terkirim');
    },
  },
  { tag: 'widya-doctor', set: () => ({}), shows: 'Periksa halaman ini' },
];

async function place(row: Row, answer: Answer, hasLogin = true) {
  const lrs = newLrs(row.person);
  await row.seed?.(lrs);
  const portal = new Portal(lrs, answer, hasLogin);
  const provider = await fixture<WidyaProvider>(
    html`<widya-provider endpoint=${lrs.endpoint} .auth=${portal.auth} .fetch=${portal.fetch}></widya-provider>`,
  );
  const element = document.createElement(row.tag) as WidyaElement;
  Object.assign(element, row.set());
  provider.append(element);
  await element.updateComplete;
  return { h: new Harness(element, lrs), portal, lrs, service: provider.service as Service };
}
const notice = (h: Harness<WidyaElement>) => h.$('[part="notice"]');
const wayOn = (h: Harness<WidyaElement>) => h.$<HTMLButtonElement>('[part="sign-in"]') as HTMLButtonElement;

/** The button leads back in: no notice, the content, and the focus is not lost. */
async function goBackIn(h: Harness<WidyaElement>, shows: string): Promise<void> {
  wayOn(h).focus();
  wayOn(h).click();
  await until(() => notice(h) === null, 'the notice gone');
  await h.see(shows);
  await h.status('ready');
  await until(() => focused() !== document.body, 'the focus is somewhere');
}

for (const row of rows) {
  describe(`<${row.tag}> and the sign-in`, () => {
    beforeEach(() => sessionStorage.clear());

    it('not known yet: it waits, says nothing wrong, and goes on when it is known', async () => {
      const { h, portal } = await place(row, 'hangs');
      await new Promise((r) => setTimeout(r, 150));
      expect(notice(h)).to.equal(null);
      if (row.tag !== 'widya-doctor') {
        expect(h.element.status).to.equal('loading');
        expect(textOf(h.root) + (h.root.textContent ?? '')).to.contain('Memuat');
        expect(h.text).not.to.contain(row.shows);
      }
      await h.accessible();
      portal.release();
      await h.see(row.shows);
      await h.status('ready');
    });

    it('signed out: says so, and the button leads back in', async () => {
      const { h } = await place(row, 'out');
      await h.see('Anda belum masuk');
      expect(textOf(wayOn(h))).to.equal('Masuk');
      expect(notice(h)?.getAttribute('role'), 'nobody is interrupted').to.equal(null);
      await h.accessible();
      await goBackIn(h, row.shows);
    });

    it('signed out without a sign-in page: asks again whether somebody is signed in', async () => {
      const { h, portal } = await place(row, 'out', false);
      await h.see('Anda belum masuk');
      expect(textOf(wayOn(h))).to.equal('Coba lagi');
      wayOn(h).click();
      await portal.refresh(); // it has been asked
      await h.see('Anda belum masuk');
      portal.answer = 'in'; // by another tab
      await goBackIn(h, row.shows);
    });

    it('the portal cannot be asked: says so, and asks again', async () => {
      const { h, portal } = await place(row, 'down');
      await h.see('Portal belum dapat ditanya');
      expect(textOf(wayOn(h))).to.equal('Coba lagi');
      expect(notice(h)?.getAttribute('role')).to.equal('alert');
      expect(h.text).not.to.contain('Server pencatatan');
      await h.accessible();
      wayOn(h).click();
      await portal.refresh();
      await h.see('Portal belum dapat ditanya');
      portal.answer = 'in';
      await goBackIn(h, row.shows);
    });

    it('the session has ended: says so, takes what is done all the same, and nothing is lost when the person is back', async () => {
      const { h, portal, lrs, service } = await place(row, 'in');
      await h.see(row.shows);
      await h.status('ready');
      await h.sent();
      const before = (await lrs.statements()).length;
      portal.answer = 'out';
      await portal.refresh();
      await h.see('Sesi Anda telah berakhir');
      expect(textOf(wayOn(h))).to.equal('Masuk');
      expect(notice(h)?.getAttribute('role')).to.equal('alert');
      expect(h.text, 'what was there stays').to.contain(row.shows);
      await row.work?.(h);
      await service.flush(true);
      expect(service.state).to.equal('expired');
      expect((await lrs.statements()).length, 'nothing got out').to.equal(before);
      // A grade is in the name of the learner: it waits in the form, not in the outbox.
      if (row.work && row.tag !== 'widya-grading') expect(service.pending).to.be.greaterThan(0);
      await h.accessible();
      wayOn(h).focus();
      wayOn(h).click();
      await until(() => notice(h) === null, 'the notice gone');
      await h.sent();
      await h.status('ready');
      expect(focused()).not.to.equal(document.body);
      await row.kept?.(h, await lrs.statements());
    });

    if (row.work && row.kept)
      it('the session has ended, and the page with it: what was done is there at the next visit', async () => {
        const first = await place(row, 'in');
        await first.h.see(row.shows);
        await first.h.status('ready');
        await first.h.sent();
        first.portal.answer = 'out';
        await first.portal.refresh();
        await first.h.see('Sesi Anda telah berakhir');
        await row.work?.(first.h);
        const props = row.tag === 'widya-forum-thread' ? { thread: (first.h.element as WidyaForumThread).thread } : {};
        first.h.element.closest('widya-provider')?.remove();
        // The sign-in page, and back to a new page: same person, same device.
        const portal = new Portal(first.lrs, 'in');
        const provider = await fixture<WidyaProvider>(
          html`<widya-provider
            endpoint=${first.lrs.endpoint}
            .auth=${portal.auth}
            .fetch=${portal.fetch}
          ></widya-provider>`,
        );
        const element = document.createElement(row.tag) as WidyaElement;
        Object.assign(element, row.set(), props);
        provider.append(element);
        const h = new Harness(element, first.lrs);
        await h.status('ready');
        await h.sent();
        await row.kept?.(h, await first.lrs.statements());
      });
  });
}
