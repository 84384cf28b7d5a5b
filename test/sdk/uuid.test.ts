import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { sha1, uuidFrom } from '../../src/sdk/uuid-from.ts';
import { uuid } from '../../src/sdk/uuid.ts';

describe('uuid', () => {
  it('is a version 4 UUID', () =>
    assert.match(uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
  it('gives the known version 5 UUID of a name (namespace URL)', () =>
    assert.equal(uuidFrom('https://www.example.com/'), v5('https://www.example.com/')));
  it('has a SHA-1 equal to the platform’s', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        assert.equal(Buffer.from(sha1(bytes)).toString('hex'), createHash('sha1').update(bytes).digest('hex'));
      }),
    );
  });
});

/** RFC 9562 section 5.5, written once more with the platform’s hash. */
function v5(name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from('6ba7b8119dad11d180b400c04fd430c8', 'hex'))
    .update(name)
    .digest()
    .subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const h = hash.toString('hex');
  return `${h.slice(0, 8)}-${h.slice(8, 12)}-${h.slice(12, 16)}-${h.slice(16, 20)}-${h.slice(20)}`;
}
