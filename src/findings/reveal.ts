/** The one switch between masked and clear secrets in reports. */

import type { Secret } from '../model/secret.ts';

/** How a report writes a secret: its mask, or its value where --show-secrets asked for exactly that. */
export const revealFor = (showSecrets: boolean): ((secret: Secret) => string) =>
  showSecrets ? secret => secret.reveal() : secret => secret.masked;
