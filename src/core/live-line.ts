// News that the server sends by itself, as server-sent events (docs/live.md). Read with the page's own fetch, so that every way of
// signing in works; fetched when a page has been open for a moment.
import type { LrsClient } from '../sdk/client.js';
import type { StatementQuery, StoredStatement } from '../sdk/statement.js';
import { ns } from '../sdk/verbs.js';

/** In the extensions of an LRS's `about`: where it tells by itself. */
export const liveExtension = `${ns}/extensions/live`;

const asked = new Map<string, Promise<boolean>>();

/** Whether this LRS tells by itself; asked once a page, and of nobody who would answer with an error. */
export function tells(lrs: LrsClient): Promise<boolean> {
  let answer = asked.get(lrs.endpoint);
  if (!answer) {
    answer = lrs.about().then(({ extensions }) => extensions?.[liveExtension] === 'statements/live');
    answer.catch(() => asked.delete(lrs.endpoint));
    asked.set(lrs.endpoint, answer);
  }
  return answer;
}

export interface Ear {
  statement: (s: StoredStatement) => void;
  /** The line broke, or was not to be had: ask again yourself. */
  ended: () => void;
}

/** A line that was cut is taken up where it was; only one that cannot be had ends. */
export function listen(lrs: LrsClient, query: Omit<StatementQuery, 'agent'>, ear: Ear): { close(): void } {
  const abort = new AbortController();
  let last: string | undefined;
  const read = async (): Promise<boolean> => {
    const began = Date.now();
    const response = await lrs.send('statements/live', {
      query,
      signal: abort.signal,
      timeout: 0,
      headers: { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': last }) },
    });
    const stream = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    if (!stream || !response.headers.get('content-type')?.startsWith('text/event-stream')) return false;
    let rest = '';
    for (;;) {
      const { value, done } = await stream.read();
      if (done) return Date.now() - began > 1000; // else something in between cuts it
      const events = (rest + value).split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(event)?.[1];
        last = field('id') ?? last;
        const data = field('data');
        if (data !== undefined) ear.statement(JSON.parse(data) as StoredStatement);
      }
    }
  };
  void (async () => {
    // The server closes it every few minutes, to look anew at who may read.
    try {
      while ((await read()) && !abort.signal.aborted);
    } catch {
      // No network, or not allowed any more.
    }
    if (!abort.signal.aborted) ear.ended();
  })();
  return { close: () => abort.abort() };
}
