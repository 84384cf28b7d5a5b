// A unit that a server launches (createApp({ cmi5 })): it speaks to that server, and what it has said is asked for there.
import { WidyaError } from '../../sdk/errors.js';
import type { Result } from '../../sdk/statement.js';
import type { LessonHost } from '../kind.js';
import { SANDBOX } from '../package/frame.js';
import type { Playing } from '../package/view.js';

interface Launched {
  url: string;
  session: string;
  method: 'AnyWindow' | 'OwnWindow';
}
interface Heard {
  said: string[];
  abandoned: boolean;
  unit: { completed?: true; passed?: true; waived?: true };
  result?: Pick<Result, 'success' | 'score'>;
}

/** How often the server is asked while the unit is open, milliseconds; at once when the learner comes back to the page. */
const OFTEN = 4000;

/**
 * @param cmi5 address of the LMS, on the origin of the LRS: the learner's credential goes there
 * @param ended the unit has said its last
 * @throws WidyaError `lrs/…`; `lesson/no-content-host` when the address is of another origin
 */
export async function playHosted(
  host: LessonHost,
  lesson: string,
  cmi5: string,
  ended: () => void,
  alive: AbortSignal,
): Promise<Playing> {
  const { service } = host;
  if (!service?.principal) throw new WidyaError('auth/signed-out', 'this lesson is launched for somebody');
  const base = cmi5.endsWith('/') ? cmi5 : `${cmi5}/`;
  if (new URL(base).origin !== new URL(service.endpoint).origin)
    throw new WidyaError('lesson/no-content-host', '`cmi5` must be on the origin of the endpoint');
  const ask = async <T>(path: string, body?: unknown): Promise<T> => {
    const response = await service.lrs.send(
      base + path,
      body === undefined
        ? {}
        : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
    );
    return (await response.json()) as T;
  };
  const launched = await ask<Launched>('launch', {
    course: host.course.id,
    lesson,
    registration: host.registration,
    mode: host.readonly ? 'Browse' : 'Normal',
    ...(host.content ? { returnURL: `${host.content.base}return.html` } : {}),
  });
  const path = `sessions/${launched.session}`;
  let over = false;
  const look = async (): Promise<void> => {
    const heard = await ask<Heard>(path).catch(() => undefined); // asked again
    if (!heard || over) return;
    const { unit, result } = heard;
    if (unit.completed || unit.passed || result)
      host.complete({
        completion: unit.completed === true,
        ...(result?.success === undefined ? (unit.passed ? { success: true } : {}) : { success: result.success }),
        ...(result?.score ? { score: result.score } : {}),
      });
    if (heard.said.includes('terminated') || heard.abandoned) {
      stop();
      ended();
    }
  };
  const timer = setInterval(() => document.hidden || void look(), OFTEN);
  const back = (): void => void look();
  addEventListener('focus', back);
  const stop = (): void => {
    over = true;
    clearInterval(timer);
    removeEventListener('focus', back);
  };
  alive.addEventListener('abort', stop);
  const close = async (): Promise<void> => {
    if (!over) await look();
    stop();
  };
  if (launched.method === 'OwnWindow') return { frame: undefined, window: launched.url, close };
  const frame = document.createElement('iframe');
  frame.title = host.text(host.activity.definition?.name);
  frame.setAttribute('sandbox', SANDBOX);
  frame.allow = 'fullscreen; autoplay';
  frame.referrerPolicy = 'no-referrer';
  frame.className = 'content-frame';
  frame.setAttribute('part', 'content');
  frame.src = launched.url;
  return { frame, close };
}
