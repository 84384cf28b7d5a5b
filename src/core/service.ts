// The context by which a provider lends its service to the elements below it. Two bundles on a page share it.
import { createContext } from '@lit/context';
import type { Service } from '../sdk/service.js';

export type { DocumentPatch, Draft, Service, ServiceEvent } from '../sdk/service.js';

export const serviceContext = createContext<Service | undefined>(Symbol.for('widya:service@1'));
