/** What a thread needs to scan, as a run with default settings asks for it. */

import type { ContextRequest } from '../../src/engine/context.ts';

export const makeRequest = (fields: Partial<ContextRequest> = {}): ContextRequest => ({
  customRules: [],
  choice: {},
  allow: [],
  minConfidence: 'medium',
  inlineIgnore: true,
  archives: true,
  explain: false,
  ignoresNeedTrust: false,
  today: '2026-11-23',
  ...fields,
});
