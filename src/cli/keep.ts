// Commands beside a server: backup, restore, erase, retain, forward, audit.
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import type { Agent } from '../sdk/statement.js';
import { backup } from '../server/keeping/backup.js';
import { checkBackup, type Progress } from '../server/keeping/backup-file.js';
import { restore } from '../server/keeping/restore.js';
import { openDatabase } from '../server/keeping/database.js';
import { concerns, erase } from '../server/keeping/erase.js';
import { parseRules, retain } from '../server/keeping/retain.js';
import { parseJson } from '../server/lrs/json.js';
import { agent as validateAgent } from '../server/lrs/validate.js';
import type { Storage } from '../server/storage/port.js';
import { sqlStorage } from '../server/storage/sql.js';

const where = `  --data FOLDER            the server's data folder; it may be running (WIDYA_DATA; ./.widya)
  --database URL           or its PostgreSQL server (DATABASE_URL)
`;

export const helps = {
  backup: `widya backup [FILE] [options]

  Writes everything but sessions into one compressed file, as of one moment, while the server goes on.
  FILE is - for standard output; widya-DATE.backup.gz unless said. The file holds personal data and is readable by you only.

${where}  --quiet                  no progress
`,
  restore: `widya restore FILE [options]

  Brings a backup into an empty data folder or database, all or nothing; the file's hash and counts are checked. The server has
  to be stopped. FILE is - for standard input.

${where}  --replace                remove the records that are there
  --check                  only read the file to its end and say whether it is whole
  --quiet                  no progress
`,
  erase: `widya erase --agent JSON --reason TEXT [options]

  Erases what is kept of a person: their statements, documents and files are deleted, in statements of others they become nobody in
  particular, their sessions and tokens end. What was done is in the audit, without who it was. Backups and other LRSs that got
  statements are not reached: see docs/operations.md.

  --agent JSON             an identifier, as in xAPI: '{"mbox":"mailto:siti@instansi.go.id"}'; once for each the person has
  --agent-file FILE        a file with a list of them instead, so that no process list shows them; - for standard input
  --reason TEXT            why; for the audit. Not who
  --by NAME                who does it; the user of this computer unless said
  --dry-run                only count
${where}  --quiet                  no progress
`,
  retain: `widya retain --rules FILE [options]

  Deletes or anonymises what is older than the rules allow, now; "widya serve --retain FILE" does it once a day. See
  docs/operations.md for the rules.

  --rules FILE             the rules (WIDYA_RETAIN)
  --by NAME                who does it; the user of this computer unless said
  --dry-run                only count
${where}  --quiet                  no progress
`,
  forward: `widya forward list|retry|drop [options]

  What "widya serve --forward FILE" passes on to other LRSs: how far each is, and the statements it does not take.

  list                     as lines of JSON
  retry                    try those that were set aside once more, with the next round of the server
  drop                     forget them
  --target NAME            only of this target
  --id UUID                only this statement
${where}`,
  audit: `widya audit [options]

  What was erased, by whom, when and why, as lines of JSON.

  --agent JSON             only what concerned this person
${where}`,
};

export type Command = keyof typeof helps;
export const isCommand = (verb: string | undefined): verb is Command => verb !== undefined && verb in helps;

const common = {
  data: { type: 'string' },
  database: { type: 'string' },
  quiet: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;
const say = (text: string) => console.error(`[widya] ${text}`);
const choiceOf = (values: { data?: string | undefined; database?: string | undefined }) => ({
  data: values.data ?? process.env.WIDYA_DATA ?? '.widya',
  databaseUrl: values.database ?? process.env.DATABASE_URL,
  say,
});

/** A line every two seconds. */
function progressOf(quiet: boolean | undefined): Progress {
  let last = Date.now();
  return (table, rows) => {
    if (quiet || Date.now() - last < 2000) return;
    last = Date.now();
    say(`${table}: ${rows}`);
  };
}

async function withStorage<T>(
  values: { data?: string; database?: string },
  work: (s: Storage) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(choiceOf(values));
  try {
    const storage = await sqlStorage(database.connection);
    try {
      return await work(storage);
    } finally {
      await storage.close();
    }
  } finally {
    await database.close();
  }
}

export async function runCommand(verb: Command, args: string[]): Promise<void> {
  if (args.includes('--help')) {
    process.stdout.write(helps[verb]);
    return;
  }
  await commands[verb](args);
}

const commands: Record<Command, (args: string[]) => Promise<void>> = {
  async backup(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: common });
    const file = positionals[0] ?? `widya-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.backup.gz`;
    const database = await openDatabase(choiceOf(values));
    try {
      if (file === '-') {
        await backup(database.connection, process.stdout, progressOf(values.quiet));
        return;
      }
      if (existsSync(file)) throw new Error(`${file} is there already`);
      // Under another name until it is whole.
      const part = `${file}.part`;
      try {
        const out = createWriteStream(part, { mode: 0o600, flags: 'wx' });
        const { rows } = await backup(database.connection, out, progressOf(values.quiet));
        const handle = await open(part, 'r');
        await handle.sync();
        await handle.close();
        await rename(part, file);
        say(`${file}: ${rows.stmt ?? 0} statements, ${rows.doc ?? 0} documents, ${rows.attachment ?? 0} files`);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
    } finally {
      await database.close();
    }
  },

  async restore(args) {
    const options = { ...common, replace: { type: 'boolean' }, check: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    const [file] = positionals;
    if (file === undefined) throw new Error('name the backup: widya restore FILE');
    const input = file === '-' ? process.stdin : createReadStream(file);
    const progress = progressOf(values.quiet);
    const told = (rows: Record<string, number>, time: string) =>
      say(
        `${file}, of ${time}: ${rows.stmt ?? 0} statements, ${rows.doc ?? 0} documents, ${rows.attachment ?? 0} files`,
      );
    if (values.check) {
      const { rows, time } = await checkBackup(input, progress);
      told(rows, time);
      return;
    }
    const database = await openDatabase(choiceOf(values), true);
    try {
      if (database.running) throw new Error('a server is using this folder; stop it first');
      const { rows, time } = await restore(database.connection, input, { replace: values.replace ?? false, progress });
      told(rows, time);
    } finally {
      await database.close();
    }
  },

  async erase(args) {
    const options = {
      ...common,
      agent: { type: 'string', multiple: true },
      'agent-file': { type: 'string' },
      reason: { type: 'string' },
      by: { type: 'string' },
      'dry-run': { type: 'boolean' },
    } as const;
    const { values } = parseArgs({ args, options });
    const agents = (values.agent ?? []).map(readAgent);
    const file = values['agent-file'];
    if (file !== undefined) {
      const list = parseJson(await readFile(file === '-' ? '/dev/stdin' : file, 'utf8'), '--agent-file');
      agents.push(...(Array.isArray(list) ? list : [list]).map((a) => readAgent(JSON.stringify(a))));
    }
    if (agents.length === 0) throw new Error('name the person: --agent JSON or --agent-file FILE');
    const dryRun = values['dry-run'] ?? false;
    const { reason = dryRun ? 'dry run' : undefined } = values;
    if (!reason) throw new Error('say why, for the audit: --reason TEXT');
    const progress = progressOf(values.quiet);
    await withStorage(values, async (storage) => {
      const by = values.by ?? userInfo().username;
      const done = await erase({ storage, agents, by, reason, dryRun, progress: (n) => progress('statements', n) });
      console.log(JSON.stringify({ ...(dryRun ? { dryRun } : {}), ...done }));
      for (const name of done.forwardedTo) say(`statements may have gone to ${name}: erase them there as well`);
      if (!dryRun) say('backups made before now still hold what was erased');
    });
  },

  async retain(args) {
    const options = {
      ...common,
      rules: { type: 'string' },
      by: { type: 'string' },
      'dry-run': { type: 'boolean' },
    } as const;
    const { values } = parseArgs({ args, options });
    const file = values.rules ?? process.env.WIDYA_RETAIN;
    if (!file) throw new Error('name the rules: --rules FILE');
    const rules = parseRules(await readFile(file, 'utf8'));
    const progress = progressOf(values.quiet);
    await withStorage(values, async (storage) => {
      const by = values.by ?? userInfo().username;
      for (const line of await retain({ storage, rules, by, dryRun: values['dry-run'] ?? false, progress }))
        console.log(JSON.stringify(line));
    });
  },

  async forward(args) {
    const options = { ...common, target: { type: 'string' }, id: { type: 'string' } } as const;
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    const [what] = positionals;
    if (what !== 'list' && what !== 'retry' && what !== 'drop') throw new Error('widya forward list, retry or drop');
    await withStorage(values, async ({ keep }) => {
      const aside = (await keep.setAside(values.target)).filter(
        (a) => values.id === undefined || a.id === values.id.toLowerCase(),
      );
      if (what === 'list') {
        for (const [target, seq] of await keep.forwarded()) {
          if (values.target !== undefined && values.target !== target) continue;
          const [next] = await keep.scan({ after: seq, limit: 1 });
          console.log(JSON.stringify({ target, waitingSince: next?.stored ?? null }));
        }
        for (const a of aside) console.log(JSON.stringify({ ...a, seq: undefined }));
        return;
      }
      for (const a of aside) await keep.changeAside(a.target, a.seq, what === 'drop' ? null : { ...a, again: true });
      say(`${aside.length} ${what === 'drop' ? 'forgotten' : 'to be tried once more'}`);
    });
  },

  async audit(args) {
    const { values } = parseArgs({ args, options: { ...common, agent: { type: 'string' } } });
    const agent = values.agent === undefined ? undefined : readAgent(values.agent);
    await withStorage(values, async ({ keep }) => {
      for (const entry of await keep.audits())
        if (!agent || (await concerns(entry, agent))) console.log(JSON.stringify(entry));
    });
  },
};

function readAgent(text: string): Agent {
  const value = parseJson(text, '--agent');
  validateAgent(value, '--agent');
  return value as Agent;
}
