import { WidyaQuiz } from '../components/quiz/quiz.js';

WidyaQuiz.define();

export { WidyaQuiz };
