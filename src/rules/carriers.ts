/**
 * The ways in which a value stands in files: what `rules test` and the tests of the pack write samples into.
 *
 * Which carriers fit a rule depends on how it finds its candidates:
 * - by a prefix or a marker alone: all;
 * - by words in the value's own name: those that assign the value to a name;
 * - by words on the line: those, and where the word is a host or a class beside the value;
 * - by words near by or anywhere in the file: those that can hold a second line with the word.
 */

import { codeCarriers } from './code-carriers.ts';
import { dataCarriers } from './data-carriers.ts';

export type { Carrier, Slot } from './carrier.ts';

/** Every carrier. */
export const carriers = [...dataCarriers, ...codeCarriers];
