import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import type { WidyaEmbedBuilder } from '../src/components/embed-builder/embed-builder.js';
import '../src/define/embed-builder.js';

const meta: Meta = {
  title: 'Components/Embed builder',
  component: 'widya-embed-builder',
  render: () => html`<widya-embed-builder embed="https://belajar.go.id/embed/"></widya-embed-builder>`,
};
export default meta;

export const Empty: StoryObj = {};

/** Filled in as an editor would. */
export const Filled: StoryObj = {
  play: async ({ canvasElement }) => {
    const builder = canvasElement.querySelector<WidyaEmbedBuilder>('widya-embed-builder');
    await builder?.updateComplete;
    const values = ['https://belajar.go.id/kursus/etika', 'Buka kursus Etika ASN', '/kursus/etika-asn/course.json'];
    builder?.shadowRoot?.querySelectorAll('input:not([type=radio], [type=checkbox])').forEach((field, i) => {
      (field as HTMLInputElement).value = values[i] ?? '';
      field.dispatchEvent(new Event('input'));
    });
    await builder?.updateComplete;
  },
};
