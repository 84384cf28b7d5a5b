// A real PostgreSQL that comes with the npm package: started for one folder, reached by a socket only this server's user can open.
import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  readdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolConfig } from 'pg';
import { findPlace, linkLibraries, type Place } from './engine-files.js';
import { killAllIn, lockFolder, stopOrphans } from './folder-lock.js';

export interface EmbeddedOptions {
  folder: string;
  say?: (text: string) => void;
}

export interface Embedded {
  connection: PoolConfig;
  /** Where the data really is: elsewhere than asked when PostgreSQL's user cannot enter the folder asked for. */
  folder: string;
  /** The process of the database. */
  pid(): number | undefined;
  stop(): Promise<void>;
}

/** Small enough for an office server beside other things. fsync stays on: what was acknowledged is on disk. */
const settings = {
  listen_addresses: '',
  shared_buffers: '64MB',
  max_connections: '30',
  work_mem: '8MB',
  maintenance_work_mem: '32MB',
  max_wal_size: '256MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_logical_replication_workers: '0',
  autovacuum_max_workers: '1',
  jit: 'off',
  log_min_messages: 'warning',
  logging_collector: 'off',
  dynamic_shared_memory_type: 'mmap',
};

/** Times the database may die by itself within a minute before we give up starting it again. */
const RESTARTS = 5;

export async function startEmbedded(options: EmbeddedOptions): Promise<Embedded> {
  const say = options.say ?? (() => undefined);
  const place = await findPlace(options.folder, say);
  const unlock = await lockFolder(place.folder);
  try {
    return await start(place, say, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function start(
  { folder, binaries, user }: Place,
  say: (t: string) => void,
  unlock: () => void,
): Promise<Embedded> {
  const data = join(folder, 'postgres');
  const env = { LD_LIBRARY_PATH: linkLibraries(binaries, folder), PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  const identity = user ?? {};
  await stopOrphans(data);

  if (!existsSync(join(data, 'PG_VERSION'))) {
    say('Preparing the database for the first time…');
    // Made beside and renamed: one that was interrupted is never taken for a whole one.
    for (const name of readdirSync(folder).filter((n) => n.startsWith('postgres.new-'))) {
      killAllIn(join(folder, name));
      rmSync(join(folder, name), { recursive: true, force: true });
    }
    const draft = mkdtempSync(`${data}.new-`);
    if (user) chownSync(draft, user.uid, user.gid);
    const args = ['-D', draft, '-U', 'widya', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-instructions'];
    const prepare = (command: string, list: string[]) =>
      finished(spawn(command, list, { env, cwd: draft, stdio: ['ignore', 'pipe', 'pipe'], ...identity }));
    let { code, output } = await prepare(binaries.initdb, args);
    if (code !== 0 && output.includes('could not look up effective user ID')) {
      // Containers may give us a number no name belongs to, and initdb asks for one: it gets `nobody` in a namespace of its own.
      const inside = ['--user', '--map-user=65534', '--map-group=65534', '--', binaries.initdb, ...args];
      ({ code } = await prepare('unshare', inside));
      output = `this user (number ${process.getuid?.()}) has no name in /etc/passwd, which PostgreSQL asks for; run as one that has, or set DATABASE_URL`;
    }
    if (code !== 0) {
      rmSync(draft, { recursive: true, force: true });
      throw new Error(`the embedded database could not be prepared: ${reason(output)}`);
    }
    rmSync(data, { recursive: true, force: true });
    renameSync(draft, data);
  }

  // In the system's temporary folder, since a socket's path may have 107 characters at the most; the last one's is removed.
  const note = join(folder, 'socket');
  const before = existsSync(note) ? readFileSync(note, 'utf8') : '';
  if (/[/\\]widya-[^/\\]{6}$/.test(before)) rmSync(before, { recursive: true, force: true });
  const socket = mkdtempSync(join(tmpdir(), 'widya-'));
  chmodSync(socket, 0o700);
  writeFileSync(note, socket);
  if (user) chownSync(socket, user.uid, user.gid);
  const flags = Object.entries({ ...settings, unix_socket_directories: socket });
  const connection: PoolConfig = { host: socket, user: 'widya', database: 'postgres', max: 10 };

  let child: ChildProcess;
  let stopping = false;
  const deaths: number[] = [];
  let gone = Promise.resolve();
  const launch = async (): Promise<void> => {
    child = spawn(binaries.postgres, ['-D', data, ...flags.flatMap(([k, v]) => ['-c', `${k}=${v}`])], {
      env,
      cwd: data,
      stdio: ['ignore', 'ignore', 'pipe'],
      // Its own group, so that Ctrl+C in a terminal reaches us first and we stop it in order.
      detached: true,
      ...identity,
    });
    let log = '';
    child.stderr?.on('data', (d: Buffer) => (log = (log + d.toString()).slice(-4000)));
    let exited = false;
    gone = new Promise((done) => {
      child.on('error', (error) => {
        log += error.message;
        exited = true;
        done();
      });
      child.on('exit', () => {
        exited = true;
        done();
      });
    });
    await answering(connection, () => (exited ? reason(log) : undefined));
    void gone.then(revive);
  };
  /** One that was killed from outside, say for want of memory, is started again; the pool connects anew by itself. */
  const revive = async (): Promise<void> => {
    if (stopping) return;
    deaths.push(Date.now());
    console.error('[widya] the embedded database was stopped from outside; it is started again');
    if (deaths.length >= RESTARTS && Date.now() - (deaths.at(-RESTARTS) ?? 0) < 60_000) {
      console.error('[widya] the embedded database does not stay up; it is not started again');
      return;
    }
    try {
      await stopOrphans(data);
      if (!stopping) await launch();
    } catch (error) {
      console.error(`[widya] ${(error as Error).message}`);
    }
  };
  // Left by a crash of ours, it would go on running with nobody to serve.
  const onExit = () => void child.kill('SIGINT');
  try {
    await launch();
  } catch (error) {
    rmSync(socket, { recursive: true, force: true });
    throw error;
  }
  process.on('exit', onExit);

  let stopped: Promise<void> | undefined;
  return {
    connection,
    folder,
    pid: () => child.pid,
    stop() {
      stopping = true;
      stopped ??= (async () => {
        child.kill('SIGINT'); // "fast": transactions under way are rolled back, the rest is written
        await gone;
        process.off('exit', onExit);
        rmSync(socket, { recursive: true, force: true });
        rmSync(note, { force: true });
        unlock();
      })();
      return stopped;
    },
  };
}

/** Waits until the database takes connections. @param failed why it is gone, if it is */
async function answering(connection: PoolConfig, failed: () => string | undefined): Promise<void> {
  const { default: pg } = await import('pg');
  // After a crash it replays its log first; that may take a while on a slow disk.
  for (const began = Date.now(); ; await sleep(20)) {
    const why = failed();
    if (why !== undefined) throw new Error(`the embedded database did not start: ${why}`);
    const client = new pg.Client(connection);
    // Lost between two messages, it says so by an event, which would end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (Date.now() - began > 120_000)
        throw new Error(`the embedded database did not answer within two minutes: ${(error as Error).message}`, {
          cause: error,
        });
    }
  }
}

/** The line that says what is wrong, in what PostgreSQL printed. */
function reason(log: string): string {
  const lines = log.trim().split('\n');
  const line = lines.findLast((l) => /FATAL|PANIC|error:/.test(l)) ?? lines.at(-1) ?? '';
  return line.replace(/^.*?(?:FATAL|PANIC|error):\s*/, '') || 'it did not say why';
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
