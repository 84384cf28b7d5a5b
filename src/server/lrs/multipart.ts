// The client's multipart code with the LRS's errors (xAPI-Communication 1.5.2).
import { boundaryOf as boundaryIn, readParts as partsOf, type Part } from '../../sdk/multipart.js';
import { bad } from './http.js';

export { writeParts, type Part } from '../../sdk/multipart.js';

/** The boundary of a Content-Type, quoted or not. */
export function boundaryOf(contentType: string): string {
  const boundary = boundaryIn(contentType);
  if (!boundary) throw bad('multipart/mixed needs a boundary', 'Content-Type');
  return boundary;
}

export function readParts(data: Uint8Array, boundary: string): Part[] {
  const parts = partsOf(data, boundary);
  if (!parts) throw bad('the boundary is not in the body, or the body ends too early');
  return parts;
}
