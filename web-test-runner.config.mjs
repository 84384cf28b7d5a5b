// Component tests, in real Chromium. CHROME_PATH names another one.
import { chromiumFlags } from './scripts/chromium-flags.mjs';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { defaultReporter } from '@web/test-runner';
import { chromeLauncher } from '@web/test-runner-chrome';
import { spokenPlugin } from './test/spoken.mjs';
import {
  emulateMediaPlugin,
  sendKeysPlugin,
  sendMousePlugin,
  setViewportPlugin,
} from '@web/test-runner-commands/plugins';

let passed = 0;
let failed = 0;
/** One line that test.mjs adds up. */
const countReporter = {
  onTestRunFinished({ sessions }) {
    const count = (suite) => {
      for (const t of suite?.tests ?? [])
        if (t.passed) passed++;
        else if (!t.skipped) failed++;
      for (const s of suite?.suites ?? []) count(s);
    };
    for (const s of sessions) {
      count(s.testResults);
      if (s.errors.length > 0 || (!s.testResults && !s.passed)) failed++;
    }
    console.log(`WIDYA-COUNT ${passed} ${failed}`);
  },
};

export default {
  files: 'test/components/**/*.test.ts',
  nodeResolve: { exportConditions: ['development', 'browser'] },
  concurrency: 1,
  concurrentBrowsers: 1,
  browserStartTimeout: 120_000,
  testsStartTimeout: 120_000,
  testsFinishTimeout: 180_000,
  testFramework: { config: { timeout: 20_000 } },
  plugins: [
    // Examples in docs/ import the package by its name, as a stranger does; here that is the source.
    {
      name: 'self',
      resolveImport: ({ source }) => (source === 'widya/plugin' ? '/src/plugins/plugin.ts' : undefined),
    },
    esbuildPlugin({ ts: true, tsconfig: 'tsconfig.json', target: 'es2022' }),
    emulateMediaPlugin(),
    sendKeysPlugin(),
    sendMousePlugin(),
    setViewportPlugin(),
    spokenPlugin(),
  ],
  browsers: [
    chromeLauncher({
      launchOptions: {
        executablePath: process.env.CHROME_PATH ?? '/usr/bin/chromium',
        headless: true,
        args: chromiumFlags,
      },
    }),
  ],
  reporters: [defaultReporter({ reportTestProgress: !process.env.CI }), countReporter],
  filterBrowserLogs: ({ args }) =>
    !String(args[0]).includes('Lit is in dev mode') && !String(args[0]).startsWith('[widya]'),
};
