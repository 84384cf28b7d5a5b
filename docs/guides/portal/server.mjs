// A portal's server in Node, without any package: sign-in, /sesi, /widya/token, and /xapi as the only way to the LRS.
//   LRS=http://127.0.0.1:8080/xapi LRS_KEY=kunci LRS_SECRET=rahasia PORTAL_SECRET=… node server.mjs
// Replace `people` and the sign-in by your portal's own. Keep the rules of `refusal`: the key of the LRS opens everything, and
// only these rules keep one person from writing or reading as another.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const { LRS, LRS_KEY, LRS_SECRET, PORTAL_SECRET, PORT = '3000' } = process.env;
if (!LRS || !LRS_KEY || !LRS_SECRET || !PORTAL_SECRET)
  throw new Error('set LRS, LRS_KEY, LRS_SECRET and PORTAL_SECRET');

const home = 'https://sso.instansi.example';
/** Whoever is signed in reads what is said below this address. */
const forums = 'https://belajar.instansi.example/forum/';
const person = (id, name, roles) => ({
  subject: id,
  name,
  roles,
  actor: { objectType: 'Agent', account: { homePage: home, name: id } },
});
const people = new Map([
  ['k3v9x2', person('k3v9x2', 'Siti Rahmawati', ['learner'])],
  ['p7m1q8', person('p7m1q8', 'Budi Hartono', ['learner'])],
]);

// ---- who is it: a signed cookie, or a short token for pages on another address
const sign = (text) => createHmac('sha256', PORTAL_SECRET).update(text).digest('base64url');
const seal = (kind, id, seconds) => {
  const body = Buffer.from(JSON.stringify({ kind, id, until: Date.now() / 1000 + seconds })).toString('base64url');
  return `${body}.${sign(body)}`;
};
const unseal = (kind, sealed) => {
  const [body = '', mac = ''] = String(sealed ?? '').split('.');
  const [a, b] = [Buffer.from(mac), Buffer.from(sign(body))];
  if (a.length !== b.length || !timingSafeEqual(a, b)) return undefined;
  const { kind: k, id, until } = JSON.parse(Buffer.from(body, 'base64url').toString());
  return k === kind && until > Date.now() / 1000 ? people.get(id) : undefined;
};
const byCookie = (q) => unseal('session', /(?:^|;\s*)portal=([^;]+)/.exec(q.headers.cookie ?? '')?.[1]);
const byToken = (q) => unseal('token', /^Bearer (.+)$/.exec(q.headers.authorization ?? '')?.[1]);

/** A request that rides on a cookie must come from our own pages. */
const isForged = (q) => {
  const { origin, host } = q.headers;
  const site = q.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') return true;
  return origin !== undefined && new URL(origin).host !== host;
};

// ---- what this person may do at the LRS
const isSelf = (me, actor) =>
  actor?.account?.homePage === me.actor.account.homePage &&
  actor?.account?.name === me.actor.account.name &&
  (actor.objectType ?? 'Agent') === 'Agent';
const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * What a body of `statements` says: JSON, or multipart/mixed whose first part is that and whose others are files. `anew` writes it
 * again: a key that is there twice must not be one thing to the rules here and another to the LRS.
 */
function statementsIn(type, body) {
  const boundary = /^multipart\/mixed\s*;.*\bboundary="?([^";]+)"?/i.exec(type ?? '')?.[1];
  if (!boundary) {
    const value = parse(body.toString());
    return { value, anew: () => Buffer.from(JSON.stringify(value)) };
  }
  const start = body.indexOf('\r\n\r\n') + 4;
  const end = body.indexOf(`\r\n--${boundary}`, start);
  const head = body.subarray(0, start).toString('latin1');
  if (end < 0 || !head.startsWith(`--${boundary}\r\n`) || !/^content-type: *application\/json/im.test(head)) return {};
  const value = parse(body.subarray(start, end).toString());
  const anew = () => Buffer.concat([body.subarray(0, start), Buffer.from(JSON.stringify(value)), body.subarray(end)]);
  return { value, anew };
}

/** Why not, or undefined when it is allowed. Everything not named here is refused. */
function refusal(me, method, path, params, sent) {
  if (params.has('method')) return 'the alternate request syntax is not for pages';
  const aboutMe = isSelf(me, parse(params.get('agent')));
  if (path === 'statements' && (method === 'POST' || method === 'PUT')) {
    const list = [sent].flat();
    if (!list.every((s) => isSelf(me, s?.actor))) return 'the actor must be the signed-in person';
    if (list.some((s) => s.verb?.id === 'http://adlnet.gov/expapi/verbs/voided')) return 'voiding is for the portal';
    return undefined;
  }
  if (path === 'statements' && method === 'GET') {
    if (params.has('related_agents')) return 'related_agents reaches other people';
    if (params.get('activity')?.startsWith(forums) && !params.has('agent')) return undefined;
    // One by its id is looked at when it has come, below.
    return aboutMe || params.has('statementId') || params.has('voidedStatementId') ? undefined : 'say agent: yourself';
  }
  if (['activities/state', 'agents/profile'].includes(path))
    return aboutMe ? undefined : 'documents of a person are theirs only';
  if (path === 'agents' && method === 'GET') return aboutMe ? undefined : 'look up yourself only';
  if (['activities', 'activities/profile', 'about'].includes(path) && method === 'GET') return undefined;
  return 'not from pages';
}

const passedOn = ['content-type', 'if-match', 'if-none-match', 'x-experience-api-version', 'accept-language'];
const passedBack = [
  'content-type',
  'etag',
  'last-modified',
  'retry-after',
  'x-experience-api-version',
  'x-experience-api-consistent-through',
  'date',
];

async function xapi(q, out, url, body) {
  const path = url.pathname.slice('/xapi/'.length);
  const cookie = byCookie(q);
  const me = byToken(q) ?? cookie;
  if (!me && path !== 'about') return send(out, 401, { error: 'sign in first' });
  if (me && me === cookie && q.method !== 'GET' && (isForged(q) || !q.headers['x-experience-api-version']))
    return send(out, 403, { error: 'from another site' });
  const sent = path === 'statements' && body.length > 0 ? statementsIn(q.headers['content-type'], body) : undefined;
  const why = me && refusal(me, q.method, path, url.searchParams, sent?.value);
  if (why) return send(out, 403, { error: { message: why } });
  if (sent?.anew) body = sent.anew();
  const headers = Object.fromEntries(passedOn.filter((h) => q.headers[h]).map((h) => [h, q.headers[h]]));
  headers.authorization = `Basic ${Buffer.from(`${LRS_KEY}:${LRS_SECRET}`).toString('base64')}`;
  let answer;
  try {
    answer = await fetch(`${LRS}/${path}${url.search}`, {
      method: q.method,
      headers,
      redirect: 'error',
      ...(body.length > 0 ? { body } : {}),
    });
  } catch {
    return send(out, 502, { error: 'the LRS cannot be reached' }); // the page keeps it and tries again
  }
  const content = Buffer.from(await answer.arrayBuffer());
  const isOne =
    path === 'statements' && (url.searchParams.has('statementId') || url.searchParams.has('voidedStatementId'));
  if (
    isOne &&
    q.method === 'GET' &&
    answer.ok &&
    !isSelf(me, statementsIn(answer.headers.get('content-type'), content).value?.actor)
  )
    return send(out, 403, { error: 'not yours' });
  out.writeHead(
    answer.status,
    Object.fromEntries(passedBack.filter((h) => answer.headers.has(h)).map((h) => [h, answer.headers.get(h)])),
  );
  out.end(content);
}

function send(out, status, value, headers = {}) {
  out.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers });
  out.end(value === undefined ? undefined : JSON.stringify(value));
}

createServer(async (q, out) => {
  const chunks = [];
  let size = 0;
  for await (const chunk of q) {
    size += chunk.length;
    // Files come along with multipart; everything else is small.
    const most = q.headers['content-type']?.startsWith('multipart/') ? 20_000_000 : 1_000_000;
    if (size > most) return send(out, 413, { error: 'too large' }, { connection: 'close' });
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  const url = new URL(q.url.replace(/^\/+/, '/'), 'http://portal');
  if (url.pathname.startsWith('/xapi/')) return xapi(q, out, url, body);
  if (url.pathname === '/sesi' && q.method === 'GET') {
    const me = byCookie(q);
    // With `shared`: what waits on a PC of many people is encrypted with this person's key, the same at each sign-in.
    return me ? send(out, 200, { ...me, deviceKey: sign(`device ${me.subject}`) }) : send(out, 401);
  }
  if (url.pathname === '/widya/token' && q.method === 'POST') {
    const me = byCookie(q);
    if (!me) return send(out, 401);
    // No form can set this header: another site cannot have a token made.
    if (isForged(q) || !q.headers['x-requested-with']) return send(out, 403);
    return send(out, 200, { ...me, token: seal('token', me.subject, 300), expiresIn: 300 });
  }
  if (url.pathname === '/masuk' && q.method === 'POST' && !isForged(q)) {
    // Your portal's own sign-in goes here; this one believes everybody.
    const id = new URLSearchParams(body.toString()).get('orang') ?? '';
    if (!people.has(id)) return send(out, 401);
    const secure = process.env.HTTPS ? '; Secure' : '';
    return send(out, 204, undefined, {
      'set-cookie': `portal=${seal('session', id, 8 * 3600)}; Path=/; HttpOnly; SameSite=Lax${secure}`,
    });
  }
  send(out, 404);
}).listen(Number(PORT), '127.0.0.1', function () {
  console.log(`http://127.0.0.1:${this.address().port}`);
});
