// Tallies as they are kept in the LRS: every IRI once, in a list, and its place in the list wherever it stands.
import type { Enrolment, Tally } from './tally.js';

type Packed = Omit<Enrolment, 'k' | 'q'> & {
  k?: [number, number];
  /** Quiz → when, then places of items, those that were right and those that were not. */
  q?: Record<string, [number, number[], number[]]>;
};
interface PackedTally extends Omit<Tally, 'c' | 'u' | 'o'> {
  c: Record<string, Packed>;
  u?: [number, number];
  o?: Record<string, [number, number, number]>;
}
export interface ShardDocument {
  v: 1;
  /** Everything stored until then is in it; as the LRS writes it. */
  through: string;
  iris: string[];
  people: Record<string, PackedTally>;
}

export function pack(through: string, people: ReadonlyMap<string, Tally>): ShardDocument {
  const places = new Map<string, number>();
  const place = (iri: string): number => {
    let n = places.get(iri);
    if (n === undefined) places.set(iri, (n = places.size));
    return n;
  };
  const keyed = <A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> =>
    Object.fromEntries(Object.entries(record).map(([iri, value]) => [place(iri), map(value)]));
  const packed = [...people].map(([key, { c, u, o, ...rest }]): [string, PackedTally] => [
    key,
    {
      ...rest,
      c: keyed(c, ({ k, q, ...e }) => ({
        ...e,
        ...(k ? { k: [k[0], place(k[1])] } : {}),
        ...(q
          ? {
              q: keyed(q, ([at, answers]) => {
                const having = (right: 0 | 1) =>
                  Object.keys(answers)
                    .filter((item) => answers[item] === right)
                    .map(place);
                return [at, having(1), having(0)];
              }),
            }
          : {}),
      })),
      ...(u ? { u: [u[0], place(u[1])] } : {}),
      ...(o ? { o: keyed(o, (value) => value) } : {}),
    },
  ]);
  return { v: 1, through, people: Object.fromEntries(packed), iris: [...places.keys()] };
}

export function unpack({ iris, people }: ShardDocument): Map<string, Tally> {
  const iri = (n: number): string => iris[n] ?? '';
  const keyed = <A, B>(record: Record<string, A>, map: (value: A) => B): Record<string, B> =>
    Object.fromEntries(Object.entries(record).map(([n, value]) => [iri(Number(n)), map(value)]));
  return new Map(
    Object.entries(people).map(([key, { c, u, o, ...rest }]): [string, Tally] => [
      key,
      {
        ...rest,
        c: keyed(c, ({ k, q, ...e }) => ({
          ...e,
          ...(k ? { k: [k[0], iri(k[1])] } : {}),
          ...(q
            ? {
                q: keyed(q, ([at, right, wrong]): [number, Record<string, 0 | 1>] => [
                  at,
                  Object.fromEntries([
                    ...right.map((n): [string, 1] => [iri(n), 1]),
                    ...wrong.map((n): [string, 0] => [iri(n), 0]),
                  ]),
                ]),
              }
            : {}),
        })),
        ...(u ? { u: [u[0], iri(u[1])] } : {}),
        ...(o ? { o: keyed(o, (value) => value) } : {}),
      },
    ]),
  );
}
