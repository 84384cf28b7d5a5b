#!/usr/bin/env node
// The command `widya`. Its only verb so far is `serve`: an LRS with one credential.
import { parseArgs } from 'node:util';
import { createApp, listen, openStorage, parseCredential } from '../server/node.js';

const help = `widya serve [options]

  An xAPI Learning Record Store (1.0.3 and 2.0) at /xapi.

  --port N                 port to listen on (PORT; 8080)
  --data FOLDER|memory     where the records are kept (WIDYA_DATA; ./.widya)
  --database URL           a PostgreSQL server instead (DATABASE_URL)
  --credential KEY:SECRET  what systems sign in with; may be given more than once (WIDYA_CREDENTIAL)
  --public-url URL         scheme and host people see when a proxy stands in front (WIDYA_PUBLIC_URL)
  --origin ORIGIN          pages of this origin may use the LRS with a credential; may be given more than once (WIDYA_ORIGINS)
  --default-version V      xAPI version named to requests that name none: 1.0.3 or 2.0.0 (1.0.3)
  --help                   this text
`;

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
  if (credentials.length === 0)
    throw new Error('name what systems sign in with: --credential KEY:SECRET, or WIDYA_CREDENTIAL');
  const publicUrl = values['public-url'] ?? process.env.WIDYA_PUBLIC_URL;
  if (publicUrl && !/^https?:\/\/[^/]+\/?$/.test(publicUrl))
    throw new Error('--public-url must be a scheme and a host, like https://belajar.instansi.go.id');
  const origins = values.origin ?? process.env.WIDYA_ORIGINS?.split(/[\s,]+/).filter(Boolean) ?? [];
  // Listened to from the start: a database being prepared is stopped in order as well.
  const asked = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
  const storage = await openStorage({
    data: values.data ?? process.env.WIDYA_DATA ?? '.widya',
    databaseUrl: values.database ?? process.env.DATABASE_URL,
    say: (text) => console.log(`[widya] ${text}`),
  });
  const app = createApp({ storage, credentials, defaultVersion, origins });
  try {
    const server = await listen(
      async (request) => (await app.fetch(request)) ?? new Response('Not found\n', { status: 404 }),
      { port, ...(publicUrl ? { publicUrl } : {}) },
    );
    console.log(`[widya] LRS at ${server.url}/xapi`);
    await asked;
    await server.close();
  } catch (error) {
    throw explain(error, port);
  } finally {
    await storage.close();
  }
}

function explain(error: unknown, port: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new Error(`port ${port} is taken`);
  if (code === 'EACCES') return new Error(`port ${port} is not allowed for this user; choose one above 1024`);
  return error;
}

const [verb, ...rest] = process.argv.slice(2);
if (verb === 'serve') {
  await serve(rest).catch((error: unknown) => {
    console.error(`[widya] ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  });
} else {
  process.stdout.write(help);
  if (verb !== undefined && verb !== '--help') process.exitCode = 1;
}
