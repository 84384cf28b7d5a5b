import { html, nothing, type TemplateResult } from 'lit';
import { WidyaForumThread } from '../../components/forum-thread/forum-thread.js';
import { renderMarkdown } from '../../core/markdown.js';
import { proseStyles } from '../../styles/prose.styles.js';
import type { LessonHost, LessonNeeds, LessonView } from '../kind.js';
import type { DiscussionLesson } from './model.js';

export const styles = proseStyles;
export const dependencies = [WidyaForumThread];

/** What others say comes over the network. */
export const needs = (): LessonNeeds => ({ files: [], online: true });

export const create = (lesson: DiscussionLesson, host: LessonHost): LessonView => ({
  render: (): TemplateResult => html`
    ${
      lesson.prompt === undefined
        ? nothing
        : html`<div class="prose">
            ${renderMarkdown(host.text(lesson.prompt), { headingLevel: 4, newTab: host.t.newTab })}
          </div>`
    }
    <widya-forum-thread
      .thread=${lesson.thread}
      .label=${host.text(lesson.title)}
      .headingLevel=${4}
      .course=${host.course}
      .registration=${host.registration}
      ?readonly=${host.readonly}
      @widya-post-sent=${() => host.complete()}
    ></widya-forum-thread>
  `,
});
