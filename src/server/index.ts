// The server's door: what runs anywhere a Request and a Response exist. Node's own parts are in node.ts.
export { createApp, type App, type AppOptions, type Person } from './app.js';
export { createCmi5, type Cmi5, type Cmi5Options, type HostedCourse } from './cmi5/service.js';
export { createEmbed, type EmbedOptions } from './embed.js';
export { createGrading, type Exam, type Grading, type GradingOptions } from './grading/grading.js';
export { basicPrincipal, parseCredential, type Credential } from './access/credentials.js';
export {
  authorizeXapi,
  type AccessOptions,
  type DenialCode,
  type KnownStatement,
  type Verdict,
  type XapiAsk,
} from './access/authorize.js';
export { scopes, type LrsPrincipal, type Scope } from './access/principal.js';
export type { UpstreamOptions } from './lrs/upstream.js';
export type { RateOptions } from './access/rate.js';
export type { TokenOptions } from './access/tokens.js';
export type { RequestEntry } from './metrics.js';
export { createLrs, type Limits, type Lrs, type LrsOptions } from './lrs/lrs.js';
export { createRollup, type Rollup, type RollupOptions, type StaffMember } from './reports/rollup.js';
export { memoryStorage } from './storage/memory.js';
export type {
  AttachmentRow,
  DocumentScope,
  InsertResult,
  NewStatement,
  Ref,
  StatementFilter,
  Storage,
  StoredDocument,
  StoredRow,
} from './storage/port.js';
