// Whose work it is: the processes of a server and of the database it talks to, their CPU and memory. Linux only; elsewhere nothing.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const read = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
const pids = () => {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
};
const stat = (pid) => read(`/proc/${pid}/stat`).split(') ').at(-1).split(' ');

/** Inodes of a process's sockets. */
function sockets(pid) {
  try {
    return new Set(
      readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
        try {
          return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
        } catch {
          return [];
        }
      }),
    );
  } catch {
    return new Set();
  }
}
const connections = () =>
  ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) =>
    read(file)
      .split('\n')
      .slice(1)
      .filter(Boolean)
      .map((line) => line.trim().split(/\s+/))
      .map((f) => ({
        port: parseInt(f[1].split(':')[1], 16),
        remote: parseInt(f[2].split(':')[1], 16),
        listens: f[3] === '0A',
        inode: f[9],
      })),
  );
const listener = (port) => {
  const inodes = connections().filter((c) => c.listens && c.port === port);
  return pids().find((pid) => {
    const own = sockets(pid);
    return inodes.some((c) => own.has(c.inode));
  });
};

/** The process that listens at a URL of this machine. */
export function listenerOf(endpoint) {
  const url = new URL(endpoint);
  return /^(localhost|127\.|\[::1\])/.test(url.host) ? listener(Number(url.port || 80)) : undefined;
}

/** The server's process, those it started, and those of a database it has connections to. */
export function processesOf(target) {
  if (!target.pid) return [];
  const own = sockets(target.pid);
  const ports = new Set(connections().flatMap((c) => (own.has(c.inode) && !c.listens ? [c.remote] : [])));
  const roots = new Set([String(target.pid)]);
  for (const port of ports) {
    const pid = listener(port);
    if (pid && /postgres/.test(read(`/proc/${pid}/comm`))) roots.add(pid);
  }
  target.roots = new Set([...(target.roots ?? []), ...roots]);
  const parents = new Map(pids().map((pid) => [pid, stat(pid)[1]]));
  const isIn = (pid) => target.roots.has(pid) || (parents.has(pid) && isIn(parents.get(pid)));
  return [...parents.keys()].filter(isIn);
}

/** Milliseconds of CPU so far, of those that have ended as well (their parents' account of them). */
export function cpuOf(target) {
  const list = processesOf(target);
  if (list.length === 0) return NaN;
  return list.reduce((sum, pid) => {
    const f = stat(pid);
    return sum + [11, 12, 13, 14].reduce((s, i) => s + Number(f[i] ?? 0), 0) * 10;
  }, 0);
}

/** Megabytes that would be free without these processes: shared pages are counted once. */
export function memoryOf(target) {
  const pss = (pid) => Number(/^Pss:\s+(\d+)/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;
  const list = processesOf(target);
  const of = (which) => Math.round(list.filter(which).reduce((sum, pid) => sum + pss(pid), 0));
  return { server: of((pid) => pid === String(target.pid)), database: of((pid) => pid !== String(target.pid)) };
}
