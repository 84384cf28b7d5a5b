// Sign-in by OpenID Connect in a real Chromium, against an issuer that insists on PKCE, and an LRS behind its tokens.
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createLrs } from '../../src/server/lrs/lrs.ts';
import { listen } from '../../src/server/node.ts';
import { memoryStorage } from '../../src/server/storage/memory.ts';
import { launch } from './browser.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = `<!doctype html><meta charset="utf-8"><title>x</title>
<script type="importmap">{"imports":{
  "oidc-client-ts":"/file/node_modules/oidc-client-ts/dist/esm/oidc-client-ts.js",
  "jwt-decode":"/file/node_modules/jwt-decode/build/esm/index.js"}}</script>
<script type="module">
  import { createService, oidcAuth } from '/file/dist/sdk/index.js';
  window.auth = oidcAuth({ authority: location.origin + '/issuer', clientId: 'widya', scope: 'openid offline_access' });
  window.service = createService({ endpoint: '/xapi', auth });
  await service.ready;
  window.loaded = true;
</script>`;

let server;
let browser;
const storage = memoryStorage();
const seen = { challenges: 0, refreshed: 0, tokens: new Map(), codes: new Map() };

before(async () => {
  const lrs = createLrs({ storage });
  const json = (value, status = 200) => Response.json(value, { status });
  const jwt = (claims) =>
    `${[{ alg: 'none' }, claims].map((x) => Buffer.from(JSON.stringify(x)).toString('base64url')).join('.')}.x`;
  const grant = (issuer, nonce) => {
    const token = randomBytes(9).toString('base64url');
    seen.tokens.set(token, 'k3v9x2');
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: 'widya',
      sub: 'k3v9x2',
      name: 'Siti',
      iat: now,
      exp: now + 300,
      ...(nonce ? { nonce } : {}),
    };
    return json({
      access_token: token,
      refresh_token: 'r',
      token_type: 'Bearer',
      expires_in: 300,
      id_token: jwt(claims),
    });
  };
  server = await listen(
    async (request) => {
      const url = new URL(request.url);
      const issuer = `${url.origin}/issuer`;
      switch (url.pathname) {
        case '/':
          return new Response(page, { headers: { 'content-type': 'text/html' } });
        case '/issuer/.well-known/openid-configuration':
          return json({
            issuer,
            authorization_endpoint: `${issuer}/auth`,
            token_endpoint: `${issuer}/token`,
            jwks_uri: `${issuer}/keys`,
          });
        case '/issuer/auth': {
          const q = url.searchParams;
          if (q.get('code_challenge_method') !== 'S256') return new Response('PKCE', { status: 400 });
          seen.challenges++;
          const code = randomBytes(9).toString('base64url');
          seen.codes.set(code, { challenge: q.get('code_challenge'), nonce: q.get('nonce') });
          const back = new URL(q.get('redirect_uri'));
          back.searchParams.set('code', code);
          back.searchParams.set('state', q.get('state'));
          return new Response(null, { status: 302, headers: { location: back.href } });
        }
        case '/issuer/token': {
          const form = new URLSearchParams(await request.text());
          if (form.get('grant_type') === 'refresh_token') {
            seen.refreshed++;
            return grant(issuer);
          }
          const code = seen.codes.get(form.get('code'));
          seen.codes.delete(form.get('code'));
          const verifier = createHash('sha256')
            .update(form.get('code_verifier') ?? '')
            .digest('base64url');
          return code && verifier === code.challenge
            ? grant(issuer, code.nonce)
            : json({ error: 'invalid_grant' }, 400);
        }
      }
      if (url.pathname.startsWith('/xapi')) {
        const sub = seen.tokens.get(/^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1]);
        const actor = { objectType: 'Agent', name: 'Siti', account: { homePage: issuer, name: sub } };
        return lrs.fetch(request, sub && { via: 'session', subject: sub, authority: actor, actor, roles: ['learner'] });
      }
      if (url.pathname.startsWith('/file/') && !url.pathname.includes('..'))
        return new Response(await readFile(join(root, url.pathname.slice(6))), {
          headers: { 'content-type': 'text/javascript' },
        });
      return new Response('', { status: 404 });
    },
    { port: 0 },
  );
  browser = await launch();
});
after(async () => {
  await browser.close();
  await server.close();
});

it('goes to the issuer and back, records, renews once for many, and keeps no token in any storage', async () => {
  const tab = await browser.newPage();
  await tab.goto(`http://localhost:${server.port}/?kursus=1`);
  await tab.waitForFunction(() => window.loaded);
  assert.equal(await tab.evaluate(() => window.auth.state), 'signed-out');
  await Promise.all([
    tab.waitForNavigation({ waitUntil: 'networkidle0' }),
    tab.evaluate(() => void window.auth.login()).catch(() => undefined),
  ]);
  await tab.waitForFunction(() => window.loaded && window.auth.state === 'signed-in');
  assert.equal(seen.challenges, 1);
  assert.equal(new URL(tab.url()).search, '?kursus=1', 'the code is gone from the address, the place is kept');

  const record = () =>
    tab.evaluate(async () => {
      await window.service.record([
        { verb: { id: 'http://adlnet.gov/expapi/verbs/completed' }, object: { id: 'https://x.example/a' } },
      ]);
      await window.service.flush();
      return window.service.pending;
    });
  assert.equal(await record(), 0);
  assert.equal((await storage.query({ ascending: true, limit: 9 })).length, 1);

  const kept = await tab.evaluate(
    () => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie + location.href,
  );
  for (const token of seen.tokens.keys()) assert.ok(!kept.includes(token));

  seen.tokens.clear(); // the issuer has withdrawn them
  await tab.evaluate(async () => {
    const { lrs, principal } = window.service;
    await Promise.all([1, 2, 3].map(() => lrs.getStatements({ agent: principal.actor })));
  });
  assert.equal(seen.refreshed, 1);
});
