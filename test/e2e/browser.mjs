// Real Chromium for the end-to-end tests; keeps an eye on the console, on failed requests and on policy violations.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import puppeteer from 'puppeteer-core';
import { chromiumFlags } from '../../scripts/chromium-flags.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** @param {{ profile?: string, flags?: string[] }} [options] `profile`: a folder in which the browser finds everything again */
export async function launch({ profile, flags = [] } = {}) {
  return puppeteer.launch({
    executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
    args: [...chromiumFlags, '--autoplay-policy=no-user-gesture-required', ...flags],
    ...(profile ? { userDataDir: profile } : {}),
  });
}

/** Waits for an element in any shadow root: `waitForSelector` looks again only when something outside of them changes. */
export async function shown(page, selector) {
  const until = Date.now() + 20_000;
  for (;;) {
    const element = await page.$(`pierce/${selector}`);
    if (element) return element;
    if (Date.now() > until) throw new Error(`no ${selector} on ${page.url()}`);
    await new Promise((r) => setTimeout(r, 50));
  }
}

/** A page of a person of its own: nothing shared with other people's, unless in the browser's own context. */
export async function visit(browser, url, context) {
  context ??= await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1200, height: 900 });
  const trouble = [];
  page.on(
    'console',
    (m) =>
      ['error', 'warn'].includes(m.type()) &&
      trouble.push(`${m.type()}: ${m.text()} ${m.location()?.url ?? ''}`.trim()),
  );
  page.on('pageerror', (e) => trouble.push(`page error: ${e.message}`));
  await page.evaluateOnNewDocument(() => {
    addEventListener('securitypolicyviolation', (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI}`));
  });
  page.setDefaultTimeout(20_000);
  const go = (path) => page.goto(url + path, { waitUntil: 'networkidle0' });
  return {
    page,
    trouble,
    go,
    async signIn(person, target = '/') {
      await go(`/masuk.html?tujuan=${encodeURIComponent(target)}`);
      await Promise.all([
        page.waitForNavigation({ waitUntil: 'networkidle0' }),
        page.evaluate((id) => document.querySelector(`form:has(input[value="${id}"]) button`).click(), person),
      ]);
    },
    /** Text as a person sees it, shadow roots included. */
    text: (selector) => page.$eval(`pierce/${selector}`, (e) => e.innerText.replace(/\s+/g, ' ').trim()),
    /** Clicks the first visible button whose words match. */
    async press(words) {
      const find = (source) => {
        const walk = function* (root) {
          for (const e of root.querySelectorAll('*')) {
            yield e;
            if (e.shadowRoot) yield* walk(e.shadowRoot);
          }
        };
        for (const e of walk(document)) {
          if (
            e.matches('button, a.button') &&
            e.checkVisibility() &&
            e.getAttribute('aria-disabled') !== 'true' &&
            new RegExp(source).test(e.innerText)
          ) {
            // At once: a button found now may be another one after the next drawing.
            e.click();
            return true;
          }
        }
        return false;
      };
      await page.waitForFunction(find, { polling: 50 }, words.source);
    },
    /** Waits until the visible text of the page, shadow roots included, matches. */
    async see(words) {
      const read = (source) => {
        const all = (node) =>
          node.nodeType === 3
            ? node.data
            : node.nodeType === 1 && ['SCRIPT', 'STYLE'].includes(node.localName?.toUpperCase())
              ? ''
              : [...(node.shadowRoot ? [node.shadowRoot] : []), ...node.childNodes].map(all).join(' ');
        return new RegExp(source).test(all(document.body).replace(/\s+/g, ' '));
      };
      await page.waitForFunction(read, { polling: 150 }, words.source);
    },
    /** Violations of axe on the page as it is, each in a line. @param {string[]} [without] rules that say nothing here */
    async axe(without = []) {
      const client = await page.createCDPSession();
      const rules = JSON.stringify(Object.fromEntries(without.map((id) => [id, { enabled: false }])));
      // Injected beneath the page's policy, as an extension would be.
      await client.send('Runtime.evaluate', { expression: axe });
      const { result } = await client.send('Runtime.evaluate', {
        expression: `axe.run(document, { resultTypes: ['violations'], rules: ${rules} }).then(r => JSON.stringify(r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).slice(0, 3).join(' | ') + ' ' + (v.nodes[0].failureSummary ?? '').replace(/\\s+/g, ' '))))`,
        awaitPromise: true,
        returnByValue: true,
      });
      await client.detach();
      return JSON.parse(result.value);
    },
    close: () => context.close(),
  };
}

/** Fills in the open quiz with the right answers of its file. */
export async function answerQuiz(page, quiz) {
  await page.waitForFunction(
    (count) => {
      const find = function* (root) {
        for (const e of root.querySelectorAll('*')) {
          yield e;
          if (e.shadowRoot) yield* find(e.shadowRoot);
        }
      };
      const questions = [...find(document)].filter((e) => e.localName === 'widya-question');
      return questions.length === count && questions.every((q) => q.status === 'ready');
    },
    { polling: 100 },
    quiz.questions.length,
  );
  await page.evaluate((q) => {
    const find = function* (root) {
      for (const e of root.querySelectorAll('*')) {
        yield e;
        if (e.shadowRoot) yield* find(e.shadowRoot);
      }
    };
    const pick = (input) => input.click();
    const type = (input, text) => {
      input.value = text;
      input.dispatchEvent(new Event('input', { bubbles: true, composed: true }));
      input.dispatchEvent(new Event('change', { bubbles: true }));
    };
    for (const element of find(document)) {
      if (element.localName !== 'widya-question') continue;
      const question = q.questions.find((x) => x.id === element.question.id);
      const inputs = [...element.shadowRoot.querySelectorAll('input')];
      if (question.kind === 'true-false') pick(inputs.find((i) => i.value === String(question.answer)));
      else if (question.kind === 'choice') {
        for (const o of question.options) if (o.correct) pick(inputs.find((i) => i.value === o.id));
      } else if (question.kind === 'numeric')
        type(
          inputs[0],
          String(typeof question.answer === 'number' ? question.answer : question.answer.min).replace('.', ','),
        );
      else {
        const stem = typeof question.stem === 'string' ? question.stem : question.stem.id;
        [...stem.matchAll(/\{\{([^{}\s]+)\}\}/g)].forEach((m, n) => {
          const answers = question.gaps.find((g) => g.id === m[1]).answers;
          type(inputs[n], (Array.isArray(answers) ? answers : answers.id)[0]);
        });
      }
    }
  }, quiz);
}
