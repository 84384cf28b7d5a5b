// One server per data folder, also across containers that share a volume; and no processes left over from one that was killed.
import {
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

interface Holder {
  pid: number;
  /** When the process began, in the kernel's count: numbers of processes are used again. */
  started: string;
  /** Where the number means something: this boot's, this container's. */
  space: string;
}

const BEAT = 2000;
/** Milliseconds without a beat after which a holder we cannot look at is taken to be gone. */
const PATIENCE = 7000;

const read = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};
/** Fields of /proc/PID/stat after the name: state first, start time twentieth. */
const stat = (pid: number): string[] | undefined => read(`/proc/${pid}/stat`)?.split(') ').at(-1)?.split(' ');
const startOf = (pid: number): string => stat(pid)?.[19] ?? '';

function mySpace(): string {
  try {
    return `${read('/proc/sys/kernel/random/boot_id')?.trim()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return stat(pid)?.[0] !== 'Z'; // one that only waits for its parent to notice is gone
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * @param patience milliseconds without a touch after which a holder that cannot be seen from here is taken to be gone
 * @returns what gives the lock back
 * @throws when another server has the folder, or it cannot be written
 */
export async function lockFolder(folder: string, patience = PATIENCE): Promise<() => void> {
  const file = join(folder, 'widya.lock');
  const parse = (text: string | undefined): Holder | undefined => {
    try {
      return JSON.parse(text ?? '') as Holder;
    } catch {
      return undefined;
    }
  };
  const mine = { pid: process.pid, started: startOf(process.pid), space: mySpace() };
  const inUse = (h: Holder) => new Error(`the data folder ${folder} is in use by another Widya (process ${h.pid})`);

  const holder = parse(read(file));
  if (holder && holder.space === mine.space) {
    const isSame = holder.started === '' || startOf(holder.pid) === holder.started;
    if (isAlive(holder.pid) && isSame && (holder.pid !== mine.pid || taken.has(file))) throw inUse(holder);
  } else if (holder) {
    // Another container's, perhaps: its processes cannot be seen from here, but a living one goes on touching its lock.
    const touched = () => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const at = touched();
    for (let waited = 0; waited < patience; waited += 250) {
      await sleep(250);
      if (touched() !== at) throw inUse(holder);
    }
  }

  try {
    const draft = `${file}.${mine.pid}`;
    writeFileSync(draft, JSON.stringify(mine));
    renameSync(draft, file);
  } catch (error) {
    throw new Error(`the data folder ${folder} cannot be written: ${(error as Error).message}`, { cause: error });
  }
  const now = parse(read(file));
  if (now && (now.pid !== mine.pid || now.space !== mine.space)) throw inUse(now);
  taken.add(file);
  // Should the folder be gone, PostgreSQL will say so.
  const timer = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => undefined), BEAT);
  timer.unref();
  return () => {
    clearInterval(timer);
    taken.delete(file);
    rmSync(file, { force: true });
  };
}

/** Locks of this very process. */
const taken = new Set<string>();

/** Processes that work in a folder; a PostgreSQL and its children do in their data. None where there is no /proc. */
function processesIn(folder: string): number[] {
  let pids: string[];
  try {
    pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
  const path = realpathSync(folder);
  return pids.map(Number).filter((pid) => {
    try {
      return pid !== process.pid && readlinkSync(`/proc/${pid}/cwd`) === path;
    } catch {
      return false;
    }
  });
}

/** For what is not worth an orderly end: a preparation that was given up. */
export function killAllIn(folder: string): void {
  for (const pid of processesIn(folder)) process.kill(pid, 'SIGKILL');
}

/**
 * A PostgreSQL whose Widya was killed goes on running, and one that was killed itself leaves a file that names it: the first is
 * asked to stop, the second removed. To be called with the folder's lock in hand.
 */
export async function stopOrphans(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  const pid = Number(read(file)?.split('\n', 1)[0] ?? 0);
  if (pid === 0) return;
  for (let waited = 0; processesIn(data).length > 0; waited += 50) {
    if (waited % 5000 === 0 && processesIn(data).includes(pid)) process.kill(pid, 'SIGINT');
    if (waited > 60_000)
      throw new Error(`an earlier database (process ${pid}) still works in ${data} and does not stop`);
    await sleep(50);
  }
  // Its number may belong to somebody else by now, which would keep PostgreSQL from starting.
  if (process.platform === 'linux' && statSync('/proc').isDirectory()) rmSync(file, { force: true });
}
