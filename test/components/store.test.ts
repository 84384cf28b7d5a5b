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
    const added = await store.write({ add: [row(), row('budi'), row()] });
    const mine = [added[0]?.seq, added[2]?.seq];
    expect(added[2]?.seq).to.equal((added[0]?.seq ?? 0) + 2);
    expect(await seqs(store)).to.deep.equal(mine);
    store.close();
    const again = await idbStore(name);
    expect(await seqs(again)).to.deep.equal(mine);
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
  it('removes nothing when what takes its place cannot be written', async () => {
    const store = await idbStore(fresh());
    await store.write({ add: [row(), row()] });
    const before = await seqs(store);
    const unclonable = { ...row(), document: { patch: { f: () => 1 } } } as unknown as NewRow;
    expect(await fails(store.write({ remove: before, add: [unclonable] }))).to.equal(true);
    expect(await seqs(store)).to.deep.equal(before);
    await store.destroy();
  });
  it('gives no number twice, also after the browser has thrown the database away', async () => {
    const name = fresh();
    const store = await idbStore(name);
    const given: number[] = [];
    for (let i = 0; i < 5; i++) {
      given.push(...(await store.write({ add: [row(), row()] })).map((r) => r.seq));
      await new Promise((resolve) => (indexedDB.deleteDatabase(name).onsuccess = resolve));
    }
    expect(new Set(given).size).to.equal(10);
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
    expect(await seqs(store)).to.have.length(1);
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
