/** Findings and values to test with; random-looking, made from a seed, never a live credential. */

import type { Finding } from '../../src/model/finding.ts';
import type { Confidence, RuleSpec, Severity } from '../../src/model/rule.ts';
import { Secret } from '../../src/model/secret.ts';

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** A token that nobody can guess, the same for the same seed. */
export function sampleToken(seed: number, length = 32, alphabet = letters): string {
  let state = (seed * 2_654_435_761) >>> 0;
  let token = '';
  while (token.length < length) {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e3779b9) >>> 0;
    token += alphabet[(state ^ (state >>> 13)) % alphabet.length] ?? '';
  }
  return token;
}

export interface SampleFinding {
  readonly value?: string;
  readonly rule?: string;
  readonly aliases?: readonly string[];
  readonly severity?: Severity;
  readonly confidence?: Confidence;
  readonly path?: string;
  readonly line?: number;
  readonly column?: number;
  readonly endLine?: number;
  readonly fingerprint?: string;
  readonly decoded?: boolean;
}

export function sampleFinding(sample: SampleFinding = {}): Finding {
  const {
    value = sampleToken(1),
    severity = 'high',
    confidence = 'high',
    path = 'src/app.ts',
    line = 3,
    column = 10,
  } = sample;
  return {
    kind: 'secret',
    rule: sampleRule(sample.rule ?? 'acme-api-key', sample.aliases ?? []),
    severity,
    confidence,
    secret: new Secret(value),
    secretId: Buffer.from(value).toString('hex').slice(0, 64),
    at: {
      origin: { kind: 'file', path },
      path,
      layers: sample.decoded ? [{ kind: 'encoding', name: 'utf-16le' }] : [],
      line,
      column,
      endLine: sample.endLine ?? line,
      endColumn: column + value.length,
    },
    excerpt: '',
    notes: [],
    ...(sample.fingerprint !== undefined && { fingerprint: sample.fingerprint }),
  };
}

function sampleRule(id: string, aliases: readonly string[]): RuleSpec {
  return {
    id,
    provider: 'Acme',
    title: 'Acme API key',
    severity: 'high',
    confidence: 'high',
    why: 'It opens the door.',
    fix: 'Change the lock.',
    cwe: [798],
    anchor: { prefix: ['acme_'], marker: [], offset: 0, words: [], place: 'name', distance: 0 },
    pattern: 'acme_[a-z]+',
    flags: '',
    minLength: 1,
    maxLength: 64,
    solid: 'no',
    tail: 0,
    boundary: 'token',
    public: false,
    generic: false,
    beats: [],
    parts: [],
    aliases,
    kinds: [],
    examples: [],
    source: { url: 'https://acme.example/', date: '2026-01-01' },
    samples: [],
    nearMisses: [],
    custom: false,
  };
}

/** The ways in which a text could give a value away. */
export function spellings(value: string): string[] {
  const bytes = Buffer.from(value);
  return [
    value,
    value.toLowerCase(),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    encodeURIComponent(value),
  ];
}
