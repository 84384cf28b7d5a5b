import { WidyaSyncStatus } from '../components/sync-status/sync-status.js';

WidyaSyncStatus.define();

export { WidyaSyncStatus };
