/** Buffer's own slices, which Node's types leave out: one call into the runtime instead of a switch over encodings. */
interface Buffer {
  latin1Slice(start?: number, end?: number): string;
}
