import { aTimeout, expect, fixture, html, nextFrame } from '@open-wc/testing';
import { WidyaProgressCard } from '../../src/components/progress-card/progress-card.js';
import { WidyaProvider } from '../../src/components/provider/provider.js';
import type { Draft, Service } from '../../src/sdk/service.js';
import { fixedAuth } from '../../src/sdk/session.js';
import { verbs } from '../../src/sdk/verbs.js';
import type { TestLrs } from '../../src/testing/lrs.js';
import {
  Harness,
  json,
  newLrs,
  newPerson,
  people,
  provide,
  record,
  serve,
  signedOut,
  until,
  warnings,
} from './harness.js';

WidyaProgressCard.define();

const tried = (n = 1): Draft => ({ verb: verbs.attempted, object: { id: `https://belajar.bln.example/kuis/${n}` } });
const names = ['widya-auth-changed', 'widya-statement-queued', 'widya-statement-sent', 'widya-statement-rejected'];

/** A provider that has not been in the page yet, with a card in it. */
function make(set: object): WidyaProvider {
  const p = document.createElement('widya-provider');
  Object.assign(p, set);
  p.innerHTML =
    '<p>Isi portal</p><widya-progress-card course="https://belajar.bln.example/kursus/uji"></widya-progress-card>';
  return p;
}
async function put(p: WidyaProvider): Promise<Service> {
  (await fixture(html`<div></div>`)).append(p);
  await until(() => p.status === 'ready' || p.status === 'error', 'known who is signed in');
  return p.service as Service;
}
const near = (lrs: TestLrs, more: object = {}) => ({
  endpoint: lrs.endpoint,
  fetch: lrs.fetch,
  auth: lrs.auth,
  ...more,
});
const card = (p: WidyaProvider) => new Harness(p.querySelector('widya-progress-card') as WidyaProgressCard);

describe('<widya-provider>', () => {
  describe('accessibility', () => {
    it('adds nothing to the page but what is inside, in each status', async () => {
      const lrs = newLrs();
      const idle = make({});
      (await fixture(html`<div></div>`)).append(idle);
      await idle.updateComplete;
      expect(idle.status).to.equal('idle');
      await expect(idle).to.be.accessible();
      const p = make(near(lrs));
      await put(p);
      expect(p.status).to.equal('ready');
      await card(p).status('ready');
      await expect(p).to.be.accessible();
      const out = make(near(lrs, { auth: signedOut() }));
      await put(out);
      await expect(out).to.be.accessible();
      expect(p.shadowRoot?.textContent?.trim()).to.equal('');
      expect(p.getAttribute('role')).to.equal(null);
      expect(p.querySelector('p')?.checkVisibility()).to.equal(true);
    });
  });

  describe('attributes', () => {
    it('has its defaults', () => {
      const p = document.createElement('widya-provider');
      const { endpoint, session, login, xapiVersion, platform, auth, fetch, status, service } = p;
      expect([endpoint, session, login, xapiVersion, platform, auth, fetch, status, service]).to.eql(
        ['', '', '', '1.0.3', '', undefined, undefined, 'idle', undefined], // prettier-ignore
      );
    });
    it('takes them from HTML; the service speaks the version, to the endpoint, for the portal', async () => {
      const lrs = newLrs();
      const versions: (string | null)[] = [];
      const p = (await fixture(html`<div></div>`)).appendChild(document.createElement('widya-provider'));
      p.setAttribute('xapi-version', '2.0.0');
      p.setAttribute('platform', 'Portal BLN');
      p.setAttribute('endpoint', lrs.endpoint);
      p.auth = lrs.auth;
      p.fetch = (...args) => {
        versions.push((args[0] as Request).headers.get('x-experience-api-version'));
        return lrs.fetch(...args);
      };
      await until(() => p.status === 'ready', 'ready');
      expect(p.service?.endpoint).to.equal(new URL(lrs.endpoint, location.href).href);
      await p.service?.record([tried()]);
      await p.service?.flush();
      expect(new Set(versions)).to.eql(new Set(['2.0.0']));
      const [s] = await lrs.statements();
      expect(s?.context?.platform).to.equal('Portal BLN');
      expect(s?.actor).to.deep.include({ account: lrs.person.actor.account });
    });
    it('takes properties that were set before it was defined, and lends to elements defined earlier', async () => {
      const lrs = newLrs();
      const tag = `uji-penyedia-${Date.now()}`;
      const p = document.createElement(tag) as WidyaProvider;
      Object.assign(p, near(lrs));
      p.innerHTML = '<widya-progress-card course="https://belajar.bln.example/kursus/uji"></widya-progress-card>';
      (await fixture(html`<div></div>`)).append(p);
      const h = card(p);
      await h.element.updateComplete;
      expect(h.element.status).to.equal('idle');
      WidyaProvider.define(tag);
      await h.status('ready');
      expect(p.status).to.equal('ready');
    });
    it('wrong values are said once, left out, and do not throw', async () => {
      const said = await warnings(async () => {
        for (let i = 0; i < 2; i++) {
          const box = await fixture(html`<div></div>`);
          box.innerHTML =
            '<widya-provider endpoint="http://[" session="http://]" xapi-version="0.95"></widya-provider>';
          const p = box.firstElementChild as WidyaProvider;
          await p.updateComplete;
          expect([p.endpoint, p.session, p.xapiVersion, p.status]).to.eql(['', '', '1.0.3', 'idle']);
        }
      });
      expect(said.sort()).to.eql([
        '[widya] <widya-provider endpoint> should be a URL; "http://[" is left out.',
        '[widya] <widya-provider session> should be a URL; "http://]" is left out.',
        '[widya] <widya-provider xapi-version> should be "1.0.3" or "2.0.0"; "0.95" is left out.',
      ]);
    });
    it('a new endpoint is a new service for everybody inside; none takes it away', async () => {
      const [one, two] = [newLrs(), newLrs()];
      const p = make(near(one));
      const first = await put(p);
      await card(p).status('ready');
      Object.assign(p, near(two));
      await until(() => p.service !== first && p.status === 'ready', 'another service');
      await until(() => two.requests.length > 0, 'the card asks the other');
      p.removeAttribute('endpoint');
      p.endpoint = '';
      await p.updateComplete;
      expect(p.service).to.equal(undefined);
      expect(p.status).to.equal('idle');
      await card(p).status('idle');
    });
  });

  describe('who gets it', () => {
    it('the nearest provider serves; one inside another goes first', async () => {
      const [far, close] = [newLrs(), newLrs()];
      const outer = make(near(far));
      const inner = make(near(close));
      outer.append(inner);
      await put(outer);
      await card(inner).status('ready');
      expect(close.requests).to.include('GET statements');
      expect(far.requests.filter((r) => r === 'GET statements').length).to.equal(1);
    });
    it('elements in the shadow roots of others, and elements that come later, get it too', async () => {
      const lrs = newLrs();
      const p = await provide(lrs);
      const host = document.createElement('div');
      host.attachShadow({ mode: 'open' }).innerHTML =
        '<widya-progress-card course="https://belajar.bln.example/kursus/uji"></widya-progress-card>';
      p.append(host);
      await new Harness(host.shadowRoot?.firstElementChild as WidyaProgressCard).status('ready');
    });
    it('by its id from elsewhere, also when it is changed there; a wrong id is said', async () => {
      const lrs = newLrs();
      const id = `penyedia-${lrs.person.subject}`;
      const p = await provide(lrs);
      p.id = id;
      const e = document.createElement('widya-progress-card');
      Object.assign(e, { course: 'https://belajar.bln.example/kursus/uji', provider: id });
      (await fixture(html`<div></div>`)).append(e);
      const h = new Harness(e);
      await h.status('ready');
      Object.assign(p, { auth: signedOut() });
      await h.see('Anda belum masuk');
      const said = await warnings(async () => {
        e.provider = 'entah-di-mana';
        await h.status('idle');
      });
      expect(said).to.eql(['[widya] <widya-progress-card provider> names no provider on this page: "entah-di-mana".']);
      e.provider = id;
      await h.see('Anda belum masuk');
    });
  });

  describe('events', () => {
    it('who is signed in; statements queued, then sent; in that order, with their ids', async () => {
      const lrs = newLrs();
      const p = make(near(lrs));
      const seen = record(p, ...names);
      const service = await put(p);
      const [s] = await service.record([tried()]);
      await service.flush();
      expect(seen).to.eql([
        { type: 'widya-auth-changed', detail: { state: 'signed-in' } },
        { type: 'widya-statement-queued', detail: { ids: [s?.id] } },
        { type: 'widya-statement-sent', detail: { ids: [s?.id] } },
      ]);
    });
    it('reach the document, through shadow roots', async () => {
      const lrs = newLrs();
      const seen = record(document, 'widya-auth-changed');
      const host = document.createElement('div');
      (await fixture(html`<div></div>`)).append(host);
      const p = make(near(lrs));
      host.attachShadow({ mode: 'open' }).append(p);
      await until(() => seen.length === 1, 'signed in');
    });
    it('a statement the LRS refuses: why, and the others go their way', async () => {
      const lrs = newLrs();
      const p = make(near(lrs));
      const seen = record(p, 'widya-statement-rejected', 'widya-statement-sent');
      const service = await put(p);
      const bad = { ...tried(2), result: { score: { scaled: 5 } } };
      const [a, b] = [await service.record([tried(1)]), await service.record([bad])];
      await service.flush();
      expect(seen.find((e) => e.type === 'widya-statement-sent')?.detail).to.eql({ ids: [a[0]?.id] });
      const { ids, code, message } = seen.find((e) => e.type === 'widya-statement-rejected')?.detail as {
        ids: string[];
        code: string;
        message: string;
      };
      expect([ids, code]).to.eql([[b[0]?.id], 'lrs/bad-request']);
      expect(message).to.contain('scaled');
    });
    it('nothing fires on a programmatic set that changes nothing', async () => {
      const lrs = newLrs();
      const p = make(near(lrs));
      await put(p);
      const seen = record(p, ...names);
      const { service } = p;
      p.endpoint = String(p.endpoint);
      p.status = 'ready';
      await p.updateComplete;
      expect(seen).to.eql([]);
      expect(p.service).to.equal(service);
    });
  });

  describe('the portal’s session', () => {
    const sessionOf = (lrs: TestLrs) => `/sesi-${lrs.person.subject}`;
    it('answers who is signed in; 401 and 204 mean nobody; then somebody else signs in elsewhere', async () => {
      const lrs = newLrs();
      let answer = () => new Response(null, { status: 204 });
      const served = serve({ [sessionOf(lrs)]: () => answer() });
      const p = make({ endpoint: lrs.endpoint, fetch: lrs.fetch, session: sessionOf(lrs), login: '/masuk?ke={url}' });
      const seen = record(p, 'widya-auth-changed');
      const service = await put(p);
      expect(service.state).to.equal('signed-out');
      await card(p).see('Anda belum masuk');
      expect(service.canLogin).to.equal(true);
      answer = () => json(lrs.person);
      document.dispatchEvent(new Event('visibilitychange')); // the person comes back from the tab of the sign-in page
      await card(p).see('Belum mulai');
      served.restore();
      expect(seen.map((e) => (e.detail as { state: string }).state)).to.eql(['signed-out', 'signed-in']);
      expect(service.principal?.subject).to.equal(lrs.person.subject);
    });
    it('one that has ended holds the work on the device, and sends it after the next sign-in', async () => {
      const lrs = newLrs();
      let answer = () => json(lrs.person);
      const served = serve({ [sessionOf(lrs)]: () => answer() });
      const p = make({ endpoint: lrs.endpoint, fetch: lrs.fetch, session: sessionOf(lrs) });
      const seen = record(p, 'widya-auth-changed');
      const service = await put(p);
      await card(p).status('ready');
      lrs.mode = 401;
      answer = () => new Response('', { status: 401 });
      await service.record([tried()]);
      await service.flush();
      await until(() => service.state === 'expired', 'expired');
      expect(seen.at(-1)?.detail).to.eql({ state: 'expired' });
      expect(service.pending).to.be.above(0);
      await service.flush(); // still nobody
      expect(service.state).to.equal('expired');
      lrs.mode = 'online';
      answer = () => json(lrs.person);
      document.dispatchEvent(new Event('visibilitychange'));
      await until(async () => (await lrs.statements()).length === 1, 'sent after all');
      served.restore();
      expect(service.state).to.equal('signed-in');
    });
    it('that cannot be asked: the person seen here last goes on; without one it is an error that can be tried again', async () => {
      const lrs = newLrs();
      let down = false;
      const served = serve({
        [sessionOf(lrs)]: () => (down ? Promise.reject(new TypeError('Failed to fetch')) : json(lrs.person)),
      });
      const set = { endpoint: lrs.endpoint, fetch: lrs.fetch, session: sessionOf(lrs) };
      await put(make(set));
      down = true;
      const again = make(set);
      await put(again);
      expect(again.service?.principal?.subject).to.equal(lrs.person.subject);
      localStorage.removeItem(`widya:person:${new URL(sessionOf(lrs), location.href).href}`);
      const fresh = make(set);
      const service = await put(fresh);
      expect(fresh.status).to.equal('error');
      down = false;
      await service.flush();
      expect(fresh.status).to.equal('ready');
      served.restore();
    });
    it('without session and auth nobody is signed in, and nothing can be recorded', async () => {
      const lrs = newLrs();
      const service = await put(make({ endpoint: lrs.endpoint, fetch: lrs.fetch }));
      expect(service.state).to.equal('signed-out');
      const cause = await service.record([tried()]).then(
        () => undefined,
        (e: unknown) => e,
      );
      expect(cause).to.include({ name: 'WidyaError', code: 'auth/signed-out' });
    });
    it('another person on the same page: each one’s work goes out as theirs', async () => {
      const lrs = newLrs();
      const other = lrs.as(newPerson(people.budi));
      const p = make(near(lrs));
      const one = await put(p);
      const seen = record(p, 'widya-auth-changed');
      lrs.mode = 'offline';
      await one.record([tried(1)]);
      Object.assign(p, near(other));
      await until(() => p.service !== one && p.status === 'ready', 'the other');
      lrs.mode = 'online';
      await p.service?.record([tried(2)]);
      await p.service?.flush();
      const names_ = (await lrs.statements()).map((s) => 'account' in s.actor && s.actor.account?.name);
      expect(names_).to.eql([other.person.subject]);
      expect(seen.length).to.equal(1);
      await put(make(near(lrs)));
      await until(async () => (await lrs.statements()).length === 2, 'the first one’s, at the next visit');
    });
  });

  describe('the LRS away', () => {
    for (const mode of ['offline', 503, 429] as const) {
      it(`${mode}: everything waits in order, and is sent when it returns`, async () => {
        const lrs = newLrs();
        lrs.mode = mode;
        const service = await put(make(near(lrs)));
        for (let n = 1; n <= 3; n++) await service.record([tried(n)]);
        await service.flush();
        expect(service.waiting.length).to.equal(3);
        expect(service.failing).to.be.above(0);
        lrs.mode = 'online';
        dispatchEvent(new Event('online'));
        await until(() => service.pending === 0, 'sent');
        const ids = (await lrs.statements()).map((s) => ('id' in s.object ? s.object.id : ''));
        expect(ids).to.eql([1, 2, 3].map((n) => `https://belajar.bln.example/kuis/${n}`));
      });
    }
    it('what waited when the page was left is sent at the next visit, once', async () => {
      const lrs = newLrs();
      lrs.mode = 'offline';
      const p = make(near(lrs));
      const service = await put(p);
      await service.record([tried()]);
      p.remove();
      await aTimeout(0);
      lrs.mode = 'online';
      const later = await put(make(near(lrs)));
      await until(() => later.pending === 0, 'sent');
      await later.flush();
      expect((await lrs.statements()).length).to.equal(1);
    });
  });

  describe('coming and going', () => {
    it('moved to another place of the page it goes on as it is', async () => {
      const lrs = newLrs();
      const p = make(near(lrs));
      const service = await put(p);
      const seen = record(p, ...names);
      (await fixture(html`<div></div>`)).append(p);
      await aTimeout(0);
      expect(p.service).to.equal(service);
      await service.record([tried()]);
      await service.flush();
      expect(seen.map((e) => e.type)).to.eql(['widya-statement-queued', 'widya-statement-sent']);
    });
    it('removed it lets go of its listeners; put back it serves again', async () => {
      const lrs = newLrs();
      const p = make(near(lrs));
      const service = await put(p);
      await card(p).status('ready');
      const seen = record(p, ...names);
      p.remove();
      await aTimeout(0);
      expect(p.service).to.equal(undefined);
      lrs.requests.length = 0;
      await service.record([tried()]);
      dispatchEvent(new Event('online'));
      document.dispatchEvent(new Event('visibilitychange'));
      await nextFrame();
      await aTimeout(20);
      expect(lrs.requests).to.eql([]);
      expect(seen).to.eql([]);
      (await fixture(html`<div></div>`)).append(p);
      await until(() => p.status === 'ready', 'again');
      await card(p).status('ready');
      await until(async () => (await lrs.statements()).length === 1, 'what waited is sent');
    });
    it('without JavaScript, and before it is defined, what is inside is there', async () => {
      const box = await fixture(html`<div></div>`);
      box.innerHTML = '<widya-provider-belum><p>Isi portal</p></widya-provider-belum>';
      expect(box.querySelector('p')?.checkVisibility()).to.equal(true);
    });
    it('the language of the page changes nothing of it', async () => {
      const p = make(near(newLrs()));
      const service = await put(p);
      p.lang = 'en';
      await card(p).see('Not started');
      p.lang = 'id';
      await card(p).see('Belum mulai');
      expect(p.service).to.equal(service);
    });
  });

  it('fixed people are known at once', async () => {
    const lrs = newLrs();
    const service = await put(make(near(lrs, { auth: fixedAuth(lrs.person) })));
    expect(service.principal?.name).to.equal('Siti Rahmawati');
  });
});
