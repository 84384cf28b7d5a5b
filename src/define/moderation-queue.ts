import { WidyaModerationQueue } from '../components/moderation-queue/moderation-queue.js';

WidyaModerationQueue.define();

export { WidyaModerationQueue };
