import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html, nothing } from 'lit';
import type { WidyaForumThread } from '../src/components/forum-thread/forum-thread.js';
import type { TestLrs } from '../src/testing/lrs.js';
import {
  busy,
  discussed,
  lively,
  longName,
  nothingYet,
  people,
  roster,
  thread,
  threadTitle,
  verbose,
} from './fixtures.js';
import { scene, sceneOf, stage, within } from './scene.js';

type Args = Pick<WidyaForumThread, 'thread' | 'label' | 'readonly' | 'registration'>;

const meta: Meta<Args> = {
  title: 'Components/Forum thread',
  component: 'widya-forum-thread',
  args: { thread, label: threadTitle, readonly: false, registration: '' },
  loaders: [stage],
  parameters: scene({ seed: discussed }),
  render: (args, { loaded }) =>
    within(
      sceneOf(loaded),
      html`<widya-forum-thread
        thread=${args.thread}
        label=${args.label || nothing}
        registration=${args.registration || nothing}
        ?readonly=${args.readonly}
        .people=${roster}
        ><a href="#forum">Buka forum</a></widya-forum-thread
      >`,
    ),
};
export default meta;
type Story = StoryObj<Args>;

/** Answers, an edited post, a deleted one, and one of the reader's own. */
export const Discussion: Story = {};

export const Empty: Story = { parameters: scene({ seed: nothingYet }) };

/** Reactions, an answer, a score, and a post that a facilitator has hidden. */
export const Lively: Story = { parameters: scene({ seed: lively }) };

/** The same for who keeps order: reports, the call, and what can be done about them. */
export const ForFacilitators: Story = { parameters: scene({ seed: lively, person: people.dewi }) };

/** More posts than one page holds: older ones on demand. */
export const Busy: Story = { parameters: scene({ seed: busy }) };

export const Loading: Story = { parameters: scene({ line: 'never-answers' }) };

/** The thread cannot be read without network. */
export const Offline: Story = { parameters: scene({ seed: discussed, line: 'offline' }) };

export const ServerFails: Story = { parameters: scene({ seed: discussed, line: 500 }) };

/** The network goes while somebody writes: the post stands in the thread and waits on the device. */
export const WaitingToBeSent: Story = { play: writeWhile('offline', 'Saya menulis ini tanpa jaringan.') };

/** The LRS takes the post neither now nor later: it comes back to where it was written. */
export const Refused: Story = { play: writeWhile(400, 'Tulisan ini ditolak.') };

function writeWhile(mode: TestLrs['mode'], text: string): NonNullable<Story['play']> {
  return async ({ canvasElement, loaded }) => {
    const element = canvasElement.querySelector('widya-forum-thread');
    const field = await appears(() => element?.shadowRoot?.querySelector('textarea'));
    if (!element || !field) return;
    sceneOf(loaded).lrs.mode = mode;
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await element.updateComplete;
    element.shadowRoot?.querySelector<HTMLButtonElement>('[part~="send"]')?.click();
  };
}

async function appears<T>(find: () => T | null | undefined): Promise<T | undefined> {
  for (let tries = 0; tries < 100; tries++) {
    const found = find();
    if (found) return found;
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return undefined;
}

export const SignedOut: Story = { parameters: scene({ signedOut: true }) };

export const ReadOnly: Story = { args: { readonly: true } };

export const LongNames: Story = { args: { label: longName }, parameters: scene({ seed: verbose }) };

export const Dark: Story = { globals: { theme: 'dark' } };

export const RightToLeft: Story = { globals: { dir: 'rtl' } };

export const Narrow: Story = { globals: { width: '320' } };

export const English: Story = { globals: { lang: 'en' } };
