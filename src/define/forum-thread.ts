import { WidyaForumThread } from '../components/forum-thread/forum-thread.js';

WidyaForumThread.define();

export { WidyaForumThread };
