// The class-only door: importing it defines nothing and changes nothing on the page.
export { WidyaCoursePlayer } from './components/course-player/course-player.js';
export { WidyaForumThread } from './components/forum-thread/forum-thread.js';
export { WidyaProgressCard } from './components/progress-card/progress-card.js';
export { WidyaProvider } from './components/provider/provider.js';
export { WidyaQuestion } from './components/question/question.js';
export { WidyaQuiz } from './components/quiz/quiz.js';
export { WidyaElement } from './core/widya-element.js';
export type { WidyaEventMap } from './core/events.js';
export type { LangText, Messages } from './i18n/localize.js';
export { registerLocale } from './i18n/localize.js';
export { defineLessonKind, lessonKinds } from './lessons/registry.js';
export type { LessonHost, LessonKind, LessonView } from './lessons/kind.js';
export { defineQuestionKind, questionKinds } from './questions/registry.js';
export type { Grade, Question, QuestionHost, QuestionKind } from './questions/kind.js';
export type { Course, Lesson } from './model/course.js';
export { parseCourse } from './model/course.js';
export * from './sdk/index.js';
