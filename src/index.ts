// The class-only door: importing it defines nothing and changes nothing on the page.
export { WidyaCoursePlayer } from './components/course-player/course-player.js';
export { WidyaForumThread } from './components/forum-thread/forum-thread.js';
export { WidyaProgressCard } from './components/progress-card/progress-card.js';
export { WidyaProvider } from './components/provider/provider.js';
export { WidyaQuestion } from './components/question/question.js';
export { WidyaQuiz } from './components/quiz/quiz.js';
export { WidyaElement, type Status, type WidyaElementConstructor } from './core/widya-element.js';
export type { DetailOf, ErrorDetail, LessonDetail, StatementsDetail, WidyaEventMap } from './core/events.js';
export type { Registry } from './core/registry.js';
export type { LangText, LocaleLoader, LocalizeController, Messages } from './i18n/localize.js';
export { registerLocale } from './i18n/localize.js';
export { defineLessonKind, lessonKinds } from './lessons/registry.js';
export type { LessonHost, LessonKind, LessonView, LessonViewModule } from './lessons/kind.js';
export { defineQuestionKind, questionKinds } from './questions/registry.js';
export type { AnswerState, Grade, Question, QuestionHost, QuestionKind, QuestionViewModule } from './questions/kind.js';
export type { Block, Course, Entry, Lesson } from './model/course.js';
export { parseCourse } from './model/course.js';
export * from './sdk/index.js';
