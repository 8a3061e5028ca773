/** Put in by the bundler: the version in package.json. */
declare const UNLEAK_VERSION: string | undefined;
