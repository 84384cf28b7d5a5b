// Side effect: defines every tag. npm "widya/define", CDN widya.js.
import './define/course-player.js';
import './define/doctor.js';
import './define/embed-builder.js';
import './define/grading.js';
import './define/forum.js';
import './define/forum-thread.js';
import './define/item-analysis.js';
import './define/jp-card.js';
import './define/leader-report.js';
import './define/moderation-queue.js';
import './define/paper.js';
import './define/paper-entry.js';
import './define/progress-card.js';
import './define/provider.js';
import './define/question.js';
import './define/quiz.js';
import './define/sync-status.js';

export * from './index.js';
