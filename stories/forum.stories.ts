import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, nothing } from 'lit';
import type { WidyaForum } from '../src/components/forum/forum.js';
import { forum, longName, nothingYet, people, roster, topics } from './fixtures.js';
import { scene, sceneOf, stage, within } from './scene.js';

type Args = Pick<WidyaForum, 'forum' | 'label' | 'show' | 'order' | 'readonly'> & { topic: string };

const meta: Meta<Args> = {
  title: 'Components/Forum',
  component: 'widya-forum',
  args: { forum, label: 'Forum Etika ASN', show: 'all', order: 'activity', readonly: false, topic: '' },
  loaders: [stage],
  parameters: scene({ seed: topics }),
  render: (args, { loaded }) =>
    within(
      sceneOf(loaded),
      html`<widya-forum
        forum=${args.forum}
        label=${args.label || nothing}
        show=${args.show}
        order=${args.order}
        topic=${args.topic || nothing}
        ?readonly=${args.readonly}
        no-address
        .people=${roster}
        ><a href="#forum">Buka forum</a></widya-forum
      >`,
    ),
};
export default meta;
type Story = StoryObj<Args>;

/** Topics with answers, one pinned, one answered, one that is followed. */
export const Topics: Story = {};

/** The same for who keeps order: calls and reports. */
export const ForFacilitators: Story = { parameters: scene({ seed: topics, person: people.dewi }) };

export const Unanswered: Story = { args: { show: 'unanswered' } };

/** A topic, opened in place. */
export const TopicOpen: Story = { args: { topic: `${forum}/dilema-hadiah` } };

export const Empty: Story = { parameters: scene({ seed: nothingYet }) };

export const Loading: Story = { parameters: scene({ line: 'never-answers' }) };

export const Offline: Story = { parameters: scene({ seed: topics, line: 'offline' }) };

export const SignedOut: Story = { parameters: scene({ signedOut: true }) };

export const ReadOnly: Story = { args: { readonly: true } };

export const LongNames: Story = { args: { label: longName } };

export const Dark: Story = { globals: { theme: 'dark' } };

export const RightToLeft: Story = { globals: { dir: 'rtl' } };

export const Narrow: Story = { globals: { width: '320' } };

export const English: Story = { globals: { lang: 'en' } };
