// The outbox of a portal's server: rows in a file, written and synced before anything is said to be kept. Node only.
import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { Buffer } from 'node:buffer';
import { dirname } from 'node:path';
import type { OutboxRow, RowStore } from './store.js';

type Line = { add: OutboxRow[]; remove: number[]; last: number };

/** The file is written anew once this many lines are no longer of use. */
const COMPACT = 1000;

/**
 * A store for `createService({ store: () => fileStore('/var/lib/portal/outbox.jsonl') })`: a line for each change, synced to the
 * disk. A line cut off by a power cut was never said to be kept, and is left out. One process to a file.
 */
export async function fileStore(path: string): Promise<RowStore> {
  const rows = new Map<number, OutboxRow>();
  let last = 0;
  let lines = 0;
  const apply = ({ add, remove, last: highest }: Line): void => {
    for (const seq of remove) rows.delete(seq);
    for (const row of add) rows.set(row.seq, row);
    last = Math.max(last, highest);
  };
  const text = await readFile(path, 'utf8').catch((e: NodeJS.ErrnoException) => {
    if (e.code !== 'ENOENT') throw e;
    last = Date.now() * 1000; // no number is given twice, also when the file was removed meanwhile
    return '';
  });
  for (const line of text.split('\n')) {
    if (line === '') continue;
    try {
      apply(JSON.parse(line, revive) as Line);
      lines++;
    } catch {
      break; // cut off: the last one
    }
  }
  let file: FileHandle;
  let closed = false;
  let writing: Promise<unknown> = Promise.resolve();
  const compact = async (): Promise<void> => {
    const draft = `${path}.new`;
    const fresh = await open(draft, 'w', 0o600);
    await fresh.writeFile(write({ add: [...rows.values()], remove: [], last }));
    await fresh.sync();
    await fresh.close();
    await rename(draft, path);
    const folder = await open(dirname(path), 'r');
    await folder.sync().catch(() => undefined); // not every system can
    await folder.close();
    file = await open(path, 'a', 0o600);
    lines = 1;
  };
  await compact();
  const alone = <T>(work: () => Promise<T>): Promise<T> => {
    const result = writing.then(work);
    writing = result.catch(() => undefined);
    return result;
  };
  return {
    durable: true,
    epoch: path,
    write: ({ add = [], remove = [] }) =>
      alone(async () => {
        if (closed) throw new Error(`${path} is closed`);
        let next = last;
        const added = add.map((r) => {
          return { ...r, seq: ++next };
        });
        const line = { add: added, remove: [...remove], last: next };
        try {
          await file.appendFile(write(line));
          await file.datasync();
        } catch (cause) {
          // A line half written would swallow the next one.
          await file.close().catch(() => undefined);
          await compact();
          throw cause;
        }
        apply(line);
        if (++lines > COMPACT + rows.size) {
          await file.close();
          await compact();
        }
        return added;
      }),
    all: async (owner) => {
      await writing;
      return [...rows.values()].filter((r) => r.owner === owner).sort((a, b) => a.seq - b.seq);
    },
    close: () =>
      void alone(async () => {
        closed = true;
        await file.close();
      }),
    destroy: () =>
      alone(async () => {
        closed = true;
        await file.close().catch(() => undefined);
        rows.clear();
        await rm(path, { force: true });
      }),
  };
}

/** The bytes of attachments as base64. */
const write = (line: Line): string =>
  `${JSON.stringify(line, (_key, value: unknown) =>
    value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString('base64') } : value,
  )}\n`;

const revive = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && '$bytes' in value
    ? new Uint8Array(Buffer.from(String(value.$bytes), 'base64'))
    : value;
