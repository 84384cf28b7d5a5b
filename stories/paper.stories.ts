import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { html } from 'lit';
import { judgedQuiz } from './answers.js';

const meta: Meta = {
  title: 'Components/Paper',
  component: 'widya-paper',
  render: () => html`<widya-paper .content=${judgedQuiz}></widya-paper>`,
};
export default meta;

export const OneForm: StoryObj = {};

export const FormsAToC: StoryObj = {
  render: () => html`<widya-paper forms="3" batch="K7M2" .content=${judgedQuiz}></widya-paper>`,
};

/** Questions and options stay in the order of the file. */
export const AsWritten: StoryObj = {
  render: () => html`<widya-paper order="written" .content=${judgedQuiz}></widya-paper>`,
};

export const NoQuestions: StoryObj = {
  render: () => html`<widya-paper .content=${{ ...judgedQuiz, questions: [] }}></widya-paper>`,
};

export const InvalidFile: StoryObj = {
  render: () => html`<widya-paper .content=${{ title: 'tanpa id', questions: [] }}></widya-paper>`,
};
