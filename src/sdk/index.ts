// The SDK: xAPI over fetch, usable without one DOM element. Components, model and Lit are elsewhere.
export type { AttachmentInit } from './attachments.js';
export { attach } from './attachments.js';
export type { AuthProvider, AuthState, Principal, Role } from './auth.js';
export { roles } from './auth.js';
export { makeBackup, restoreBackup } from './backup.js';
export type {
  ActivityProfileKey,
  AgentProfileKey,
  LrsClientOptions,
  LrsDocument,
  RequestOptions,
  SaveOptions,
  StateKey,
  StatementPage,
  WriteOptions,
  XapiVersion,
} from './client.js';
export { LrsClient, voiding } from './client.js';
export { toDuration } from './duration.js';
export { fromDuration } from './from-duration.js';
export type { ErrorCode, WidyaErrorInit } from './errors.js';
export { errorCodes, WidyaError } from './errors.js';
export type { AttachmentFile } from './multipart.js';
export type { FrameOptions } from './frame-host.js';
export { lendToFrame } from './frame-host.js';
export type { GuestOptions } from './frame-guest.js';
export { frameService } from './frame-guest.js';
export type { Launch, LaunchOptions } from './launch.js';
export { readActor, readLaunch } from './launch.js';
export type { OidcAuthOptions } from './oidc.js';
export { oidcAuth } from './oidc.js';
export type { OutboxEvent, OutboxOptions, SyncState } from './outbox.js';
export { Outbox } from './outbox.js';
export type { Capabilities, Lack, ProbeOptions } from './probe.js';
export { lacksOf, probe } from './probe.js';
export type { Draft, Service, ServiceEvent, ServiceOptions } from './service.js';
export { createService } from './service.js';
export type { SessionAuthOptions } from './session.js';
export { fixedAuth, sessionAuth } from './session.js';
export type * from './statement.js';
export { ifiOf } from './statement.js';
export type { DocumentKey, DocumentPatch, OutboxRow, RowStore } from './store.js';
export { memoryStore, openStore } from './store.js';
export type { TokenAuthOptions } from './token.js';
export { basicAuth, headerAuth, tokenAuth } from './token.js';
export { uuid } from './uuid.js';
export { uuidFrom } from './uuid-from.js';
export { activityTypes, extensions, ns, verbs } from './verbs.js';
