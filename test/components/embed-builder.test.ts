import { expect, fixture, html } from '@open-wc/testing';
import { WidyaEmbedBuilder } from '../../src/components/embed-builder/embed-builder.js';
import { fits, Harness, until } from './harness.js';

WidyaEmbedBuilder.define();

describe('<widya-embed-builder>', () => {
  it('makes the HTML of what was filled in, in each grade, and says what is missing', async () => {
    const e = await fixture<WidyaEmbedBuilder>(html`<widya-embed-builder element="quiz"></widya-embed-builder>`);
    const h = new Harness(e);
    expect(e.code).to.equal('');
    expect(h.$('[part="missing"]')).not.to.equal(null);
    const fields = h.$$<HTMLInputElement>('input:not([type=radio], [type=checkbox])');
    ['/kuis', 'Buka kuis', '/a.json'].forEach((value, i) => {
      const field = fields[i] as HTMLInputElement;
      field.value = value;
      field.dispatchEvent(new Event('input'));
    });
    h.$<HTMLInputElement>('input[type=checkbox]')?.click();
    await e.updateComplete;
    expect(e.code).to.equal(
      '<div class="widya" data-widya="quiz" data-src="/a.json" data-readonly=""><a href="/kuis">Buka kuis</a></div>',
    );
    h.$<HTMLInputElement>('input[value="tag"]')?.click();
    await e.updateComplete;
    expect(h.$<HTMLTextAreaElement>('textarea')?.value).to.match(/^<widya-quiz src="\/a\.json" readonly="">/);
    e.lang = 'en';
    await until(() => h.text.includes('Placeholder'), 'in English');
    await h.accessible();
    fits();
    const select = h.$<HTMLSelectElement>('select') as HTMLSelectElement;
    select.value = 'sync-status';
    select.dispatchEvent(new Event('change'));
    await e.updateComplete;
    expect(e.code).to.match(/^<widya-sync-status><a/);
  });
});
