import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { people } from '../src/testing/lrs.js';
import { agencyOf, unitNames } from './reports.js';
import { scene, sceneOf, stage, within } from './scene.js';

const leader = { ...people.dewi, roles: ['leader' as const] };
const of = (count: number, more: object = {}) => scene({ person: leader, seed: agencyOf(count), ...more });

const meta: Meta = {
  title: 'Components/Leader report',
  component: 'widya-leader-report',
  loaders: [stage],
  render: (_args, { loaded }) =>
    within(sceneOf(loaded), html`<widya-leader-report .directory=${unitNames}></widya-leader-report>`),
};
export default meta;
type Story = StoryObj;

/** The rollup has not been there yet. */
export const None: Story = { parameters: scene({ person: leader }) };

/** Too few to tell anything of. */
export const Three: Story = { parameters: of(3) };

export const Forty: Story = { parameters: of(40) };

export const FourHundred: Story = { parameters: of(400) };

/** Learners are refused by the LRS. */
export const Refused: Story = { parameters: scene({ seed: agencyOf(40) }) };

export const Loading: Story = { parameters: scene({ person: leader, line: 'never-answers' }) };

export const SignedOut: Story = { parameters: scene({ signedOut: true }) };

export const Dark: Story = { parameters: of(40), globals: { theme: 'dark' } };

export const Narrow: Story = { parameters: of(40), globals: { width: '320' } };

export const English: Story = { parameters: of(40), globals: { lang: 'en' } };
