// Record servers that do less than the standard: what the components then say and do (docs/lrs-differences.md). The real LRS, made to
// answer as Ralph and pelotech do.
import { expect } from '@open-wc/testing';
import { WidyaDoctor } from '../../src/components/doctor/doctor.js';
import { WidyaForumThread } from '../../src/components/forum-thread/forum-thread.js';
import { WidyaProgressCard } from '../../src/components/progress-card/progress-card.js';
import type { WidyaElement } from '../../src/core/widya-element.js';
import { summaryProfileId, summaryToDocument } from '../../src/model/summary.js';
import { verbs } from '../../src/sdk/verbs.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import { clientOf, Harness, newLrs, provide, say, until } from './harness.js';

for (const c of [WidyaDoctor, WidyaForumThread, WidyaProgressCard]) c.define();

/** Asked queries of statements, and the answer another server would give. */
function as(
  lrs: TestLrs,
  change: (q: URLSearchParams) => Response | undefined,
): TestLrs & { queries: URLSearchParams[] } {
  const queries: URLSearchParams[] = [];
  const fetch: TestLrs['fetch'] = async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    if (request.method !== 'GET' || !url.pathname.endsWith('/statements')) return lrs.fetch(request);
    queries.push(new URLSearchParams(url.search));
    const answer = change(url.searchParams);
    return answer ?? lrs.fetch(new Request(url, { headers: request.headers }));
  };
  return Object.assign(Object.create(lrs) as TestLrs, { fetch, queries });
}
const empty = () => Response.json({ statements: [], more: '' });
/** Takes no account of activities in the context. */
const ralph = (lrs: TestLrs) => as(lrs, (q) => (q.has('related_activities') ? empty() : undefined));
/** Fifty at a time, however many are asked for. */
const fifty = (lrs: TestLrs) =>
  as(lrs, (q) => void q.set('limit', String(Math.min(50, Number(q.get('limit') ?? 50) || 50))));

const parent = (id: string) => ({ contextActivities: { parent: [{ id }] } });
const about = (id: string, more: object = {}) => ({ verb: verbs.completed, object: { id }, ...more });
let count = 0;
const thread = () => `https://belajar.bln.example/forum/kurang-${Date.now()}-${count++}`;

async function place(lrs: TestLrs, tag: string, set: object): Promise<Harness<WidyaElement>> {
  const element = document.createElement(tag) as WidyaElement;
  Object.assign(element, set);
  (await provide(lrs)).append(element);
  const h = new Harness(element, lrs);
  await h.status('ready');
  return h;
}
const forget = () => {
  for (const key of Object.keys(localStorage)) if (key.startsWith('widya:lrs:')) localStorage.removeItem(key);
};

describe('servers that do less', () => {
  beforeEach(forget);
  after(forget);

  it('a thread that cannot be looked for says so, and takes what is written', async () => {
    const lrs = newLrs();
    await say(
      lrs,
      '2026-03-01T01:00:00.000Z',
      about('https://x.example/a', { context: parent('https://x.example/b') }),
    );
    const h = await place(ralph(lrs), 'widya-forum-thread', { thread: thread(), label: 'Dilema' });
    await h.see('tidak dapat mencari tulisan sebuah diskusi');
    await h.accessible();
    const field = h.$('textarea') as HTMLElement as HTMLTextAreaElement;
    field.value = 'Halo';
    field.dispatchEvent(new Event('input'));
    await h.element.updateComplete;
    h.$('[part="send"]')?.click();
    await h.sent();
    expect((await lrs.statements()).some((s) => s.result?.response === 'Halo')).to.equal(true);
  });
  it('an empty thread of a server that can looks as ever', async () => {
    const lrs = newLrs();
    await say(
      lrs,
      '2026-03-01T01:00:00.000Z',
      about('https://x.example/a', { context: parent('https://x.example/b') }),
    );
    const all = as(lrs, () => undefined);
    const h = await place(all, 'widya-forum-thread', { thread: thread() });
    await until(
      () => localStorage.length > 0 && Object.keys(localStorage).some((k) => k.startsWith('widya:lrs:')),
      'asked',
    );
    await h.element.updateComplete;
    expect(h.$('[part="lacking"]')).to.equal(null);
    const { length } = all.queries;
    await place(all, 'widya-forum-thread', { thread: thread() });
    expect(all.queries.length - length, 'asked once a day').to.equal(1);
  });
  it('where since goes by the time of writing, the last week is read again: thread and card', async () => {
    const lrs = newLrs();
    const known = { at: Date.now(), found: { since: 'timestamp' } };
    localStorage.setItem(`widya:lrs:${new URL(lrs.endpoint, location.href).href}|r`, JSON.stringify(known));
    const all = as(lrs, () => undefined);
    const h = await place(all, 'widya-forum-thread', { thread: thread() });
    await h.see('seminggu terakhir');
    const sinces = () => all.queries.flatMap((q) => q.get('since') ?? []).map((s) => Date.now() - Date.parse(s));
    const look = () => document.dispatchEvent(new Event('visibilitychange'));
    await until(() => {
      look();
      return sinces().some((ms) => ms > 600_000_000);
    }, 'a week ago');
    h.element.remove();
    all.queries.length = 0;
    const course = 'https://belajar.bln.example/kursus/kurang';
    // A summary is kept, and this device knows it: the card asks for what came since.
    const key = { agent: lrs.person.actor, profileId: summaryProfileId };
    await clientOf(lrs).mergeAgentProfile(key, summaryToDocument({}, new Date().toISOString()));
    const document_ = ['agent-profile', null, null, null, summaryProfileId];
    const { href } = new URL(lrs.endpoint, location.href);
    localStorage.setItem(`widya:has:${href}|${lrs.person.subject}|${JSON.stringify(document_)}`, '1');
    await place(all, 'widya-progress-card', { course });
    await until(() => sinces().some((ms) => ms > 600_000_000), 'the card asks from a week ago');
  });
  it('the doctor says what the server lacks, in Indonesian and in English', async () => {
    const lrs = newLrs();
    const many = Array.from({ length: 60 }, (_, n) =>
      about(`https://x.example/${n}`, { context: parent('https://x.example/p') }),
    );
    await say(lrs, '2026-03-01T01:00:00.000Z', ...many.slice(0, 50));
    await say(lrs, '2026-03-01T01:00:00.000Z', ...many.slice(50));
    const h = await place(fifty(ralph(lrs)), 'widya-doctor', {});
    await (h.element as WidyaDoctor).reload();
    await h.see('hanya memberi 50 catatan per halaman');
    await h.see('tidak mencari menurut konteks');
    await h.accessible();
    h.element.lang = 'en';
    await h.see('gives only 50 records a page');
    await h.see('does not search by context');
  });
});
