// Plugins in the page: they come late, fail, hang, are withdrawn and come back, and the page goes on.
import { expect, fixture, html } from '@open-wc/testing';
import { WidyaCoursePlayer } from '../../src/components/course-player/course-player.js';
import { WidyaQuestion } from '../../src/components/question/question.js';
import { pluginStates } from '../../src/plugins/take.js';
import { html as drawn, schemaFrom, use, type Plugin, type PluginLessonHost } from '../../src/plugins/plugin.js';
import { spot, spotKind } from '../plugins/example.js';
import { Harness, newLrs, provide, record, sent, textOf, until } from './harness.js';
import { QuizHarness, quizId } from './quiz-harness.js';

WidyaCoursePlayer.define();
WidyaQuestion.define();

let count = 0;
/** A plugin nobody else on this page is. */
const plugin = (change: Partial<Plugin> = {}, kind: object = {}): { plugin: Plugin; name: string } => {
  const name = `acme-spot-${++count}`;
  const load = () => Promise.resolve({ ...spotKind, name, ...kind } as never);
  return {
    name,
    plugin: spot({
      id: `id.acme.spot${count}`,
      contributes: { questionKinds: { [name]: { label: { id: 'Titik', en: 'Spot' }, load } } },
      ...change,
    }),
  };
};
const question = (kind: string) => ({ id: 'q1', kind, stem: 'Di mana?', answer: 'a' });
const show = async (kind: string, response = ''): Promise<WidyaQuestion> => {
  const e = await fixture<WidyaQuestion>(html`<widya-question name="q" .value=${response}></widya-question>`);
  e.question = question(kind);
  await until(() => e.status === 'ready' || e.status === 'error', 'the question is there');
  return e;
};
const text = (e: Element) => textOf(e.shadowRoot as ShadowRoot);
const has = (e: Element, words: RegExp) => until(() => words.test(text(e)), String(words));

describe('plugins in the page', () => {
  it('a kind that comes late takes its place; withdrawn, a card names it; back, the answer is as it was', async () => {
    const { plugin: p, name } = plugin();
    const e = await show(name, 'b');
    expect(text(e)).to.contain(name);
    const used = use(p);
    expect((await used.ready).state).to.equal('ready');
    await has(e, /Titik a/);
    expect(e.shadowRoot?.querySelector<HTMLInputElement>('input:checked')?.value).to.equal('b');
    e.lang = 'en';
    await has(e, /Spot a/);
    used.withdraw();
    await has(e, new RegExp(name));
    expect(e.value).to.equal('b');
    expect(e.question).to.deep.equal(question(name));
    expect((await use(p).ready).state).to.equal('ready');
    await has(e, /Spot a/);
    expect(e.value).to.equal('b');
  });

  it('of a provider, with what it lends to it, and refused where it is not right', async () => {
    const { plugin: p, name } = plugin();
    const lrs = newLrs();
    const provider = await provide(lrs);
    provider.plugins = [p, [plugin({ api: 9 }).plugin, {}]];
    const e = await show(name);
    await has(e, /Titik a/);
    const refused = await use(plugin({ api: 9 }).plugin).ready;
    expect(refused.state).to.equal('refused');
    expect(refused.problems.join()).to.contain('contract 1');
    expect((await use({ ...p, version: '2.0.0' }).ready).problems.join()).to.contain('already');
    const taken = plugin({ contributes: p.contributes ?? {} });
    await use(taken.plugin).ready;
    expect(e.status).to.equal('ready');
  });

  it('that identifies, carries and keeps serves a provider that waits for it', async () => {
    const lrs = newLrs();
    const provider = await provide(lrs);
    Object.assign(provider, { auth: undefined, fetch: undefined, identity: 'acme-id', transport: 'acme-way' });
    await provider.updateComplete;
    expect(provider.status).to.equal('loading');
    const ways = {
      identities: { 'acme-id': { load: () => Promise.resolve(() => lrs.auth) } },
      transports: { 'acme-way': { load: () => Promise.resolve(() => lrs.fetch) } },
    };
    const permissions = ['identity', 'transport'] as const;
    const other = { id: 'id.acme.ways', permissions, contributes: ways };
    expect((await use(spot(other)).ready).problems.join()).to.contain('needs the permission');
    expect((await use(spot(other), { grant: permissions }).ready).state).to.equal('ready');
    await until(() => provider.service?.state === 'signed-in', 'signed in');
    expect(provider.service?.principal?.subject).to.equal(lrs.person.subject);
  });

  it('that hangs, throws while drawing, or grades wrongly stays in its place of a quiz; the rest is answered and recorded', async () => {
    const hangs = plugin();
    const throws = plugin(
      {},
      {
        view: () =>
          Promise.resolve({
            render: () => {
              throw new Error('no');
            },
          }),
      },
    );
    const grades = plugin({}, { grade: () => ({ raw: 99, max: 1, scaled: 99, success: true }) });
    const never = () => new Promise<never>(() => undefined);
    use({ ...hangs.plugin, contributes: { questionKinds: { [hangs.name]: { load: never } } } }, { patience: 50 });
    use(throws.plugin);
    use(grades.plugin);
    const failed = record(document, 'widya-plugin-failed');
    const lrs = newLrs();
    const questions = [
      { ...question(hangs.name), id: 'h' },
      { ...question(throws.name), id: 't' },
      { ...question(grades.name), id: 'g' },
      { id: 'tf', kind: 'true-false', stem: 'Bumi bulat.', answer: true },
    ];
    const h = await QuizHarness.open({ id: `${quizId}/plugin`, title: 'Kuis', questions }, lrs);
    await h.start();
    await until(() => questions.every((q) => h.question(q.id)?.status === 'ready'), 'all are there');
    for (const id of ['h', 't']) expect(text(h.question(id))).to.match(/tidak dapat ditampilkan/);
    await h.answer('tf', 'true');
    await h.answer('g', 'a');
    await h.quiz.submit();
    await until(
      async () => (await lrs.statements()).some((s) => /\/(?:passed|failed|completed)$/.test(s.verb.id)),
      'sent',
    );
    const said = await lrs.statements();
    const answers = said.filter((s) => s.verb.id.endsWith('/answered'));
    expect(answers.map((s) => s.result?.response).sort()).to.include.members(['a', 'true']);
    expect(answers.find((s) => s.result?.response === 'true')?.result?.success).to.equal(true);
    expect(answers.find((s) => s.result?.response === 'a')?.result?.success).to.equal(undefined);
    const phases = new Set(failed.map((f) => (f.detail as { phase: string }).phase));
    for (const phase of ['load', 'render', 'grade']) expect(phases.has(phase), phase).to.equal(true);
  });

  it('that fails three times in a minute is left alone, and says so', async () => {
    let calls = 0;
    const { plugin: p, name } = plugin(
      {},
      {
        view: () =>
          Promise.resolve({
            render: () => {
              calls++;
              throw new Error('no');
            },
          }),
      },
    );
    await use(p).ready;
    const e = await show(name);
    for (let i = 0; i < 6; i++) {
      e.requestUpdate();
      await e.updateComplete;
    }
    await has(e, /dihentikan sampai halaman dibuka lagi/);
    const before = calls;
    e.requestUpdate();
    await e.updateComplete;
    expect(calls).to.equal(before);
    expect(pluginStates().find((s) => s.id === p.id)?.state).to.equal('quarantined');
    expect(e.shadowRoot?.querySelector('button')).to.equal(null);
  });

  it('a lesson of a stranger: no service, no other statements than its own; what it saves is there when it comes back', async () => {
    const lrs = newLrs();
    const name = 'acme-dasar';
    let host: PluginLessonHost | undefined;
    const kind = {
      name,
      schema: schemaFrom(() => undefined),
      moveOn: 'Completed',
      activityType: 'http://adlnet.gov/expapi/activities/lesson',
      completedBy: 'lesson',
      view: () =>
        Promise.resolve({
          create: (_: unknown, h: PluginLessonHost) => {
            host = h;
            return {
              render: () => drawn`<p>Halo ${String((h.draft.get() as { n?: number } | undefined)?.n ?? 0)}</p>`,
            };
          },
        }),
    };
    const course = {
      id: `https://belajar.bln.example/kursus/plugin-${Date.now()}`,
      title: 'Kursus',
      lessons: [
        { id: 'a', kind: name, title: 'Asing', peta: { x: [1, 2] } },
        { id: 'b', kind: 'page', title: 'Biasa', body: 'Isi.' },
      ],
    };
    const player = document.createElement('widya-course-player');
    Object.assign(player, { course, noTour: true });
    (await provide(lrs)).append(player);
    const h = new Harness(player, lrs);
    await h.status('ready');
    await has(player, /belum terpasang/);
    await player.goTo('b');
    await has(player, /Isi\./); // an unknown kind is in nobody's way
    await player.goTo('a');
    const used = use(
      spot({
        id: 'id.acme.lesson',
        contributes: { lessonKinds: { [name]: { load: () => Promise.resolve(kind as never) } } },
      }),
    );
    await used.ready;
    await has(player, /Halo 0/);
    expect(host?.service).to.equal(undefined);
    expect(host?.content).to.equal(undefined);
    host?.draft.set({ n: 7 });
    await has(player, /Halo 7/);
    let refused: unknown;
    await host
      ?.record({ verb: { id: 'http://adlnet.gov/expapi/verbs/voided' } })
      .catch((cause: unknown) => (refused = cause));
    expect(String(refused)).to.contain('statements:write');
    used.withdraw();
    await has(player, /belum terpasang/);
    await use(
      spot({
        id: 'id.acme.lesson2',
        contributes: { lessonKinds: { [name]: { load: () => Promise.resolve(kind as never) } } },
      }),
    ).ready;
    await has(player, /Halo 7/);
    host?.complete({ success: true, score: { scaled: 0.8 } });
    await has(player, /1 dari 2/);
    await sent(player);
    expect((await lrs.statements()).some((s) => s.verb.id.endsWith('/completed'))).to.equal(true);
  });

  it('themes are in force below their attribute, languages speak at once', async () => {
    const used = use(
      spot({
        id: 'id.acme.look',
        contributes: {
          themes: { 'acme-merah': { tokens: { '--widya-color-accent': 'rgb(200, 0, 0)' } } },
          locales: { min: { load: () => import('../../src/i18n/locales/en.js') } },
        },
      }),
    );
    const e = await show(plugin().name);
    await used.ready;
    const place = e.parentElement as HTMLElement;
    place.setAttribute('data-widya-theme', 'acme-merah');
    expect(getComputedStyle(e).getPropertyValue('--widya-color-accent').trim()).to.equal('rgb(200, 0, 0)');
    place.lang = 'min';
    await has(e, /not installed/);
    used.withdraw();
    expect(getComputedStyle(e).getPropertyValue('--widya-color-accent').trim()).to.equal('');
    await has(e, /belum terpasang/);
  });
});
