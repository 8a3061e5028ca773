/** Node's zlib, loaded when it is first needed: few trees hold anything compressed. */

import { getBuiltinModule } from 'node:process';

export const lazyZlib = (): typeof import('node:zlib') => getBuiltinModule('node:zlib');
