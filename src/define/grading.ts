import { WidyaGrading } from '../components/grading/grading.js';

WidyaGrading.define();

export { WidyaGrading };
