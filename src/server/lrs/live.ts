// New statements as they are stored (server-sent events): GET statements/live with the filters of GET statements.
import { isMine } from '../access/authorize.js';
import type { Actor } from '../../sdk/statement.js';
import type { StoredRow } from '../storage/port.js';
import { bad, HttpError, readQuery } from './http.js';
import type { LrsRequest } from './lrs.js';
import { filters, readable } from './statements.js';

/** Statements sent in one piece. */
const PAGE = 100;
/** Milliseconds after which a silent connection says that it is there; proxies close those that are silent for a minute. */
const BEAT = 15_000;
/** Milliseconds after which the stream ends: the browser comes again by itself, and whether it may read is looked at anew. */
const LIFE = 5 * 60_000;

/**
 * Each event is one statement (`data`) with its position (`id`). A client that was cut off sends that as `Last-Event-ID`, as
 * EventSource does, and misses nothing; without it the stream begins after `since`, or now. Works across server processes.
 */
export async function live(r: LrsRequest): Promise<Response> {
  if (r.method !== 'GET') throw new HttpError(405, 'statements/live takes GET', { headers: { allow: 'GET' } });
  const allowed = filters.filter((name) => !['limit', 'ascending', 'until'].includes(name));
  const { filter, mine } = readable(r, readQuery(r.params, allowed));
  const from = r.headers.get('last-event-id');
  if (from !== null && !/^\d{1,16}$/.test(from)) throw bad('is none of ours', 'Last-Event-ID');
  let after = from === null ? undefined : Number(from);
  if (after === undefined && filter.since === undefined) after = await r.storage.lastSeq();

  let wake = (): void => undefined;
  /** Something may have come since we last looked; the first look is owed. */
  let news = true;
  let ended = false;
  const unwatch = r.storage.watch(() => {
    news = true;
    wake();
  });
  const end = () => {
    ended = true;
    unwatch();
    wake();
  };
  const encoder = new TextEncoder();
  const dies = Date.now() + LIFE;
  const text = (row: StoredRow) => `id: ${row.seq}\ndata: ${row.body}\n\n`;

  const stream = new ReadableStream<Uint8Array>(
    {
      // So that the answer begins at once.
      start: (controller) => controller.enqueue(encoder.encode('retry: 2000\n\n')),
      async pull(controller) {
        while (!ended) {
          if (Date.now() > dies) {
            end();
            return controller.close();
          }
          if (!news) {
            await new Promise<void>((resolve) => {
              const timer = setTimeout(resolve, BEAT);
              wake = () => {
                clearTimeout(timer);
                resolve();
              };
            });
            if (!news && !ended) return controller.enqueue(encoder.encode(':\n\n'));
            continue;
          }
          news = false;
          const next = { ...filter, ascending: true, limit: PAGE, ...(after === undefined ? {} : { after }) };
          let rows: StoredRow[];
          try {
            rows = await r.storage.query(next);
          } catch (error) {
            // The client comes again when the store is back.
            end();
            throw error;
          }
          if (rows.length === PAGE) news = true;
          after = rows.at(-1)?.seq ?? after;
          const shown = mine ? rows.filter((row) => isMine(r.principal, authorityOf(row))) : rows;
          if (shown.length > 0) return controller.enqueue(encoder.encode(shown.map(text).join('')));
        }
      },
      cancel: end,
    },
    // Nothing is read from the store before the client has taken what came before.
    { highWaterMark: 1 },
  );
  return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
}

const authorityOf = (row: StoredRow): Actor | undefined => (JSON.parse(row.body) as { authority?: Actor }).authority;
