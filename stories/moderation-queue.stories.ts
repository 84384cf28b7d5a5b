import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, nothing } from 'lit';
import type { WidyaModerationQueue } from '../src/components/moderation-queue/moderation-queue.js';
import { forum, nothingYet, people, roster, topics } from './fixtures.js';
import { scene, sceneOf, stage, within } from './scene.js';

type Args = Pick<WidyaModerationQueue, 'forum' | 'label'> & { premoderated: boolean };

const meta: Meta<Args> = {
  title: 'Components/Moderation queue',
  component: 'widya-moderation-queue',
  args: { forum, label: 'Moderasi', premoderated: false },
  loaders: [stage],
  parameters: scene({ seed: topics, person: people.dewi }),
  render: (args, { loaded }) =>
    within(
      sceneOf(loaded),
      html`<widya-moderation-queue
        forum=${args.forum}
        label=${args.label || nothing}
        .people=${{ ...roster, premoderated: args.premoderated }}
        ><a href="#moderasi">Buka antrean</a></widya-moderation-queue
      >`,
    ),
};
export default meta;
type Story = StoryObj<Args>;

/** A report, and a call for a facilitator. */
export const Queue: Story = {};

/** Posts of learners wait for approval. */
export const Premoderated: Story = { args: { premoderated: true } };

/** It is for others. */
export const ForLearners: Story = { parameters: scene({ seed: topics, person: people.siti }) };

export const Empty: Story = { parameters: scene({ seed: nothingYet, person: people.dewi }) };

export const Loading: Story = { parameters: scene({ line: 'never-answers', person: people.dewi }) };

export const Offline: Story = { parameters: scene({ seed: topics, line: 'offline', person: people.dewi }) };

export const Dark: Story = { globals: { theme: 'dark' } };

export const RightToLeft: Story = { globals: { dir: 'rtl' } };

export const Narrow: Story = { globals: { width: '320' } };

export const English: Story = { globals: { lang: 'en' } };
