// What valibot does for our schemas, in a third of its size: the files for script tags (cdn/) are built with this in its place, since
// every page that has a quiz or a course pays for it. npm's files import valibot itself. Same names, same shapes, same answers, for as
// much of it as the schemas here use; test/model/checks.test.ts holds the two against each other.

type Path = { key: PropertyKey; [more: string]: unknown }[];
interface Issue {
  kind: string;
  type: string;
  input: unknown;
  expected: string | null;
  received: string;
  message: string;
  path?: Path | undefined;
  issues?: Issue[] | undefined;
}
interface Dataset {
  value: unknown;
  typed?: boolean;
  issues?: Issue[];
}
interface Step {
  kind: 'schema' | 'validation';
  type: string;
  expects: string | null;
  message?: string | undefined;
  '~run'(data: Dataset): Dataset;
}
type Entries = Record<string, Step>;
interface Shaped extends Step {
  entries: Entries;
}

const word = (value: unknown): string =>
  typeof value === 'string'
    ? `"${value}"`
    : typeof value === 'object'
      ? ((value && (Object.getPrototypeOf(value) as object | null)?.constructor.name) ?? 'null')
      : typeof value === 'function'
        ? 'Function'
        : String(value);
const either = (words: readonly (string | null)[]): string =>
  words.length > 1 ? `(${[...new Set(words)].join(' | ')})` : (words[0] ?? 'never');

function complain(step: Step, data: Dataset, more: Partial<Issue> = {}): Dataset {
  const input = 'input' in more ? more.input : data.value;
  const expected = more.expected ?? step.expects;
  const received = more.received ?? word(input);
  if (step.kind === 'schema') data.typed = false;
  (data.issues ??= []).push({
    kind: step.kind,
    type: step.type,
    input,
    expected,
    received,
    message:
      step.message ??
      `Invalid ${more.path ? 'key' : step.kind === 'schema' ? 'type' : step.type}: ${expected ? `Expected ${expected} but r` : 'R'}eceived ${received}`,
    path: more.path,
    issues: more.issues,
  });
  return data;
}

/** A type: `test` says whether the value is of it; with `then` its parts are looked at. */
const schema = (
  type: string,
  expects: string,
  test: (value: unknown) => boolean,
  message?: string,
  then?: (data: Dataset, own: Step) => void,
): Step => ({
  kind: 'schema',
  type,
  expects,
  message,
  '~run'(data) {
    if (!test(data.value)) return complain(this, data);
    data.typed = true;
    then?.(data, this);
    return data;
  },
});
/** A rule for a value that is of the right type. */
const rule = (
  type: string,
  expects: string | null,
  test: (value: never) => boolean,
  message?: string,
  received?: (value: never) => string,
): Step => ({
  kind: 'validation',
  type,
  expects,
  message,
  '~run'(data) {
    return data.typed && !test(data.value as never)
      ? complain(this, data, received && { received: received(data.value as never) })
      : data;
  },
});

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const own = (value: object, key: string): boolean =>
  Object.hasOwn(value, key) && !/^(?:__proto__|prototype|constructor)$/.test(key);
/** Looks at a part; what is wrong with it is wrong with the whole, one step deeper. */
function part(data: Dataset, step: Step, key: PropertyKey, value: unknown): unknown {
  const of = step['~run']({ value });
  for (const issue of of.issues ?? []) {
    (issue.path ??= []).unshift({ key });
    (data.issues ??= []).push(issue);
  }
  if (!of.typed) data.typed = false;
  return of.value;
}

export const unknown = (): Step => schema('unknown', 'unknown', () => true);
export const string = (message?: string): Step => schema('string', 'string', (x) => typeof x === 'string', message);
export const boolean = (message?: string): Step => schema('boolean', 'boolean', (x) => typeof x === 'boolean', message);
export const number = (message?: string): Step =>
  schema('number', 'number', (x) => typeof x === 'number' && !Number.isNaN(x), message);
export const literal = (value: unknown, message?: string): Step =>
  schema('literal', word(value), (x) => x === value, message);
export const picklist = (options: readonly unknown[], message?: string): Step =>
  schema('picklist', either(options.map(word)), (x) => options.includes(x), message);
export const optional = (wrapped: Step): Step => ({
  ...schema('optional', `(${wrapped.expects ?? ''} | undefined)`, () => true),
  '~run'(data) {
    if (data.value !== undefined) return wrapped['~run'](data);
    data.typed = true;
    return data;
  },
});
export const array = (item: Step, message?: string): Step =>
  schema('array', 'Array', Array.isArray, message, (data) => {
    data.value = Array.from(data.value as unknown[], (value, i) => part(data, item, i, value));
  });
export const record = (key: Step, value: Step, message?: string): Step =>
  schema('record', 'Object', isObject, message, (data) => {
    const input = data.value as Record<string, unknown>;
    data.value = Object.fromEntries(
      Object.keys(input)
        .filter((k) => own(input, k))
        .map((k) => [part(data, key, k, k), part(data, value, k, input[k])]),
    );
  });

const shaped =
  (
    type: string,
    rest: (data: Dataset, step: Step, key: string, value: unknown, out: Record<string, unknown>) => unknown,
  ) =>
  (entries: Entries, message?: string, known = Object.entries(entries)): Shaped => ({
    entries,
    ...schema(type, 'Object', isObject, message, (data, step) => {
      const input = data.value as Record<string, unknown>;
      const out: Record<string, unknown> = {};
      for (const [key, entry] of known)
        if (key in input) out[key] = part(data, entry, key, input[key]);
        else if (entry.type !== 'optional')
          complain(step, data, { input: undefined, expected: `"${key}"`, path: [{ key }] });
      for (const key in input) if (!Object.hasOwn(entries, key) && rest(data, step, key, input[key], out)) break;
      data.value = out;
    }),
  });
export const object = shaped('object', () => true);
export const looseObject = shaped('loose_object', (data, _, key, value, out) => {
  if (own(data.value as object, key)) out[key] = value;
});
export const strictObject = shaped('strict_object', (data, step, key) =>
  complain(step, data, { input: key, expected: 'never', path: [{ key }] }),
);

const all = (tried: readonly Dataset[]): Issue[] => tried.flatMap((t) => t.issues ?? []);
export const union = (options: readonly Step[], message?: string): Step => ({
  ...schema('union', either(options.map((o) => o.expects)), () => true, message),
  '~run'(data) {
    const tried: Dataset[] = [];
    for (const o of options) {
      const one = o['~run']({ value: data.value });
      if (one.typed && !one.issues) return one;
      tried.push(one);
    }
    const typed = tried.filter((t) => t.typed);
    const list = typed.length > 0 ? typed : tried;
    if (list.length === 1 && list[0]) return list[0];
    complain(this, data, { issues: all(list) });
    data.typed = typed.length > 0;
    return data;
  },
});
/** Objects told apart by one key. */
export const variant = (key: string, options: readonly Shaped[], message?: string): Step => ({
  ...schema('variant', 'Object', isObject, message),
  '~run'(data) {
    if (!isObject(data.value)) return complain(this, data);
    const value = data.value[key];
    const fits = options.find((o) => !o.entries[key]?.['~run']({ value }).issues);
    return fits
      ? fits['~run'](data)
      : complain(this, data, {
          input: value,
          expected: either(options.map((o) => o.entries[key]?.expects ?? null)),
          path: [{ key }],
        });
  },
});

export const pipe = (first: Step, ...rest: Step[]): Step => ({
  ...first,
  '~run'(data) {
    let out = first['~run'](data);
    for (const step of rest) {
      if (out.issues && step.kind === 'schema') {
        out.typed = false;
        break;
      }
      out = step['~run'](out);
    }
    return out;
  },
});
export const check = (test: (value: never) => boolean, message?: string): Step => rule('input', null, test, message);
export const regex = (pattern: RegExp, message?: string): Step =>
  rule('format', String(pattern), (x: string) => pattern.test(x), message);
export const integer = (message?: string): Step => rule('integer', null, Number.isInteger, message);
export const minValue = (n: number, message?: string): Step => rule('value', `>=${n}`, (x: number) => x >= n, message);
export const maxValue = (n: number, message?: string): Step => rule('value', `<=${n}`, (x: number) => x <= n, message);
export const gtValue = (n: number, message?: string): Step => rule('value', `>${n}`, (x: number) => x > n, message);
export const minLength = (n: number, message?: string): Step =>
  rule(
    'length',
    `>=${n}`,
    (x: string) => x.length >= n,
    message,
    (x: string) => String(x.length),
  );
export const rawCheck = (
  action: (c: { dataset: Dataset; addIssue: (issue: { message: string; path: Path }) => void }) => void,
): Step => ({
  kind: 'validation',
  type: 'input',
  expects: null,
  '~run'(data) {
    action({
      dataset: data,
      addIssue: ({ message, path }) => complain({ ...this, message }, data, { path }),
    });
    return data;
  },
});
/** What a check of the whole finds is said of the part. */
export const forward = (step: Step, path: readonly string[]): Step => ({
  ...step,
  '~run'(data) {
    const before = data.issues?.length ?? 0;
    const out = step['~run'](data);
    for (const issue of out.issues?.slice(before) ?? [])
      issue.path = [...(issue.path ?? []), ...path.map((key) => ({ key }))];
    return out;
  },
});

export function safeParse(step: Step, value: unknown) {
  const { typed, value: output, issues } = step['~run']({ value });
  return { typed, success: !issues, output, issues };
}
