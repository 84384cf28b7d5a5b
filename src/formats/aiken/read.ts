// AIKEN: a line of text, options `A)` or `A.`, and `ANSWER: A`. One choice, plain text.
import { textOf, emptyImport, Ids, type ImportedQuiz } from '../format.js';
import { escapeMarkdown } from '../markup.js';

const option = /^([A-Z])[).]\s*(.*)$/;
const answer = /^ANSWER:\s*(.*)$/;

export function readAiken(data: Uint8Array, name: string): ImportedQuiz {
  const result = emptyImport();
  const ids = new Ids();
  let stem: string[] = [];
  let options: { letter: string; text: string }[] = [];
  let line = 0;
  let start = 0;
  const skip = (message: string, at: number) =>
    result.warnings.push({
      severity: 'skipped',
      message,
      line: at,
      ...(stem[0] ? { question: stem[0].slice(0, 60) } : {}),
    });
  const reset = () => {
    stem = [];
    options = [];
  };
  for (const raw of textOf(data)
    .replace(/^\ufeff/, '')
    .split(/\r\n?|\n/)) {
    line++;
    const text = raw.trim();
    if (text === '') continue;
    const key = answer.exec(text);
    const choice = option.exec(text);
    if (key) {
      const letter = (key[1] ?? '').trim();
      const right = options.find((o) => o.letter === letter);
      if (stem.length === 0) skip('ANSWER: stands without a question', line);
      else if (options.length < 2)
        skip(`has ${options.length === 0 ? 'no options' : 'one option'}; it needs two at least`, start);
      else if (!right) skip(`its answer "${letter}" is none of ${options.map((o) => o.letter).join(', ')}`, line);
      else {
        const optionIds = new Ids();
        const words = stem.join(' ');
        result.questions.push({
          id: ids.of(words),
          kind: 'choice',
          stem: escapeMarkdown(words),
          options: options.map((o) => ({
            id: optionIds.of(o.text),
            text: escapeMarkdown(o.text),
            ...(o === right ? { correct: true } : {}),
          })),
        });
      }
      reset();
    } else if (choice && stem.length > 0) {
      const [, letter = '', words = ''] = choice;
      if (options.some((o) => o.letter === letter)) skip(`has two options "${letter}"`, line);
      else if (words === '') result.warnings.push({ severity: 'changed', message: `option ${letter} is empty`, line });
      else options.push({ letter, text: words });
    } else {
      if (options.length > 0) {
        skip('has no line ANSWER:', start);
        reset();
      }
      if (stem.length === 0) start = line;
      stem.push(text);
    }
  }
  if (stem.length > 0) skip('has no line ANSWER:', start);
  if (result.questions.length === 0 && result.warnings.length === 0)
    result.warnings.push({ severity: 'skipped', message: `${name} has no questions` });
  return result;
}
