// What content keeps to go on later: one State document per lesson, merged key by key, with a copy on the device for days without
// a network.
import type { Service } from '../../core/service.js';
import type { DocumentKey } from '../../sdk/service.js';
import { atMost, PATIENCE } from '../../core/patience.js';
import { ns } from '../../sdk/verbs.js';

export const contentStateId = `${ns}/state/content`;

export class ContentState {
  #values: Record<string, unknown>;
  #service: Service | undefined;
  #key: DocumentKey;
  #memory: string;

  private constructor(service: Service | undefined, key: DocumentKey, memory: string, values: Record<string, unknown>) {
    this.#service = service;
    this.#key = key;
    this.#memory = memory;
    this.#values = values;
  }

  /**
   * The server's document over what this device remembers, under what it has yet to send.
   * @param service undefined when nothing is to be kept beyond this visit
   */
  static async open(service: Service | undefined, activityId: string, registration: string): Promise<ContentState> {
    const key: DocumentKey = { resource: 'state', activityId, stateId: contentStateId, registration };
    const memory = `widya:content:${service?.endpoint ?? ''}|${service?.principal?.subject ?? ''}|${registration}|${activityId}`;
    if (!service?.principal) return new ContentState(undefined, key, memory, {});
    const remembered = recall(memory);
    // What is on its way goes first: a document that is only about to be there would be looked for in vain.
    if (service.pendingPatches(key).length > 0) await atMost(PATIENCE, service.flush());
    const stored = await service.readDocument<Record<string, unknown>>(key).catch(() => undefined);
    const values = Object.assign({}, remembered, stored, ...service.pendingPatches(key)) as Record<string, unknown>;
    if (stored !== undefined) remember(memory, values);
    return new ContentState(service, key, memory, values);
  }

  get(key: string): unknown {
    return this.#values[key];
  }
  get keys(): string[] {
    return Object.keys(this.#values).filter((k) => this.#values[k] !== null);
  }

  /** Settles when it is on the device. @param value null forgets it */
  async set(key: string, value: unknown): Promise<void> {
    this.#values[key] = value;
    const service = this.#service;
    if (!service) return;
    remember(this.#memory, this.#values);
    await service.saveDocument({ ...this.#key, patch: { [key]: value } }).catch(() => undefined); // signed out meanwhile
  }
}

function remember(memory: string, values: Record<string, unknown>): void {
  try {
    localStorage.setItem(memory, JSON.stringify(values));
  } catch {
    // No room: the queue has it until the server does.
  }
}

function recall(memory: string): Record<string, unknown> {
  try {
    const value = JSON.parse(localStorage.getItem(memory) ?? '{}') as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
