import { WidyaQuestion } from '../components/question/question.js';

WidyaQuestion.define();

export { WidyaQuestion };
