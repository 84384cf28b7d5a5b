import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { judgedQuiz, taken } from './answers.js';
import { people } from './fixtures.js';
import { scene, sceneOf, stage, within } from './scene.js';

const meta: Meta = {
  title: 'Components/Item analysis',
  component: 'widya-item-analysis',
  loaders: [stage],
  parameters: scene({ person: people.dewi, seed: taken(40) }),
  render: (_args, { loaded }) =>
    within(sceneOf(loaded), html`<widya-item-analysis .content=${judgedQuiz}></widya-item-analysis>`),
};
export default meta;

export const FortyPeople: StoryObj = {};

export const TwoThousandPeople: StoryObj = { parameters: scene({ person: people.dewi, seed: taken(2000) }) };

/** Below the privacy floor of five. */
export const FourPeople: StoryObj = { parameters: scene({ person: people.dewi, seed: taken(4) }) };

export const Nobody: StoryObj = { parameters: scene({ person: people.dewi, seed: taken(0) }) };

/** Without the file of the quiz: texts and keys are those that the records tell. */
export const FromRecordsAlone: StoryObj = {
  render: (_args, { loaded }) =>
    within(sceneOf(loaded), html`<widya-item-analysis quiz=${judgedQuiz.id}></widya-item-analysis>`),
};

export const Reading: StoryObj = { parameters: scene({ line: 'never-answers' }) };

export const Offline: StoryObj = { parameters: scene({ person: people.dewi, seed: taken(5), line: 'offline' }) };

/** A learner has no right to the answers of others. */
export const NotAllowed: StoryObj = { parameters: scene({ person: people.siti, seed: taken(5) }) };

export const SignedOut: StoryObj = { parameters: scene({ signedOut: true, seed: taken(5) }) };
