// The outbox's store on the browser's own IndexedDB.
import { expect } from '@open-wc/testing';
import { idbStore, openStore, type NewRow, type RowStore } from '../../src/sdk/store.js';

const row = (owner = 'siti'): NewRow => ({ v: 1, owner, at: 1 });
const seqs = async (store: RowStore, owner = 'siti') => (await store.all(owner)).map((r) => r.seq);
let count = 0;
const fresh = () => `widya-test-${Date.now()}-${count++}`;
const fails = (promise: Promise<unknown>) =>
  promise.then(
    () => false,
    () => true,
  );

describe('idbStore', () => {
  it('numbers rows, keeps owners apart, and has them again', async () => {
    const name = fresh();
    const store = await idbStore(name);
    await store.write({ add: [row(), row('budi'), row()] });
    expect(await seqs(store)).to.deep.equal([1, 3]);
    store.close();
    const again = await idbStore(name);
    expect(await seqs(again)).to.deep.equal([1, 3]);
    expect(again.epoch).to.equal(store.epoch);
    await again.destroy();
  });
  it('keeps files as bytes', async () => {
    const store = await idbStore(fresh());
    await store.write({
      add: [{ ...row(), files: [{ sha2: 'x', contentType: 'a/b', bytes: new Uint8Array([0, 255]) }] }],
    });
    expect([...((await store.all('siti'))[0]?.files?.[0]?.bytes ?? [])]).to.deep.equal([0, 255]);
    await store.destroy();
  });
  it('does all of a change or nothing', async () => {
    const store = await idbStore(fresh());
    await store.write({ add: [row(), row()] });
    expect(await fails(store.write({ remove: [1], add: [row(), { ...row(), seq: 2 }] }))).to.equal(true);
    expect(await seqs(store)).to.deep.equal([1, 2]);
    await store.destroy();
  });
  it('takes numbers with a fraction, and goes on above them', async () => {
    const store = await idbStore(fresh());
    await store.write({ add: [row(), { ...row(), seq: 7.25 }] });
    await store.write({ add: [row()] });
    expect(await seqs(store)).to.deep.equal([1, 7.25, 8]);
    await store.destroy();
  });
  it('opens itself again when the browser has thrown the database away, under another name', async () => {
    const name = fresh();
    const store = await idbStore(name);
    await store.write({ add: [row()] });
    const { epoch } = store;
    await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
    expect(await seqs(store)).to.deep.equal([]);
    expect(store.epoch).to.not.equal(epoch);
    await store.write({ add: [row()] });
    expect(await seqs(store)).to.deep.equal([1]);
    await store.destroy();
  });
  it('makes way for a newer version, and says that it cannot go on', async () => {
    const name = fresh();
    const store = await idbStore(name);
    const newer = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(name, 2);
      request.onsuccess = () => resolve(request.result);
      request.onblocked = reject;
    });
    expect(await fails(store.write({ add: [row()] }))).to.equal(true);
    newer.close();
  });
  it('is memory where there is no IndexedDB to use', async () => {
    const name = fresh();
    const newer = await new Promise<IDBDatabase>((resolve) => {
      const request = indexedDB.open(name, 9);
      request.onsuccess = () => resolve(request.result);
    });
    newer.close();
    expect((await openStore(name)).durable).to.equal(false);
  });
});
