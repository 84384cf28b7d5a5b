// A schema of a plugin, of whatever library, as one that our checks take: valibot's in npm, model/checks.ts in the script-tag build.

interface Data {
  value: unknown;
  typed?: boolean;
  issues?: unknown[];
}
interface StandardIssue {
  message: string;
  path?: readonly (PropertyKey | { key: PropertyKey })[] | undefined;
}

/** Whether it is one that we can ask. */
export const isSchema = (schema: unknown): boolean =>
  typeof (schema as { '~standard'?: { validate?: unknown } } | null)?.['~standard']?.validate === 'function' ||
  typeof (schema as { '~run'?: unknown } | null)?.['~run'] === 'function';

/** @param failed told when the schema itself breaks: the data then passes as it is, and the rest of the file with it */
export function asStep(schema: unknown, failed: (cause: unknown) => void): unknown {
  const standard = (schema as { '~standard'?: { validate?: (value: unknown) => unknown } } | null)?.['~standard'];
  const own = (schema as { '~run'?: unknown } | null)?.['~run'];
  // Made with the checks of this build.
  if (!standard && typeof own === 'function') return schema;
  const issue = (message: string, path: readonly { key: PropertyKey }[] | undefined) => ({
    kind: 'validation',
    type: 'plugin',
    input: undefined,
    expected: null,
    received: '',
    message,
    path,
  });
  return {
    kind: 'schema',
    type: 'plugin',
    expects: 'unknown',
    async: false,
    '~run'(data: Data) {
      const fail = (issues: unknown[]) =>
        Object.assign(data, { typed: false, issues: [...(data.issues ?? []), ...issues] });
      try {
        const result = standard?.validate?.(structuredClone(data.value)) as
          { value?: unknown; issues?: readonly StandardIssue[] } | Promise<unknown>;
        if (result instanceof Promise) throw new TypeError('the schema is asynchronous');
        if (result.issues)
          return fail(
            result.issues.map((i) =>
              issue(
                i.message,
                i.path?.map((p) => (typeof p === 'object' ? { key: p.key } : { key: p })),
              ),
            ),
          );
        return Object.assign(data, { typed: true, value: result.value });
      } catch (cause) {
        failed(cause);
        return Object.assign(data, { typed: true });
      }
    },
  };
}

/** Takes everything as it is. */
export const anything: unknown = {
  kind: 'schema',
  type: 'plugin',
  expects: 'unknown',
  async: false,
  '~run': (data: Data) => Object.assign(data, { typed: true }),
};
