// The only error the SDK throws, and the closed list of its codes. Wording for people lives in i18n; docs/errors.md explains each.

export const errorCodes = [
  'lrs/network',
  'lrs/timeout',
  'lrs/aborted',
  'lrs/unauthorized',
  'lrs/forbidden',
  'lrs/not-found',
  'lrs/conflict',
  'lrs/precondition',
  'lrs/too-large',
  'lrs/throttled',
  'lrs/bad-request',
  'lrs/server',
  'lrs/bad-response',
  'lrs/foreign-link',
  'lrs/redirected',
  'lrs/misconfigured',
  'auth/signed-out',
  'auth/unreachable',
  'auth/insecure',
  'launch/invalid',
  'launch/forbidden',
  'launch/refused',
  'data/network',
  'data/not-found',
  'data/not-json',
  'data/invalid',
  'lesson/unknown-kind',
  'lesson/no-content-host',
  'lesson/no-room',
  'question/unknown-kind',
  'quiz/needs-server',
  'component/failed',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export interface WidyaErrorInit {
  status?: number;
  retryable?: boolean;
  cause?: unknown;
  /** Milliseconds the server asked us to wait (Retry-After). */
  retryAfter?: number;
  /** Where in the data the fault is, e.g. `course.json: lessons[2].kind`. */
  place?: string;
}

/** Every failure that leaves the SDK. `message` is for developers; components show the wording of `code` in the reader's language. */
export class WidyaError extends Error {
  override readonly name = 'WidyaError';
  readonly code: ErrorCode;
  readonly status: number | undefined;
  readonly retryable: boolean;
  readonly retryAfter: number | undefined;
  readonly place: string | undefined;

  constructor(code: ErrorCode, message: string, init: WidyaErrorInit = {}) {
    super(message, init.cause === undefined ? undefined : { cause: init.cause });
    this.code = code;
    this.status = init.status;
    this.retryable = init.retryable ?? false;
    this.retryAfter = init.retryAfter;
    this.place = init.place;
  }
}
