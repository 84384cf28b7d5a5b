// Everything by keyboard alone, in real Chromium: keys are all that is sent. Focus is never lost, and every target is large enough.
import { expect } from '@open-wc/testing';
import { resetMouse, sendKeys, sendMouse } from '@web/test-runner-commands';
import { newLrs, QuizHarness, quizId } from './quiz-harness.js';

interface Sample {
  id: string;
  kind: string;
  [key: string]: unknown;
}
const { questions } = (await (await fetch('/demo/public/kuis/semua-jenis.json')).json()) as { questions: Sample[] };
const of = (kind: string): Sample => questions.find((q) => q.kind === kind) as Sample;

const open = (data: object): Promise<QuizHarness> => QuizHarness.open({ id: quizId, ...data }, newLrs());

async function press(key: string): Promise<void> {
  if (key !== 'Shift+Tab') return sendKeys({ press: key });
  await sendKeys({ down: 'Shift' });
  await sendKeys({ press: 'Tab' });
  await sendKeys({ up: 'Shift' });
}
const type = (text: string) => sendKeys({ type: text });

/** What has the focus, through every shadow root. */
function focused(): Element | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at === document.body ? null : at;
}
const nameOf = (e: Element | null): string =>
  [
    e?.getAttribute('aria-label'),
    e?.getAttribute('name'),
    e?.getAttribute('value'),
    ...((e as HTMLInputElement | null)?.labels ?? []),
    e?.textContent,
  ]
    .map((x) => (typeof x === 'string' ? x : (x?.textContent ?? '')))
    .join('|')
    .replace(/\s+/g, ' ');

/** Tab until something is reached, as a person does who looks for it. */
async function reach(what: RegExp, key = 'Tab'): Promise<Element> {
  const seen: string[] = [];
  for (let i = 0; i < 60; i++) {
    await press(key);
    const at = focused();
    seen.push(nameOf(at).slice(0, 30));
    if (at && what.test(nameOf(at))) return at;
  }
  throw new Error(`no ${String(what)} by Tab; there were ${[...new Set(seen)].join(' / ')}`);
}
async function go(what: RegExp, key = 'Enter'): Promise<void> {
  await reach(what);
  await press(key);
}
/** Where the focus is after what was done: not on the body, and on something that is there to be seen. */
async function held(h: QuizHarness, after: string): Promise<Element> {
  await h.settle();
  await new Promise((r) => requestAnimationFrame(() => setTimeout(r, 30)));
  const at = focused();
  expect(at, `the focus after ${after}`).not.to.equal(null);
  expect(h.quiz.contains(document.activeElement), `the focus after ${after} is in the quiz`).to.equal(true);
  const { width, height } = (at as Element).getBoundingClientRect();
  expect(width * height, `what has the focus after ${after} is seen`).to.be.greaterThan(0);
  return at as Element;
}

/** How each kind is answered by keys, and what the record then has. */
const byKeys: [kind: string, question: Sample, keys: () => Promise<void>, response: string | RegExp][] = [
  [
    'true-false',
    of('true-false'),
    async () => {
      await reach(/Benar|Salah|true/);
      await press('ArrowDown');
    },
    'false',
  ],
  [
    'choice',
    of('choice'),
    async () => {
      await reach(/pulang/);
      await press('Space');
      await press('ArrowDown');
    },
    'kembali',
  ],
  [
    'choice of several',
    {
      id: 'q',
      kind: 'choice',
      multiple: true,
      stem: 'S',
      options: [
        { id: 'a', text: 'A', correct: true },
        { id: 'b', text: 'B' },
        { id: 'c', text: 'C', correct: true },
      ],
    },
    async () => {
      await go(/\|a\|/, 'Space');
      await go(/\|c\|/, 'Space');
    },
    'a[,]c',
  ],
  [
    'choice in the text',
    {
      id: 'q',
      kind: 'choice',
      inline: true,
      stem: 'Lapor {{}} hari.',
      options: [
        { id: 'a', text: 'sepuluh', correct: true },
        { id: 'b', text: 'lima' },
      ],
    },
    async () => {
      await reach(/sepuluh/);
      await type('lima');
    },
    'b',
  ],
  [
    'numeric',
    of('numeric'),
    async () => {
      await reach(/q-/);
      await type('30');
      await press('Tab');
    },
    '30',
  ],
  [
    'fill-in',
    of('fill-in'),
    async () => {
      await reach(/Isian|q-/);
      await type('Pengendalian');
      await press('Tab');
    },
    'Pengendalian',
  ],
  [
    'matching',
    of('matching'),
    async () => {
      for (const [source, target] of [
        ['Komisi', 'Menerima'],
        ['Kepegawaian', 'Mengelola'],
        ['Arsip', 'Menyimpan'],
      ] as const) {
        await reach(new RegExp(source));
        await type(target);
      }
    },
    'komisi[.]lapor[,]pegawai[.]asn[,]arsip[.]simpan',
  ],
  [
    'matching by clicks',
    { ...of('matching'), layout: 'click' },
    async () => {
      // From a source on to the targets, and from a target back to the next source.
      await go(/Komisi/);
      await reachHere(/Menerima/);
      await press('Enter');
      await reachHere(/Kepegawaian/);
      await press('Enter');
      await reachHere(/Mengelola/);
      await press('Space');
    },
    'komisi[.]lapor[,]pegawai[.]asn',
  ],
  [
    'sequencing',
    of('sequencing'),
    async () => {
      await go(/(?:Naikkan|Turunkan): Menolak/); // the first cannot go up: the order at the start is drawn
      await press('Enter');
    },
    /^(?:\w+)(?:\[,\]\w+){3}$/,
  ],
  [
    'sequencing by position',
    of('sequencing'),
    async () => {
      do await reach(/Pindah ke posisi/);
      while ((focused() as HTMLSelectElement).value !== '3');
      await type('1');
    },
    /^\w+(?:\[,\]\w+){3}$/,
  ],
  [
    'performance',
    of('performance'),
    async () => {
      await reach(/q-langkah/);
      await type('10');
      for (const text of ['0', 'UPG']) {
        await reach(/q-langkah/);
        await type(text);
      }
      await press('Tab');
    },
    /^hari\[\.\]10\[,\]/,
  ],
  [
    'likert',
    of('likert'),
    async () => {
      await reach(/\|1\|/);
      await press('Space');
      await press('ArrowDown');
      await press('ArrowDown');
    },
    '3',
  ],
  [
    'long-fill-in',
    of('long-fill-in'),
    async () => {
      await reach(/q-/);
      await type('Agar jelas.');
      await press('Tab');
    },
    'Agar jelas.',
  ],
  [
    'other',
    of('other'),
    async () => {
      await reach(/q-/);
      await type('A-1');
      await press('Tab');
    },
    /A-1/,
  ],
];
/** On from where the focus is, or already there. */
async function reachHere(what: RegExp): Promise<Element> {
  const at = focused();
  return at && what.test(nameOf(at)) ? at : reach(what);
}

/** WCAG 2.5.8: 24 by 24 px, or alone in a line of text; what a label makes larger counts with its label. */
function small(root: ShadowRoot | null): string[] {
  const found: string[] = [];
  const look = (r: ShadowRoot) => {
    for (const e of r.querySelectorAll<HTMLElement>('*')) {
      if (e.shadowRoot) look(e.shadowRoot);
      if (!e.matches('button, input, select, textarea, a[href], summary')) continue;
      const label = (e as HTMLInputElement).labels?.[0];
      const boxes = [e, ...(label?.contains(e) ? [label] : [])].map((x) => x.getBoundingClientRect());
      if (boxes.every((b) => b.width === 0)) continue;
      if (!boxes.some((b) => b.width >= 24 && b.height >= 24))
        found.push(`${nameOf(e)}: ${boxes.map((b) => `${b.width}x${b.height}`).join()}`);
    }
  };
  if (root) look(root);
  return found;
}

describe('a quiz by keyboard alone', () => {
  for (const [kind, question, keys, response] of byKeys) {
    it(`${kind}: answered, submitted, seen again`, async () => {
      const h = await open({ title: 'Kuis', questions: [question] });
      expect(small(h.quiz.shadowRoot), 'before it starts').to.deep.equal([]);
      await go(/Mulai kuis/);
      await held(h, 'start');
      expect(small(h.quiz.shadowRoot), 'open').to.deep.equal([]);
      await keys();
      await held(h, 'answering');
      const { value } = h.question(question.id);
      if (typeof response === 'string') expect(value).to.equal(response);
      else expect(value).to.match(response);
      await go(/Kumpulkan jawaban/);
      await held(h, 'submit');
      if (h.quiz.shadowRoot?.querySelector('.ask')) await go(/Kumpulkan sekarang/);
      await h.until(() => /Nilai Anda|menunggu/.test(h.text), 'the result');
      await held(h, 'the result');
      expect(small(h.quiz.shadowRoot), 'in review').to.deep.equal([]);
    });
  }

  it('what is not answered is named before it is submitted, and each name leads to its field', async () => {
    const h = await open({
      title: 'Kuis',
      questions: [of('true-false'), of('numeric'), of('fill-in')],
    });
    await go(/Mulai kuis/);
    await go(/Kumpulkan jawaban/);
    const ask = await held(h, 'submit with nothing answered');
    expect(ask.getAttribute('role')).to.equal('group');
    expect(small(h.quiz.shadowRoot)).to.deep.equal([]);
    await go(/Soal 2/);
    const field = await held(h, 'the name of a question');
    expect(field.localName).to.equal('input');
    await type('satu');
    await press('Tab');
    expect(field.getAttribute('aria-invalid')).to.equal('true');
    await held(h, 'a word for a number');
    await go(/Kumpulkan jawaban/);
    await press('Escape');
    await held(h, 'Escape');
  });

  it('one at a time: map, next, previous, flag, hint, summary and its names', async () => {
    const first = { ...of('true-false'), hints: [{ text: 'Ingat *barang*.' }] };
    const h = await open({
      title: 'Kuis',
      navigation: 'one-at-a-time',
      timeLimit: 'PT30M',
      confidence: 'record',
      questions: [first, of('numeric'), of('fill-in')],
    });
    await go(/Mulai kuis/);
    await held(h, 'start');
    expect(small(h.quiz.shadowRoot)).to.deep.equal([]);
    await go(/Petunjuk/i);
    await held(h, 'the last hint, whose button is gone');
    await go(/Tandai/);
    expect((await held(h, 'flag')).getAttribute('aria-pressed')).to.equal('true');
    await go(/Sembunyikan waktu/);
    await held(h, 'hiding the time');
    await go(/Berikutnya/);
    await held(h, 'next');
    await go(/Sebelumnya/);
    await held(h, 'previous');
    await go(/Soal 3/);
    await held(h, 'the map');
    await go(/ringkasan/i);
    await held(h, 'the summary');
    expect(small(h.quiz.shadowRoot)).to.deep.equal([]);
    const line = [...(h.quiz.shadowRoot?.querySelectorAll('.summary li button') ?? [])][1];
    while (focused() !== line) await press('Tab');
    await press('Enter');
    expect((await held(h, 'the name of an open question in the summary')).localName).to.equal('input');
    await go(/ringkasan/i);
    await go(/Kumpulkan sekarang/);
    await h.until(() => h.text.includes('Nilai Anda'), 'the result');
    await held(h, 'the result');
  });

  it('an answer checked at once: wrong, tried again, right', async () => {
    const h = await open({
      title: 'Latihan',
      feedback: 'after-answer',
      questions: [{ ...of('choice'), tries: 2 }, of('true-false')],
    });
    await go(/Mulai kuis/);
    await go(/Periksa/);
    await held(h, 'a check of nothing');
    await reach(/pilihan/, 'Shift+Tab');
    await press('Space');
    await go(/Periksa/);
    await held(h, 'a wrong answer with a try left');
    await reach(/pilihan/, 'Shift+Tab');
    await press('ArrowUp');
    await go(/Periksa/);
    const at = await held(h, 'the last check, whose button is gone');
    // On from there is the next question.
    await reach(/true|Benar/);
    expect(at.closest('[data-place]') ?? at.getAttribute('data-place')).not.to.equal(null);
  });

  it('the order as it stands, taken with a button that is then gone', async () => {
    const h = await open({ title: 'Kuis', questions: [of('sequencing')] });
    await go(/Mulai kuis/);
    await go(/Pakai urutan ini/);
    await held(h, 'keeping the order');
  });

  it('a pair taken apart with a button that is then gone', async () => {
    const h = await open({
      title: 'Kuis',
      questions: [{ ...of('matching'), layout: 'click' }],
    });
    await go(/Mulai kuis/);
    await go(/Komisi/);
    await press('Enter');
    await go(/Lepaskan/);
    await held(h, 'taking apart');
  });
});

describe('dragging, an extra for the mouse', () => {
  afterEach(() => resetMouse());
  const middle = (e: Element | undefined): [number, number] => {
    const { x, y, width, height } = (e as Element).getBoundingClientRect();
    return [Math.round(x + width / 4), Math.round(y + height / 2)];
  };
  const drag = async (from: Element | undefined, to: Element | undefined, ready: () => boolean, h: QuizHarness) => {
    await sendMouse({ type: 'move', position: middle(from) });
    await h.until(ready, 'the pointer is seen');
    await sendMouse({ type: 'down' });
    const [x, y] = middle(to);
    await sendMouse({ type: 'move', position: [x, y - 3] });
    await sendMouse({ type: 'move', position: [x, y] });
    await sendMouse({ type: 'up' });
    await h.settle();
  };
  const parts = (h: QuizHarness, id: string, selector: string) => [
    ...(h.question(id).shadowRoot?.querySelectorAll(selector) ?? []),
  ];

  it('sequencing: an item goes where it is let go', async () => {
    const h = await open({ title: 'Kuis', questions: [{ ...of('sequencing'), id: 's', shuffle: false }] });
    await h.start();
    const rows = parts(h, 's', '.items li');
    const wired = () => getComputedStyle(rows[2] as Element).cursor === 'grab';
    await drag(rows[2]?.querySelector('.what') ?? undefined, rows[0], wired, h);
    expect(h.question('s').value).to.equal('tolak[,]catat[,]lapor[,]tunggu');
    expect(rows.some((r) => r.matches('.dragged, .over') || (r as HTMLElement).style.transform !== '')).to.equal(false);
  });
  it('matching: a match goes to what it is let go on, and that is no click', async () => {
    const h = await open({
      title: 'Kuis',
      questions: [{ ...of('matching'), id: 'm', shuffle: false, layout: 'click' }],
    });
    await h.start();
    const target = parts(h, 'm', '.targets button')[1];
    const wired = () => getComputedStyle(target as Element).cursor === 'grab';
    await drag(target, parts(h, 'm', '.sources li')[0], wired, h);
    expect(h.question('m').value).to.equal('komisi[.]lapor');
    expect(parts(h, 'm', '[aria-pressed="true"]')).to.deep.equal([]);
  });
});
