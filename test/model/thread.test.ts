import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { add, emptyThread, postsOf, threaded, unreadCount } from '../../src/model/thread.ts';
import type { StoredStatement } from '../../src/sdk/statement.ts';
import { deleted, edited, posted } from '../../src/tracking/forum.ts';

const context = { thread: 'https://x.example/forum/t', lang: 'id' };
let n = 0;
const by = (name: string, draft: ReturnType<typeof posted>, minute: number): StoredStatement => {
  const at = new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  return {
    ...draft,
    id: `00000000-0000-4000-8000-${String(++n).padStart(12, '0')}`,
    actor: { account: { homePage: 'https://x.example', name }, name },
    timestamp: at,
    stored: at,
    authority: { account: { homePage: 'https://x.example', name: 'lrs' } },
    version: '1.0.3',
  };
};
const post = (name: string, id: string, text: string, minute: number, parent?: { id: string; statementId: string }) =>
  by(name, posted(context, { post: `https://x.example/p/${id}`, text, first: false, parent }), minute);

const p1 = post('siti', '1', 'Halo', 1);
const p2 = post('budi', '2', 'Hai', 2, { id: 'https://x.example/p/1', statementId: p1.id });
const p3 = post('dewi', '3', 'Ya', 3, { id: 'https://x.example/p/2', statementId: p2.id });
const e1 = by('siti', edited(context, { post: 'https://x.example/p/1', statementId: p1.id, text: 'Halo semua' }), 4);
const e2 = by('siti', edited(context, { post: 'https://x.example/p/1', statementId: p1.id, text: 'Halo semuanya' }), 5);
const forgedEdit = by('budi', edited(context, { post: 'https://x.example/p/1', statementId: p1.id, text: 'RUSAK' }), 6);
const forgedDelete = by('budi', deleted(context, { post: 'https://x.example/p/3', statementId: p3.id }), 6);
const forgedPost = post('budi', '1', 'PALSU', 7);
const d2 = by('budi', deleted(context, { post: 'https://x.example/p/2', statementId: p2.id }), 8);
const all = [p1, p2, p3, e1, e2, forgedEdit, forgedDelete, d2];
const view = (statements: StoredStatement[]) => {
  const state = emptyThread();
  for (const s of statements) add(state, s);
  return postsOf(state);
};

describe('a thread from statements', () => {
  it('shows the last text, tombstones, and nothing forged', () => {
    assert.deepEqual(
      view(all).map((p) => [p.text, p.deleted, p.editedAt !== undefined]),
      [
        ['Halo semuanya', false, true],
        ['', true, false],
        ['Ya', false, false],
      ],
    );
  });
  it('is the same in any order, with repeats', () => {
    const expected = view(all);
    fc.assert(
      fc.property(fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 }), (list) => {
        assert.deepEqual(view(list), expected);
      }),
    );
  });
  it('does not let another author take a post’s IRI', () => assert.equal(view([p1, forgedPost])[0]?.text, 'Halo'));
  it('puts answers to answers below the first post', () =>
    assert.deepEqual(
      threaded(view(all)).map((t) => [t.post.id.at(-1), t.replies.map((r) => r.id.at(-1))]),
      [['1', ['2', '3']]],
    ));
  it('survives answers in a circle', () => {
    const a = post('siti', 'a', 'a', 1, { id: 'https://x.example/p/b', statementId: p1.id });
    const b = post('siti', 'b', 'b', 2, { id: 'https://x.example/p/a', statementId: p1.id });
    assert.equal(threaded(view([a, b])).flatMap((t) => [t.post, ...t.replies]).length, 2);
  });
  it('counts what others wrote since', () => {
    const me = 'account:https://x.example|siti';
    assert.equal(unreadCount(view(all), me, undefined), 1);
    assert.equal(unreadCount(view(all), me, p3.stored), 0);
  });
  it('does not let a future time float', () => {
    const future = { ...p2, timestamp: '2030-01-01T00:00:00.000Z' };
    assert.deepEqual(
      view([p1, future, p3]).map((p) => p.id.at(-1)),
      ['1', '2', '3'],
    );
  });
});
