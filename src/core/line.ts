// What the browser says of the line: whether to be sparing with it.

interface Connection {
  saveData?: boolean;
  effectiveType?: string;
}

/** The person saves data, or the line is as thin as 2g. False where the browser does not say. */
export function thinLine(): boolean {
  const { connection } = navigator as { connection?: Connection };
  return connection?.saveData === true || /2g$/.test(connection?.effectiveType ?? '');
}
