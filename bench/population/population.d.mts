export interface PopulationOptions {
  people?: number;
  units?: number;
  courses?: number;
  lessons?: number;
  items?: number;
  seed?: number;
  year?: number;
}
export interface Population {
  people: number;
  staff(): Iterable<unknown>;
  of(person: number): Iterable<unknown>;
  statements(window?: number): Iterable<unknown>;
  unitIri(n: number): string;
  courseIri(n: number): string;
  agentOf(person: number): unknown;
}
export function population(options?: PopulationOptions): Population;
