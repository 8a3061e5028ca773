/** The version of the package; a bundle has it put in. */

export const version: string = typeof UNLEAK_VERSION === 'string' ? UNLEAK_VERSION : '0.0.0-source';
