/** Every report format by its name, loaded when it is asked for. Written by `npm run gen` from this folder. */

export const reporters = {
  json: () => import('./json.ts'),
  jsonl: () => import('./jsonl.ts'),
  sarif: () => import('./sarif.ts'),
  text: () => import('./text.ts'),
} as const;

export type Format = keyof typeof reporters;
