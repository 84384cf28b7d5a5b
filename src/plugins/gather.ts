// What plugins lend a provider: who is signed in, how requests travel, where records wait. It waits for those that come late.
import type { Registry } from '../core/registry.js';
import type { AuthProvider } from '../sdk/auth.js';
import type { ServiceOptions } from '../sdk/service.js';
import type { ProviderOptions } from './plugin.js';
import { ways } from './shelves.js';

async function once<T extends { name: string }>(registry: Registry<T>, name: string): Promise<T> {
  if (!registry.has(name))
    await new Promise<void>((resolve) => {
      const stop = registry.onRegister((come) => {
        if (come !== name) return;
        stop();
        resolve();
      });
    });
  return (await registry.get(name)) as T;
}

/** @throws what the plugin throws while it loads */
export async function gather(
  names: { identity: string; transport: string; store: string },
  options: ProviderOptions,
): Promise<Pick<ServiceOptions, 'fetch' | 'store'> & { auth?: AuthProvider }> {
  const [identity, transport, store] = await Promise.all([
    names.identity ? once(ways.identities, names.identity).then((w) => w.load()) : undefined,
    names.transport ? once(ways.transports, names.transport).then((w) => w.load()) : undefined,
    names.store ? once(ways.stores, names.store).then((w) => w.load()) : undefined,
  ]);
  return {
    ...(identity ? { auth: identity(options) } : {}),
    ...(transport ? { fetch: transport(options) } : {}),
    ...(store ? { store } : {}),
  };
}
