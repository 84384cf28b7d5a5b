// Plugins that are broken, each in one way of its own, and the check that has to name it.
import { html } from '../../../src/plugins/plugin.js';
import type { Grade, Plugin, PluginQuestionHost, Question } from '../../../src/plugins/plugin.js';
import type { PluginCheck, PluginExample, PluginFixtures } from '../../../src/testing/plugin.js';
import { spot, spotKind, type Spot } from '../example.ts';

export interface Animal {
  name: string;
  plugin: Plugin;
  fixtures: PluginFixtures;
  /** The one check that fails. */
  fails: PluginCheck;
  /** It shows in a page only. */
  page?: true;
  others?: Plugin[];
}

type View = { render(q: Spot, host: PluginQuestionHost): unknown; updated?(...args: never[]): void };
const example = (kind: string): PluginExample => ({
  question: { id: 'q1', kind, stem: { id: 'Di mana?', en: 'Where?' }, answer: 'a' },
  otherKey: { id: 'q1', kind, stem: { id: 'Di mana?', en: 'Where?' }, answer: 'b' },
  right: ['a'],
  wrong: ['b', 'x'],
});
const good = await spotKind.view();
const draw = good.render.bind(good);
/** The good view, and something more each time it is drawn. */
const also = (act: (q: Spot, host: PluginQuestionHost) => unknown): View => ({
  render(q, host) {
    act(q, host);
    return draw(q, host);
  },
});

function animal(
  name: string,
  fails: PluginCheck,
  kind: object,
  more: { page?: true; plugin?: Partial<Plugin>; others?: Plugin[]; part?: string; load?: () => Promise<unknown> } = {},
): Animal {
  const part = more.part ?? `zoo-${name}`;
  const load = more.load ?? (() => Promise.resolve({ ...spotKind, name: part, ...kind }));
  return {
    name,
    fails,
    fixtures: { questions: { [part]: [example(part)] } },
    plugin: spot({
      id: `id.zoo.${name}`,
      contributes: { questionKinds: { [part]: { label: name, load: load as () => Promise<never> } } },
      ...more.plugin,
    }),
    ...(more.page ? { page: more.page } : {}),
    ...(more.others ? { others: more.others } : {}),
  };
}
const seen = (view: View) => ({ view: () => Promise.resolve(view) });

/** One that is in order: no check fails. */
export const sound = animal('sound', 'manifest', {});

let coin = 0;
export const zoo: Animal[] = [
  animal('wrong-api', 'api', {}, { plugin: { api: 7 } }),
  animal('bad-manifest', 'manifest', {}, { plugin: { version: 'latest' } }),
  animal(
    'unknown-shelf',
    'manifest',
    {},
    {
      plugin: { contributes: { ...spot({}).contributes, menus: {} } as never },
      part: 'acme-spot',
    },
  ),
  animal('duplicate-id', 'unique', {}, { others: [spot({ id: 'id.zoo.duplicate-id' })] }),
  animal('takes-a-built-in-name', 'unique', {}, { part: 'true-false' }),
  animal('hangs-on-load', 'loads-in-time', {}, { load: () => new Promise(() => undefined) }),
  animal('throws-on-load', 'loads', {}, { load: () => Promise.reject(new Error('cannot be found')) }),
  animal('loads-another', 'contract', { name: 'zoo-something-else' }),
  animal('no-schema', 'contract', { schema: undefined }),
  animal('refuses-its-own', 'schema', {
    schema: { '~standard': { version: 1, vendor: 'zoo', validate: () => ({ issues: [{ message: 'no' }] }) } },
  }),
  animal('throws-at-odd-answers', 'grade-total', {
    grade: (q: Spot, r: string): Grade => {
      if (r.startsWith('{')) throw new Error('unexpected');
      return spotKind.grade(q, r);
    },
  }),
  animal('out-of-range', 'grade-range', { grade: (): Grade => ({ raw: 100, max: 1, scaled: 100, success: true }) }),
  animal('impure-grade', 'grade-pure', { grade: (q: Spot) => spotKind.grade(q, coin++ % 2 === 0 ? q.answer : '') }),
  animal('grades-wrongly', 'grade-right', { grade: (q: Spot) => spotKind.grade(q, 'never') }),
  animal('writes-into-the-question', 'unchanged', {
    strip: (q: Spot) => {
      delete (q as Partial<Spot>).answer;
      return { ...q };
    },
  }),
  animal('tells-the-key', 'strip', { strip: (q: Question) => ({ ...q }) }),
  animal('odd-definition', 'definition', {
    definition: () => ({ type: 'http://example.org/quiz', interactionType: 'other' }),
  }),
  animal(
    'writes-globals',
    'globals',
    {},
    {
      load: () => {
        (globalThis as { zooGlobal?: number }).zooGlobal = 1;
        return Promise.resolve({ ...spotKind, name: 'zoo-writes-globals' });
      },
    },
  ),
  animal(
    'throws-when-drawn',
    'renders',
    seen({
      render: () => {
        throw new Error('not today');
      },
    }),
    { page: true },
  ),
  animal(
    'markup-from-strings',
    'markup',
    seen(
      also((q) => {
        document.createElement('div').innerHTML = `<b>${String(q.id)}</b>`;
      }),
    ),
    { page: true },
  ),
  animal(
    'style-attributes',
    'markup',
    seen(also(() => document.createElement('p').setAttribute('style', 'color: red'))),
    { page: true },
  ),
  animal(
    'no-label',
    'named',
    seen({
      render: (q, host) =>
        html`<fieldset>
          <legend>${host.rich(q.stem)}</legend>
          <input .value=${host.response} />
        </fieldset>`,
    }),
    { page: true },
  ),
  animal(
    'focus-thief',
    'focus',
    seen({
      render: draw,
      updated: (_q: never, _host: never, root: ShadowRoot) => root.querySelector('input')?.focus(),
    } as View),
    { page: true },
  ),
  animal(
    'answers-with-objects',
    'response',
    seen({
      render: (q, host) =>
        html`<fieldset>
          <legend>${host.rich(q.stem)}</legend>
          <button type="button" @click=${() => host.answer({ x: 1, y: 2 } as never)}>Titik</button>
        </fieldset>`,
    }),
    { page: true },
  ),
  animal('unasked-network', 'network', seen(also(() => void fetch('/zoo-ping').catch(() => undefined))), {
    page: true,
  }),
  animal('leaky-listener', 'listeners', seen(also(() => addEventListener('resize', () => undefined))), { page: true }),
  animal('never-ending-timer', 'timers', seen(also(() => setInterval(() => undefined, 50))), { page: true }),
];
