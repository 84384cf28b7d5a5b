// The context protocol (webcomponents-cg, "Context") from the side of who asks: a tenth of what a general library for it weighs.
import type { ContextCallback, ContextType } from '@lit/context';
import { serviceContext } from './service.js';

type Value = ContextType<typeof serviceContext>;

/** A question for the service that goes up the tree until a provider answers. */
export class ServiceRequest extends Event {
  readonly context = serviceContext;
  readonly contextTarget: Element;
  readonly callback: ContextCallback<Value>;
  readonly subscribe: boolean;
  constructor(contextTarget: Element, callback: ContextCallback<Value>, subscribe = true) {
    super('context-request', { bubbles: true, composed: true });
    this.contextTarget = contextTarget;
    this.callback = callback;
    this.subscribe = subscribe;
  }
}

type Asked = HTMLElementEventMap['context-request'];
let waiting: [WeakRef<Element>, WeakRef<Asked['callback']>][] | undefined;

/** Keeps questions that nobody answers yet, and asks again once a provider comes: tags may be defined in any order. */
export function ensureContextRoot(): void {
  if (waiting || typeof document === 'undefined') return;
  waiting = [];
  const root = document.documentElement;
  root.addEventListener('context-request', ({ context, subscribe, contextTarget, callback }) => {
    const known = waiting?.some(([e, c]) => e.deref() === contextTarget && c.deref() === callback);
    if (context === serviceContext && subscribe && !known)
      waiting?.push([new WeakRef(contextTarget), new WeakRef(callback)]);
  });
  root.addEventListener('context-provider', ({ context }) => {
    if (context !== serviceContext) return;
    for (const [element, callback] of waiting?.splice(0) ?? []) {
      const [target, back] = [element.deref(), callback.deref()];
      if (target && back) target.dispatchEvent(new ServiceRequest(target, back as ContextCallback<Value>));
    }
  });
}
