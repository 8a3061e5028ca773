/** Access key ids of AWS: the account that one belongs to stands in it, and some accounts are traps. */

import type { Candidate } from './candidate.ts';
import type { Decoded } from './decoded.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Accounts that issue canary tokens; who uses one of their keys is told on. Published in https://trufflesecurity.com/blog/canaries and by users since. */
const CANARY_ACCOUNTS: ReadonlySet<string> = new Set(
  '052310077262 171436882533 266735846894 534261010715 595918472158 717712589309 730335385048 819147034852 893192397702 992382622183'.split(
    ' ',
  ),
);

/**
 * The account number in an id of 20 characters. Ids since 2019 hold it in bits 1 to 40 of their base32 part, behind a bit that is set;
 * older ones don't (https://awsteele.com/blog/2020/09/26/aws-access-key-format.html).
 */
export function readAccount(id: string): string | undefined {
  let bits = 0n;
  for (const char of id.slice(4, 14)) {
    const digit = BASE32.indexOf(char);
    if (digit < 0) return undefined;
    bits = (bits << 5n) | BigInt(digit);
  }
  if (id.length < 14 || bits >> 49n === 0n) return undefined;
  return String((bits >> 9n) & ((1n << 40n) - 1n)).padStart(12, '0');
}

export function decodeAwsId({ value }: Candidate): Decoded {
  const account = readAccount(value);
  if (account === undefined || account.length > 12) return { notes: [] };
  if (!CANARY_ACCOUNTS.has(account)) return { notes: [`AWS account ${account}`] };
  return {
    notes: [`a canary token of AWS account ${account}: it opens nothing, and its use raises an alarm`],
    severity: 'low',
  };
}
