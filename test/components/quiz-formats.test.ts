import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { strToU8, zipSync } from 'fflate';
import { WidyaQuiz } from '../../src/components/quiz/quiz.js';
import { until } from './harness.js';

WidyaQuiz.define();

const picture = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** What a portal's server would answer for one path. */
function serve(path: string, body: string | Uint8Array<ArrayBuffer>, type = 'application/octet-stream'): () => void {
  const real = window.fetch;
  window.fetch = async (input, init) =>
    new URL(input instanceof Request ? input.url : String(input), location.href).pathname === path
      ? new Response(body, { headers: { 'Content-Type': type } })
      : real(input, init);
  return () => (window.fetch = real);
}

async function open(path: string, body: string | Uint8Array<ArrayBuffer>, type?: string): Promise<WidyaQuiz> {
  const restore = serve(path, body, type);
  try {
    const quiz = await fixture<WidyaQuiz>(html`<widya-quiz src=${path}></widya-quiz>`);
    await until(() => quiz.status === 'ready' || quiz.status === 'error', 'loaded');
    return quiz;
  } finally {
    restore();
  }
}
const root = (quiz: WidyaQuiz) => quiz.shadowRoot as ShadowRoot;
async function start(quiz: WidyaQuiz) {
  root(quiz).querySelector<HTMLElement>('[part="start-button"]')?.click();
  await until(() => root(quiz).querySelectorAll('widya-question').length > 0, 'started');
  await until(
    () => [...root(quiz).querySelectorAll('widya-question')].every((q) => q.status === 'ready'),
    'questions drawn',
  );
  return [...root(quiz).querySelectorAll('widya-question')].map((q) => q.shadowRoot as ShadowRoot);
}

describe('<widya-quiz> with a file of another system', () => {
  beforeEach(() => sessionStorage.clear());

  it('reads GIFT, takes the address as its id and grades it', async () => {
    const told: CustomEvent[] = [];
    const listen = (e: Event) => told.push(e as CustomEvent);
    addEventListener('widya-quiz-imported', listen);
    const quiz = await open(
      '/soal/ibu-kota.gift',
      '::A::Ibu kota? {=Jakarta ~Bandung}\n\nRusak {=x\n\nBenar? {T}',
      'text/plain',
    );
    removeEventListener('widya-quiz-imported', listen);
    expect(told.map((e) => [e.detail.format, e.detail.questions, e.detail.warnings[0].line])).to.deep.equal([
      ['gift', 2, 3],
    ]);
    expect(told[0]?.detail.quiz).to.equal(`${location.origin}/soal/ibu-kota.gift`);
    const [first, second] = await start(quiz);
    [...(first?.querySelectorAll('input') ?? [])].find((i) => i.value === 'jakarta')?.click();
    [...(second?.querySelectorAll('input') ?? [])].find((i) => i.value === 'true')?.click();
    setTimeout(() => root(quiz).querySelector<HTMLElement>('[part="submit"]')?.click());
    const { detail } = (await oneEvent(quiz, 'widya-quiz-submitted')) as CustomEvent<{ scaled: number }>;
    expect(detail.scaled).to.equal(1);
    await expect(quiz).to.be.accessible();
  });

  it('shows the pictures of a Moodle file', async () => {
    const quiz = await open(
      '/soal/logo.xml',
      `<quiz><question type="truefalse"><name><text>L</text></name><questiontext format="html"><text>&lt;p&gt;&lt;img src="@@PLUGINFILE@@/a.png" alt="Lambang"&gt; Benar?&lt;/p&gt;</text><file name="a.png" path="/" encoding="base64">${picture}</file></questiontext><answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>`,
    );
    const [question] = await start(quiz);
    await until(() => question?.querySelector('img')?.complete ?? false, 'picture');
    expect(question?.querySelector('img')?.alt).to.equal('Lambang');
    expect(question?.querySelector('img')?.naturalWidth).to.equal(1);
  });

  it('reads an H5P package', async () => {
    const data = zipSync({
      'h5p.json': strToU8('{"title":"Uji","mainLibrary":"H5P.TrueFalse"}'),
      'content/content.json': strToU8('{"question":"<p>Benar?</p>","correct":"true"}'),
    });
    const quiz = await open('/soal/uji.h5p', data as Uint8Array<ArrayBuffer>);
    expect(root(quiz).textContent).to.contain('Uji');
    expect((await start(quiz)).length).to.equal(1);
  });

  it('says what is wrong with a file that has no question', async () => {
    const quiz = await open('/soal/rusak.gift', 'Rusak {=x');
    expect(quiz.status).to.equal('error');
    expect(root(quiz).querySelector('[part="error"]')?.textContent).to.contain('rusak.gift');
  });
});
