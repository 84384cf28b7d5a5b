// A widget below the leaders' report: the units nearest to the quota. It gets the figures its reader may see, and no more.
import { css, definePlugin, html } from 'widya/plugin';

const styles = css`
  ol.ranking {
    margin: 0;
    padding-inline-start: 1.5rem;
    line-height: 1.75;
  }
`;

const share = (year) =>
  year && year.obliged > 0 && year.reached !== null ? Math.floor((year.reached / year.obliged) * 100) : undefined;

export const ranking = {
  styles,
  render({ report, year, names }, host) {
    const units = Object.entries(report.units ?? {})
      .map(([iri, unit]) => ({
        name: names[iri] ?? iri.slice(iri.lastIndexOf('/') + 1),
        percent: share(unit.years[year]),
      }))
      // Figures of so few people that they would tell of one are not told, here either.
      .filter((u) => u.percent !== undefined)
      .sort((a, b) => b.percent - a.percent)
      .slice(0, 3);
    return units.length === 0
      ? html`<p>${host.translate('none')}</p>`
      : html`<ol class="ranking">
          ${units.map((u) => html`<li>${host.translate('row', u)}</li>`)}
        </ol>`;
  },
};

export default definePlugin({
  id: 'id.contoh.ranking',
  version: '1.0.0',
  api: 1,
  words: {
    id: { row: '{name}: {percent}%', none: 'Belum ada unit yang angkanya dapat ditampilkan.' },
    en: { row: '{name}: {percent}%', none: 'No unit has figures that can be shown yet.' },
  },
  contributes: {
    reports: {
      'contoh-peringkat': {
        label: { id: 'Unit terdekat dengan kewajiban', en: 'Units nearest to the quota' },
        report: 'leader',
        load: async () => ranking,
      },
    },
  },
});
