// The examples of docs/plugins in a page.
import { expect } from '@open-wc/testing';
import cards from '../../docs/plugins/cards/cards.js';
import { fixtures as cardFixtures } from '../../docs/plugins/cards/fixtures.js';
import { fixtures as hotspotFixtures } from '../../docs/plugins/hotspot/fixtures.js';
import hotspot from '../../docs/plugins/hotspot/hotspot.js';
import ranking from '../../docs/plugins/ranking/ranking.js';
import { WidyaLeaderReport } from '../../src/components/leader-report/leader-report.js';
import { use } from '../../src/plugins/use.js';
import { testPlugin } from '../../src/testing/plugin.js';
import { agencyOf, unitNames } from '../../stories/reports.js';
import { newLrs, people, provide, textOf, until } from './harness.js';

WidyaLeaderReport.define();

describe('example plugins in a page', () => {
  for (const [name, plugin, fixtures] of [
    ['hotspot', hotspot, hotspotFixtures],
    ['cards', cards, cardFixtures],
  ] as const)
    it(`${name} passes every check`, async () => {
      const results = await testPlugin(plugin, { fixtures });
      expect(results.filter((r) => r.problem).map((r) => `${r.check}: ${r.problem}`)).to.deep.equal([]);
      expect(results.length).to.be.greaterThan(20);
    });

  it('the ranking stands below the leaders’ report, in its language, and goes when it is withdrawn', async () => {
    const lrs = newLrs({ ...people.siti, roles: ['leader'] });
    await agencyOf(200, 2)(lrs);
    const report = document.createElement('widya-leader-report');
    report.directory = unitNames;
    (await provide(lrs)).append(report);
    await until(() => report.status === 'ready', 'the report');
    const used = use(ranking);
    const text = () => textOf(report.shadowRoot as ShadowRoot);
    await until(() => /Unit terdekat dengan kewajiban.*Biro .*: \d+%/.test(text()), 'the widget');
    report.lang = 'en';
    await until(() => /Units nearest to the quota/.test(text()), 'in English');
    used.withdraw();
    await until(() => !/Units nearest/.test(text()), 'gone');
  });
});
