// dist/schemas: JSON schemas of the files authors write, made from the same valibot schemas that check them.
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { toJsonSchema } from '@valibot/to-json-schema';
import { root } from './lib.mjs';

const load = (path) => import(pathToFileURL(`${root}dist/${path}`).href);
/** What a JSON schema cannot say (ids that point at each other, sums) is left to `widya validate`. */
const convert = (schema) => {
  const json = toJsonSchema(schema, { errorMode: 'ignore', typeMode: 'input' });
  delete json.$schema;
  return json;
};

/** One alternative for each built-in kind, told apart by `kind`; a stranger's kind may have any keys. */
async function byKind(builtins, common) {
  const kinds = [];
  for (const [name, load] of Object.entries(builtins)) {
    const json = convert((await load()).schema);
    json.properties.kind = { const: name };
    json.title = name;
    kinds.push(json);
  }
  const known = Object.keys(builtins);
  return {
    type: 'object',
    required: common,
    properties: { kind: { type: 'string', examples: known } },
    allOf: kinds.map((schema) => ({
      if: { properties: { kind: { const: schema.title } }, required: ['kind'] },
      then: schema,
    })),
  };
}

export async function writeSchemas() {
  const { quizSchema } = await load('model/quiz-file.js');
  const { blockSchema, courseSchema } = await load('model/course.js');
  const { builtins: questions } = await load('questions/builtins.js');
  const { builtins: lessons } = await load('lessons/builtins.js');
  const quiz = convert(quizSchema);
  quiz.properties.questions = { type: 'array', items: await byKind(questions, ['id', 'kind', 'stem']) };
  const course = convert(courseSchema);
  const lesson = await byKind(lessons, ['id', 'title']);
  course.properties.lessons = { type: 'array', items: { $ref: '#/$defs/entry' } };
  const block = convert(blockSchema);
  block.properties.lessons = course.properties.lessons;
  course.$defs = {
    ...course.$defs,
    entry: { if: { required: ['lessons'] }, then: { $ref: '#/$defs/block' }, else: lesson },
    block,
  };
  mkdirSync(`${root}dist/schemas`, { recursive: true });
  for (const [name, schema, title] of [
    ['quiz', quiz, 'A quiz of Widya'],
    ['course', course, 'A course of Widya'],
  ]) {
    const json = { $schema: 'http://json-schema.org/draft-07/schema#', title, ...schema };
    writeFileSync(`${root}dist/schemas/${name}.json`, `${JSON.stringify(json, null, 2)}\n`);
  }
}
