import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, nothing } from 'lit';
import type { WidyaJpCard } from '../src/components/jp-card/jp-card.js';
import { finished } from './fixtures.js';
import { scene, sceneOf, stage, within } from './scene.js';

type Args = Pick<WidyaJpCard, 'employment' | 'quota' | 'readonly'>;

const meta: Meta<Args> = {
  title: 'Components/JP card',
  component: 'widya-jp-card',
  args: { employment: 'pns', readonly: false },
  loaders: [stage],
  render: (args, { loaded }) =>
    within(
      sceneOf(loaded),
      html`<div style="max-inline-size: 34rem">
        <widya-jp-card
          employment=${args.employment}
          quota=${args.quota ?? nothing}
          ?readonly=${args.readonly}
          organiser="Pusdiklat BLN"
        ></widya-jp-card>
      </div>`,
    ),
};
export default meta;
type Story = StoryObj<Args>;

export const Nothing: Story = {};

export const SomeHours: Story = { parameters: scene({ seed: finished }) };

/** The quota is met. */
export const Met: Story = { args: { quota: 4 }, parameters: scene({ seed: finished }) };

/** Contract employees have a ceiling. */
export const Ceiling: Story = { args: { employment: 'pppk' }, parameters: scene({ seed: finished }) };

export const Loading: Story = { parameters: scene({ line: 'never-answers' }) };

export const ServerFails: Story = { parameters: scene({ line: 500 }) };

export const SignedOut: Story = { parameters: scene({ signedOut: true }) };

export const Dark: Story = { parameters: scene({ seed: finished }), globals: { theme: 'dark' } };

export const Narrow: Story = { parameters: scene({ seed: finished }), globals: { width: '320' } };

export const English: Story = { parameters: scene({ seed: finished }), globals: { lang: 'en' } };
