/** What a decoder says of a value: that it is none, or what was learnt from it. */

import type { DropReason } from '../model/match.ts';
import type { Confidence, Severity } from '../model/rule.ts';

export type Decoded =
  | { readonly drop: DropReason }
  | {
      readonly notes: readonly string[];
      /** Instead of the rule's, where the content says how much harm it can do. */
      readonly severity?: Severity;
      readonly confidence?: Confidence;
    };
