#!/usr/bin/env node
// The command `widya`: `serve` is here, what one does beside a server is in keep.ts, what authors do in questions.ts.
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { contentSecurityPolicy } from '../content/media-types.js';
import { createForwarder, parseTargets, type ForwardTarget } from '../server/keeping/forward.js';
import { parseRules, retainDaily } from '../server/keeping/retain.js';
import {
  createApp,
  createStaticFiles,
  listen,
  loadCourses,
  loadExams,
  openStorage,
  parseCredential,
  scopes,
  type Listening,
  type Scope,
  type TokenOptions,
} from '../server/node.js';
import { createPlugin } from './create-plugin.js';
import { embed } from './embed.js';
import { importmap } from './importmap.js';
import { isCommand, runCommand } from './keep.js';
import { isAuthorCommand, runAuthorCommand } from './questions.js';
import { clientWith, rollupOf, runRollup } from './rollup.js';

const help = `widya serve [options]

  An xAPI Learning Record Store (1.0.3 and 2.0) at /xapi.

  --port N                 port to listen on (PORT; 8080)
  --data FOLDER|memory     where the records are kept (WIDYA_DATA; ./.widya)
  --database URL           a PostgreSQL server instead (DATABASE_URL)
  --credential KEY:SECRET  what systems sign in with; may be given more than once (WIDYA_CREDENTIAL)
  --scope KEY=SCOPE,...    what that credential may do; all unless said. Scopes of xAPI 1.0.3: all, all/read, statements/write,
                           statements/read, statements/read/mine, state, profile, define
  --issuer URL             people come with a JWT: its iss (WIDYA_ISSUER)
  --audience NAME          its aud: this LRS (WIDYA_AUDIENCE)
  --jwks URL               where the issuer's keys are (WIDYA_JWKS), or the secret shared with it in WIDYA_JWT_SECRET
  --upstream URL           keep the records in this LRS, and stand in front of it (WIDYA_UPSTREAM)
  --upstream-credential KEY:SECRET   what to sign in with there (WIDYA_UPSTREAM_CREDENTIAL)
  --shared IRI             activities beginning with this are read by everybody signed in: forums; may be given more than once
  --quizzes FOLDER         examinations (*.json) whose keys stay here, at /exams/NAME; accommodations.json says who gets more time (WIDYA_QUIZZES)
  --courses FOLDER         cmi5 courses (*.zip, cmi5.xml) launched from here, at /cmi5 (WIDYA_COURSES); packages are unpacked below --data and
                           served on --content-port N (the port after --port; WIDYA_CONTENT_PORT), seen as --content-url URL
                           (WIDYA_CONTENT_URL): an origin of its own
  --rate N                 requests a minute one person may make; none unless said (WIDYA_RATE)
  --forward FILE           pass statements on to other LRSs: a JSON list of { name, endpoint, key, secret } (WIDYA_FORWARD), or one by
                           WIDYA_FORWARD_URL and WIDYA_FORWARD_CREDENTIAL; see docs/operations.md
  --retain FILE            once a day, delete or anonymise what these rules say (WIDYA_RETAIN)
  --rollup                 write the reports that dashboards read, every 15 seconds (WIDYA_ROLLUP=1); of who is on --staff FILE
                           (WIDYA_STAFF), for --agency IRI; see docs/reports.md
  --log json|none          a line for each request, without personal data (WIDYA_LOG; none)
  --public-url URL         scheme and host people see when a proxy stands in front (WIDYA_PUBLIC_URL)
  --origin ORIGIN          pages of this origin may use the LRS with a credential; may be given more than once (WIDYA_ORIGINS)
  --default-version V      xAPI version named to requests that name none: 1.0.3 or 2.0.0 (1.0.3)
  --help                   this text

For authors, each with its own --help:
  widya import FILE        questions of other systems → quiz.json: GIFT, AIKEN, Moodle XML, QTI, H5P
  widya export FILE        quiz.json → a file for another system
  widya validate FILE...   check quiz.json, course.json and files of questions

For portals and those who build on Widya, each with its own --help:
  widya embed TAG          the HTML that shows a tag: as a tag, a placeholder that editors let pass, a frame, a link
  widya importmap FOLDER   hashes of every file of the script-tag build, for browsers to check
  widya create-plugin NAME a question kind that works, with story, fixtures, test and CI

Beside a server, each with its own --help:
  widya backup [FILE]      everything into one file, while the server runs
  widya restore FILE       and back
  widya forward list       what was passed on, and what other LRSs do not take
  widya erase --agent JSON what is kept of one person
  widya retain --rules FILE   what is older than it may be
  widya rollup             the reports that dashboards read, from any LRS
  widya audit              what was erased, by whom, when and why
`;

/** Milliseconds between two looks at attempts whose time is over. */
const SWEEP = 15_000;

async function serve(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      data: { type: 'string' },
      database: { type: 'string' },
      credential: { type: 'string', multiple: true },
      'public-url': { type: 'string' },
      origin: { type: 'string', multiple: true },
      scope: { type: 'string', multiple: true },
      issuer: { type: 'string' },
      audience: { type: 'string' },
      jwks: { type: 'string' },
      upstream: { type: 'string' },
      'upstream-credential': { type: 'string' },
      shared: { type: 'string', multiple: true },
      quizzes: { type: 'string' },
      courses: { type: 'string' },
      'content-port': { type: 'string' },
      'content-url': { type: 'string' },
      rate: { type: 'string' },
      log: { type: 'string' },
      forward: { type: 'string' },
      retain: { type: 'string' },
      rollup: { type: 'boolean' },
      staff: { type: 'string' },
      agency: { type: 'string' },
      'default-version': { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const port = Number(values.port ?? process.env.PORT ?? 8080);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port must be a number from 0 to 65535`);
  const defaultVersion = values['default-version'] ?? '1.0.3';
  if (defaultVersion !== '1.0.3' && defaultVersion !== '2.0.0')
    throw new Error('--default-version must be 1.0.3 or 2.0.0');
  const given = values.credential ?? (process.env.WIDYA_CREDENTIAL ? [process.env.WIDYA_CREDENTIAL] : []);
  const credentials = given.map((text) => {
    const credential = parseCredential(text);
    if (!credential) throw new Error('--credential must be KEY:SECRET');
    return credential;
  });
  for (const text of values.scope ?? []) {
    const [key, list = ''] = text.split('=', 2);
    const credential = credentials.find((c) => c.key === key);
    if (!credential) throw new Error(`--scope ${text}: there is no credential with this key`);
    const wanted = list.split(',');
    const unknown = wanted.find((s) => !(scopes as readonly string[]).includes(s));
    if (unknown !== undefined) throw new Error(`--scope ${text}: "${unknown}" is none of ${scopes.join(', ')}`);
    credential.scopes = wanted as Scope[];
  }
  const tokens = tokenOptions(values);
  if (credentials.length === 0 && !tokens)
    throw new Error('name what systems sign in with: --credential KEY:SECRET, or WIDYA_CREDENTIAL');
  const behind = values.upstream ?? process.env.WIDYA_UPSTREAM;
  const behindCredential = parseCredential(
    values['upstream-credential'] ?? process.env.WIDYA_UPSTREAM_CREDENTIAL ?? '',
  );
  if (behind && !/^https?:\/\//.test(behind)) throw new Error('--upstream must be the URL of an LRS');
  if (behind && !behindCredential) throw new Error('--upstream needs --upstream-credential KEY:SECRET');
  const perMinute = Number(values.rate ?? process.env.WIDYA_RATE ?? 0);
  if (!Number.isFinite(perMinute) || perMinute < 0) throw new Error('--rate must be a number of requests a minute');
  const log = values.log ?? process.env.WIDYA_LOG ?? 'none';
  if (log !== 'json' && log !== 'none') throw new Error('--log must be json or none');
  const publicUrl = values['public-url'] ?? process.env.WIDYA_PUBLIC_URL;
  if (publicUrl && !/^https?:\/\/[^/]+\/?$/.test(publicUrl))
    throw new Error('--public-url must be a scheme and a host, like https://belajar.instansi.go.id');
  const origins = values.origin ?? process.env.WIDYA_ORIGINS?.split(/[\s,]+/).filter(Boolean) ?? [];
  const targets = await forwardTargets(values.forward ?? process.env.WIDYA_FORWARD);
  const retention = values.retain ?? process.env.WIDYA_RETAIN;
  const rules = retention ? parseRules(await readFile(retention, 'utf8')) : undefined;
  // Listened to from the start: a database being prepared is stopped in order as well.
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  const storage = await openStorage({
    data: values.data ?? process.env.WIDYA_DATA ?? '.widya',
    databaseUrl: values.database ?? process.env.DATABASE_URL,
    say: (text) => console.log(`[widya] ${text}`),
  });
  const line = (entry: object) => void (log === 'json' && process.stdout.write(`${JSON.stringify(entry)}\n`));
  const forwarder = targets.length > 0 ? createForwarder({ storage, targets, log: line }) : undefined;
  const stopRetaining = rules && retainDaily({ storage, rules, by: 'widya serve', log: line });
  const quizzes = values.quizzes ?? process.env.WIDYA_QUIZZES;
  const grading = quizzes ? await loadExams(quizzes) : undefined;
  // The rollup signs in like any system, with a key nobody else knows.
  const rollupSecret = (values.rollup ?? process.env.WIDYA_ROLLUP === '1') ? randomUUID() : undefined;
  if (rollupSecret !== undefined)
    credentials.push({ key: 'rollup', secret: rollupSecret, scopes: ['all/read', 'profile'] });
  const courses = values.courses ?? process.env.WIDYA_COURSES;
  const data = values.data ?? process.env.WIDYA_DATA ?? '.widya';
  const unpacked = join(data === 'memory' ? await mkdtemp(join(tmpdir(), 'widya-')) : data, 'courses');
  const loaded = courses ? await loadCourses(courses, unpacked) : undefined;
  let contentUrl = values['content-url'] ?? process.env.WIDYA_CONTENT_URL;
  const app = createApp({
    storage,
    credentials,
    defaultVersion,
    origins,
    sharedActivities: values.shared ?? [],
    ...(behind && behindCredential ? { upstream: { endpoint: behind, credential: behindCredential } } : {}),
    ...(tokens ? { tokens } : {}),
    ...(grading ? { grading } : {}),
    ...(loaded
      ? {
          cmi5: {
            courses: () =>
              loaded.map(({ course, path }) => ({ course, base: new URL(path, `${contentUrl ?? ''}/`).href })),
          },
        }
      : {}),
    ...(perMinute > 0 ? { rate: { perMinute } } : {}),
    ...(forwarder ? { forwarder } : {}),
    ...(log === 'json' ? { log: line } : {}),
  });
  const stopRollup = new AbortController();
  let rolling: Promise<void> | undefined;
  let content: Listening | undefined;
  try {
    const server = await listen(
      async (request) => (await app.fetch(request)) ?? new Response('Not found\n', { status: 404 }),
      { port, ...(publicUrl ? { publicUrl } : {}) },
    );
    console.log(`[widya] LRS at ${server.url}/xapi`);
    if (loaded) {
      // Strangers' scripts: on an origin of their own, and only what was in the packages.
      const files = createStaticFiles({ folder: unpacked });
      const given = values['content-port'] ?? process.env.WIDYA_CONTENT_PORT;
      content = await listen(
        async (request) => {
          const response = (await files(request)) ?? new Response('Not found\n', { status: 404 });
          // Its LMS is here.
          const policy = contentSecurityPolicy.replace("connect-src 'self'", `connect-src 'self' ${server.url}`);
          response.headers.set('content-security-policy', policy);
          return response;
        },
        { port: given === undefined ? (port === 0 ? 0 : port + 1) : Number(given) },
      );
      contentUrl = (contentUrl ?? content.url).replace(/\/$/, '');
      for (const { course } of loaded)
        console.log(`[widya] Course at ${server.url}/cmi5/courses/${encodeURIComponent(course.id)}`);
    }
    for (const exam of grading?.exams ?? []) console.log(`[widya] Examination at ${server.url}/exams/${exam.slug}`);
    if (rollupSecret !== undefined) {
      const within: typeof globalThis.fetch = async (input, init) =>
        (await app.fetch(new Request(input, init))) ?? new Response(null, { status: 404 });
      const client = clientWith('http://rollup.invalid/xapi', 'rollup', rollupSecret, within);
      // Behind another LRS, its promises are kept a little later.
      const rollup = await rollupOf(client, values, { lag: behind ? 5000 : 0, log: line });
      rolling = rollup.run(stopRollup.signal);
      console.log('[widya] Reports are kept up to date');
    }
    const sweeps =
      grading && setInterval(() => void app.sweep().catch((e: unknown) => console.error('[widya] exams:', e)), SWEEP);
    await asked;
    clearInterval(sweeps);
    await server.close();
    await content?.close();
  } catch (error) {
    throw explain(error, port);
  } finally {
    stopRollup.abort();
    await rolling;
    await forwarder?.stop();
    await stopRetaining?.();
    await storage.close();
  }
}

function tokenOptions(values: { issuer?: string; audience?: string; jwks?: string }): TokenOptions | undefined {
  const { WIDYA_ISSUER, WIDYA_AUDIENCE, WIDYA_JWKS, WIDYA_JWT_SECRET: secret } = process.env;
  const issuer = values.issuer ?? WIDYA_ISSUER;
  const audience = values.audience ?? WIDYA_AUDIENCE;
  const jwks = values.jwks ?? WIDYA_JWKS;
  if (!issuer && !audience && !jwks && !secret) return undefined;
  if (!issuer || !audience) throw new Error('tokens need --issuer and --audience');
  return { issuer, audience, ...(jwks ? { jwks } : {}), ...(secret ? { secret } : {}) };
}

async function forwardTargets(file: string | undefined): Promise<ForwardTarget[]> {
  const { WIDYA_FORWARD_URL: endpoint, WIDYA_FORWARD_CREDENTIAL: text } = process.env;
  const targets = file ? parseTargets(await readFile(file, 'utf8')) : [];
  if (!endpoint) return targets;
  const credential = parseCredential(text ?? '');
  if (!credential) throw new Error('WIDYA_FORWARD_URL needs WIDYA_FORWARD_CREDENTIAL=KEY:SECRET');
  const { key, secret } = credential;
  return [
    ...targets,
    ...parseTargets(JSON.stringify([{ name: new URL(endpoint).host.replaceAll(':', '-'), endpoint, key, secret }])),
  ];
}

function explain(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new Error(`port ${port} is taken`);
  if (code === 'EACCES') return new Error(`port ${port} is not allowed for this user; choose one above 1024`);
  return error;
}

const author = async (verb: Parameters<typeof runAuthorCommand>[0], args: string[]): Promise<void> => {
  process.exitCode = await runAuthorCommand(verb, args);
};
const isPortalCommand = (word: string | undefined) => ['create-plugin', 'embed', 'importmap'].includes(word ?? '');
const portal = async (word: string | undefined, args: string[]): Promise<void> => {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  process.exitCode =
    word === 'embed' ? embed(args) : word === 'importmap' ? await importmap(args) : await createPlugin(args, version);
};
const [verb, ...rest] = process.argv.slice(2);
const run =
  verb === 'serve'
    ? serve(rest)
    : isCommand(verb)
      ? runCommand(verb, rest)
      : isAuthorCommand(verb)
        ? author(verb, rest)
        : verb === 'rollup'
          ? runRollup(rest)
          : isPortalCommand(verb)
            ? portal(verb, rest)
            : undefined;
if (run) {
  await run.catch((error: unknown) => {
    console.error(`[widya] ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  });
} else {
  process.stdout.write(help);
  if (verb !== undefined && verb !== '--help') process.exitCode = 1;
}
