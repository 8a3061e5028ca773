/** Node's crypto, loaded when it is first needed: it takes milliseconds, and most runs hash nothing. */

import { getBuiltinModule } from 'node:process';

export const lazyCrypto = (): typeof import('node:crypto') => getBuiltinModule('node:crypto');
