/** How much may come of one file, however archives are nested in it: what keeps bombs from going off. */

import { ReadFailure } from '../../model/errors.ts';
import type { ByteStream } from './stream.ts';

export interface ArchiveLimits {
  /** Archives in archives: 1 opens none inside another. */
  readonly maxDepth: number;
  /** In one outermost file. */
  readonly maxMembers: number;
  /** What is kept of one compressed member: it is scanned up to there. */
  readonly maxMemberBytes: number;
  /** Unpacked bytes of an outermost file of this size. */
  maxBytes(fileBytes: number): number;
}

const MiB = 1 << 20;

export const defaultLimits: ArchiveLimits = {
  maxDepth: 4,
  maxMembers: 100_000,
  maxMemberBytes: 256 * MiB,
  // A small file may grow to one large member, and else by no more than real ones do; a large one to what a run may take.
  maxBytes: fileBytes => Math.min(256 * MiB + 256 * fileBytes, Math.max(1024 * MiB, 8 * fileBytes)),
};

export interface Budget {
  readonly limits: ArchiveLimits;
  /** Whether it is used up: then nothing more of the file is looked at. */
  isSpent(): boolean;
  /** Counts a member. Throws ReadFailure when there are too many. */
  countMember(): void;
  /** A stream whose bytes count. Throws ReadFailure when there are too many. */
  meter(stream: ByteStream): ByteStream;
}

export function createBudget(fileBytes: number, limits: ArchiveLimits): Budget {
  const maxBytes = limits.maxBytes(fileBytes);
  let bytes = 0;
  let members = 0;
  const check = (): void => {
    if (members > limits.maxMembers)
      throw new ReadFailure(`holds more than ${limits.maxMembers} members: the rest was not scanned`);
    if (bytes > maxBytes)
      throw new ReadFailure(`unpacks to more than ${Math.floor(maxBytes / MiB)} MiB: the rest was not scanned`);
  };
  return {
    limits,
    isSpent: () => members > limits.maxMembers || bytes > maxBytes,
    countMember() {
      members++;
      check();
    },
    meter: stream => ({
      read(into) {
        check();
        const read = stream.read(into);
        bytes += read;
        check();
        return read;
      },
    }),
  };
}
