import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import { WidyaCoursePlayer } from '../../src/components/course-player/course-player.js';
import type { WidyaQuestion } from '../../src/components/question/question.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { fits, focused, Harness, newLrs, provide, serve, textOf, until, verbOf } from './harness.js';

WidyaCoursePlayer.define();

type Player = Harness<WidyaCoursePlayer>;
let count = 0;
const courseOf = (...lessons: object[]) => ({
  id: `https://belajar.bln.example/kursus/jenis-${Date.now()}-${count++}`,
  title: 'Jenis pelajaran',
  lessons,
});
const picture = (fill: string) =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="64" height="36"><rect width="64" height="36" fill="${fill}"/></svg>`)}`;

async function open(course: object, lrs?: TestLrs, inside = ''): Promise<Player> {
  const element = document.createElement('widya-course-player');
  element.innerHTML = inside;
  Object.assign(element, { course, noTour: true });
  (lrs ? await provide(lrs) : await fixture(html`<div></div>`)).append(element);
  const h = new Harness(element, lrs);
  await h.status('ready', 'error');
  await until(() => h.$('.body .lines') === null, 'the lesson is drawn');
  await element.updateComplete;
  return h;
}
const done = (h: Player) => h.text.includes('1 dari 1 pelajaran selesai');
const button = (h: Player, words: RegExp) =>
  h.$$<HTMLElement>('button, a').find((b) => words.test(textOf(b))) as HTMLButtonElement;

describe('lesson kinds', () => {
  describe('page', () => {
    const page = {
      id: 'p',
      kind: 'page',
      title: 'Halaman',
      body: 'Awal.\n\n::: reveal Mengapa?\nKarena.\n:::\n\n::: warning\nAwas.\n:::\n\n::: check satu\n\nAkhir.',
      questions: [
        { id: 'satu', kind: 'true-false', stem: 'Bumi bulat.', answer: true, feedback: { correct: 'Betul.' } },
        { id: 'dua', kind: 'true-false', stem: 'Es panas.', answer: false },
      ],
    };
    it('folds out, stands out, and asks where the text says so', async () => {
      const h = await open(courseOf(page));
      await until(() => h.$$('widya-question').length === 2, 'the questions');
      const order = h.$$('.prose > *').map((e) => e.className.split(' ')[0] || e.localName);
      expect(order.filter((o) => o !== '')).to.deep.equal(['p', 'reveal', 'callout', 'check', 'p', 'check']);
      expect(h.$('.callout')?.textContent).to.contain('Perhatian');
      const reveal = h.$<HTMLDetailsElement>('.reveal');
      expect(reveal?.open).to.equal(false);
      reveal?.querySelector('summary')?.click();
      expect(reveal?.open).to.equal(true);
      await until(() => textOf(h.$$('widya-question')[1] as Element).includes('Es panas'), 'the question is drawn');
      await h.accessible();
      fits();
    });
    it('keeps answers to oneself: judged on the page, there again later, never recorded', async () => {
      const lrs = newLrs();
      const course = courseOf(page);
      const h = await open(course, lrs);
      await until(() => h.$$('widya-question').length === 2, 'the questions');
      const check = h.$('.check') as HTMLElement;
      (check.querySelector('button') as HTMLButtonElement).click();
      await h.see('Jawab dulu');
      const question = check.querySelector('widya-question') as WidyaQuestion;
      await until(() => question.shadowRoot?.querySelector('input') != null, 'the question is drawn');
      (question.shadowRoot?.querySelector('input') as HTMLInputElement).click();
      (check.querySelector('button') as HTMLButtonElement).click();
      await until(() => question.review, 'judged');
      await until(() => textOf(question).includes('Betul.'), 'feedback');
      await h.sent();
      expect((await h.statements(1)).map(verbOf)).to.not.contain('answered');
      const again = await open(course, lrs);
      await until(() => again.$$<WidyaQuestion>('widya-question')[0]?.review === true, 'as it was left');
      button(again, /^Coba lagi/).click();
      await until(() => again.$$<WidyaQuestion>('widya-question')[0]?.review === false, 'open again');
    });
  });

  describe('audio', () => {
    it('has the bar, chapters and the words; what is played is said as a video’s is, of an activity that is none', async () => {
      const served = serve({
        'kata.vtt': () => new Response('WEBVTT\n\n00:00.000 --> 00:01.000\nSelamat pagi'),
        'bab.vtt': () => new Response('WEBVTT\n\n00:00.000 --> 00:01.000\nPembuka'),
      });
      try {
        const lrs = newLrs();
        const lesson = {
          id: 'a',
          kind: 'audio',
          title: 'Suara',
          sources: [{ src: tone(1), type: 'audio/wav' }],
          tracks: [
            { src: '/x/kata.vtt', srclang: 'id' },
            { kind: 'chapters', src: '/x/bab.vtt', srclang: 'id' },
          ],
        };
        const h = await open(courseOf(lesson), lrs);
        await h.see('Selamat pagi');
        await h.see('Pembuka');
        await h.accessible();
        const audio = h.$<HTMLAudioElement>('audio') as HTMLAudioElement;
        audio.volume = 0;
        h.$<HTMLElement>('[part="chapters"] .cue')?.focus();
        await sendKeys({ press: 'Enter' });
        await until(() => done(h), 'heard to its end');
        await until(() => audio.paused, 'ended');
        await h.sent();
        const said = (await h.statements(4)).filter((s) => (s.object as { id: string }).id.endsWith('/a'));
        expect(said.map(verbOf)).to.include.members(['initialized', 'played', 'completed']);
        const [first] = said;
        expect((first?.object as { definition: { type: string } }).definition.type).to.match(/activities\/media$/);
        expect(JSON.stringify(first?.context)).to.not.contain('"https://w3id.org/xapi/video"');
      } finally {
        served.restore();
      }
    });
  });

  describe('slides', () => {
    const slides = {
      id: 's',
      kind: 'slides',
      title: 'Gambar',
      slides: [
        { src: picture('red'), alt: 'Merah', title: 'Satu', body: 'Isi *satu*.' },
        { src: picture('green'), alt: 'Hijau' },
        { src: picture('blue'), alt: 'Biru' },
      ],
    };
    it('go by buttons and by arrow keys, and are done when all were seen', async () => {
      const lrs = newLrs();
      const course = courseOf(slides);
      const h = await open(course, lrs);
      expect(h.text).to.contain('Salindia 1 dari 3');
      await h.accessible();
      button(h, /^Salindia berikutnya/).focus();
      await sendKeys({ press: 'ArrowRight' });
      await h.see('Salindia 2 dari 3');
      expect(textOf(focused() as Element)).to.equal('Salindia berikutnya');
      expect(done(h)).to.equal(false);
      const again = await open(course, lrs);
      expect(again.text).to.contain('Salindia 2 dari 3');
      button(again, /^Salindia berikutnya/).focus();
      await sendKeys({ press: 'End' });
      await until(() => done(again), 'all seen, on two visits');
      await sendKeys({ press: 'Home' });
      await again.see('Salindia 1 dari 3');
    });
  });

  describe('pdf', () => {
    it('is shown or offered with its size; the learner says when it is read', async () => {
      const served = serve({ 'a.pdf': () => new Response(null, { headers: { 'content-length': '1234567' } }) });
      try {
        const h = await open(courseOf({ id: 'd', kind: 'pdf', title: 'Dokumen', src: '/x/a.pdf' }));
        await h.see(/Unduh PDF \(1,2 MB\)/.source.replace(/\\/g, ''));
        expect(h.$('iframe, .notice')).to.not.equal(null);
        expect(button(h, /^Unduh PDF/).getAttribute('href')).to.match(/\/x\/a\.pdf$/);
        expect(button(h, /^Tandai selesai/)).to.not.equal(undefined);
      } finally {
        served.restore();
      }
    });
    it('says when it is not there', async () => {
      const served = serve({ 'hilang.pdf': () => new Response(null, { status: 404 }) });
      try {
        const h = await open(courseOf({ id: 'd', kind: 'pdf', title: 'Dokumen', src: '/x/hilang.pdf' }));
        await h.see('belum dapat diunduh');
        await h.accessible();
      } finally {
        served.restore();
      }
    });
  });

  describe('link', () => {
    it('opens a tab that gets nothing of this page', async () => {
      const h = await open(
        courseOf({ id: 'l', kind: 'link', title: 'Luar', href: 'https://peraturan.go.id/a' }),
        newLrs(),
      );
      const link = h.$<HTMLAnchorElement>('[part="link"]') as HTMLAnchorElement;
      expect([link.target, link.rel]).to.deep.equal(['_blank', 'noopener noreferrer']);
      expect(h.text).to.contain('peraturan.go.id');
      await h.accessible();
      button(h, /^Tandai selesai/).click();
      await until(() => done(h), 'marked');
    });
  });

  describe('live', () => {
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+Z/, '+00:00');
    const session = (from: number, more = {}) =>
      courseOf({
        id: 't',
        kind: 'live',
        title: 'Temu',
        starts: at(from),
        ends: at(from + 60),
        join: 'https://rapat.example/a',
        ...more,
      });
    it('before: when it is in three zones, a link that waits, a calendar file', async () => {
      const h = await open(session(600));
      expect(h.text).to.match(/WIB · \d\d\.\d\d WITA · \d\d\.\d\d WIT/);
      expect(button(h, /^Gabung/).getAttribute('aria-disabled')).to.equal('true');
      expect(h.text).to.contain('Tautan dibuka');
      expect(button(h, /kalender/)).to.not.equal(undefined);
      await h.accessible();
      fits();
    });
    it('shortly before and during: the link; afterwards the recording, or that there is none', async () => {
      for (const from of [10, -10]) {
        const h = await open(session(from));
        expect(button(h, /^Gabung/).getAttribute('href')).to.equal('https://rapat.example/a');
        await h.accessible();
      }
      const over = await open(session(-100, { recording: 'https://rapat.example/r' }));
      expect(button(over, /^Lihat rekaman/).getAttribute('href')).to.equal('https://rapat.example/r');
      expect((await open(session(-100))).text).to.contain('Rekamannya belum ada');
    });
  });

  describe('assignment', () => {
    const lesson = {
      id: 'tugas',
      kind: 'assignment',
      title: 'Tugas',
      body: 'Tulis **tiga** hal.',
      handIn: 'Satu PDF.',
      due: '2027-01-29T16:00:00+07:00',
    };
    it('says what and until when; the portal’s element goes in and says when it was handed in', async () => {
      const h = await open(courseOf(lesson), newLrs(), '<div slot="assignment-tugas">Unggah di sini</div>');
      expect(h.text).to.contain('Satu PDF.');
      expect(h.text).to.match(/Paling lambat .*29 Januari 2027/);
      const own = h.element.querySelector('[slot]') as HTMLElement;
      expect(own.checkVisibility()).to.equal(true);
      await h.accessible();
      own.dispatchEvent(new CustomEvent('widya-assignment-submitted', { bubbles: true }));
      await until(() => done(h), 'handed in');
    });
    it('without one the learner marks it', async () => {
      const h = await open(courseOf(lesson), newLrs());
      expect(h.text).to.contain('lalu tandai selesai');
      expect(button(h, /^Tandai selesai/)).to.not.equal(undefined);
    });
  });

  describe('video', () => {
    it('switches to the sound alone and back without losing its place, shows the signer, turns captions off', async () => {
      const here = async (path: string) =>
        `${URL.createObjectURL(await (await fetch(`/demo/public/kursus/${path}`)).blob())}#${path}`;
      const film = await here('etika-asn/video/nilai-dasar.webm');
      const lesson = {
        id: 'v',
        kind: 'video',
        title: 'Film',
        sources: [{ src: film }],
        audio: [{ src: await here('orientasi/suara/nilai-dasar.ogg') }],
        sign: [{ src: film }],
        tracks: [
          { src: '/demo/public/kursus/etika-asn/video/nilai-dasar.id.vtt', srclang: 'id', label: 'Bahasa Indonesia' },
        ],
      };
      const h = await open(courseOf(lesson), newLrs());
      const video = h.$<HTMLVideoElement>('video') as HTMLVideoElement;
      await until(() => video.readyState > 0, 'metadata');
      video.currentTime = 20;
      await until(() => !video.seeking && video.currentTime === 20, 'there');
      const check = (words: RegExp) =>
        h
          .$$('label')
          .find((l) => words.test(textOf(l)))
          ?.querySelector('input');
      check(/^Suara saja/)?.click();
      await until(
        () => video.currentSrc.endsWith('.ogg') && Math.abs(video.currentTime - 20) < 1,
        'sound alone, same place',
      );
      check(/^Suara saja/)?.click();
      await until(() => video.currentSrc.endsWith('.webm') && Math.abs(video.currentTime - 20) < 1, 'and back');
      check(/^Bahasa isyarat/)?.click();
      await until(() => h.$('.video-sign') !== null, 'the signer');
      const sign = h.$<HTMLVideoElement>('.video-sign') as HTMLVideoElement;
      await until(() => Math.abs(sign.currentTime - 20) < 1, 'keeps step');
      const captions = h.$$<HTMLSelectElement>('select').find((s) => s.options.length === 2) as HTMLSelectElement;
      captions.value = '';
      captions.dispatchEvent(new Event('change'));
      expect([...video.textTracks].some((k) => k.mode === 'showing')).to.equal(false);
      await h.accessible();
    });
  });
});

/** Seconds of silence, as a WAV file in an address. */
function tone(seconds: number): string {
  const rate = 8000;
  const data = new Uint8Array(44 + rate * seconds).fill(128, 44);
  const view = new DataView(data.buffer);
  const text = (at: number, s: string) => [...s].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, data.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  text(36, 'data');
  view.setUint32(40, rate * seconds, true);
  return URL.createObjectURL(new Blob([data], { type: 'audio/wav' }));
}
