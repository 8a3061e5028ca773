/**
 * The ways in which a value stands in files: what `rules test` and the tests of the pack write samples into.
 *
 * Which carriers fit a rule depends on how it finds its candidates:
 * - by a prefix or a marker alone: all;
 * - by words in the value's own name: those that assign the value to a name;
 * - by words on the line: those, and where the word is a host or a class beside the value;
 * - by words near by or anywhere in the file: those that can hold a second line with the word.
 */

import type { Kind } from '../model/unit.ts';

/** What a carrier writes down. */
export interface Slot {
  /** In upper case with underscores: `OPENAI_API_KEY`. */
  readonly name: string;
  /** Escaped where the carrier asks for it. */
  readonly value: string;
  /** A provider's name as a class: `OpenAi`. */
  readonly provider: string;
  readonly host: string;
  /** A URL to stand on a line of its own beside the value. */
  readonly beside?: string;
}

export interface Carrier {
  readonly id: string;
  readonly path: string;
  readonly kind: Kind;
  /** Whether quotes stand around the value. */
  readonly quoted: boolean;
  /** `name`: the value is assigned to the name; `line`: host or provider stand on its line; `second`: there is room for a line beside it. */
  readonly holds: readonly ('name' | 'line' | 'second')[];
  /** Values that need no escaping here. */
  readonly fits: RegExp;
  /** Values of several lines: written with `\n`, as they stand, or not at all. */
  readonly lines: 'escaped' | 'raw' | 'none';
  readonly write: (slot: Slot) => string;
}

const bare = /^[^\s"'`#$\\&|;<>()]+$/;
const inDouble = /^[^"\\\r]*$/;
const inBoth = /^[^"'`$\\\r]*$/;
const inMarkup = /^[^"'<>&\r\n]*$/;
const inQuery = /^[\w.~+/=-]+$/;

const camel = (name: string): string =>
  name.toLowerCase().replace(/[_.-]+([a-z0-9])/g, (_, first: string) => first.toUpperCase());
const kebab = (name: string): string => name.toLowerCase().replace(/_/g, '-');
const snake = (name: string): string => name.toLowerCase().replace(/[.-]/g, '_');
const lines = (...all: readonly (string | undefined)[]): string =>
  `${all.filter(line => line !== undefined).join('\n')}\n`;
const when = (beside: string | undefined, line: (url: string) => string): string | undefined =>
  beside === undefined ? undefined : line(beside);

const data = { holds: ['name', 'line', 'second'], fits: inDouble, lines: 'escaped', quoted: true } as const;
const code = { ...data, fits: inBoth };

/** Every carrier, the plainest first. */
export const carriers: readonly Carrier[] = [
  {
    ...data,
    id: 'dotenv',
    path: '.env',
    kind: 'dotenv',
    quoted: false,
    fits: bare,
    lines: 'none',
    write: ({ name, value, beside }) =>
      lines(
        'PORT=8080',
        when(beside, url => `BASE_URL=${url}`),
        `${name}=${value}`,
        'DEBUG=0',
      ),
  },
  {
    ...code,
    id: 'dotenv-quoted',
    path: '.env',
    kind: 'dotenv',
    write: ({ name, value, beside }) =>
      lines(
        when(beside, url => `BASE_URL="${url}"`),
        `${name}="${value}"`,
      ),
  },
  {
    ...data,
    id: 'json',
    path: 'settings.json',
    kind: 'json',
    write: ({ name, value, beside }) =>
      lines(
        '{',
        '  "port": 8080,',
        when(beside, url => `  "baseUrl": "${url}",`),
        `  "${name}": "${value}"`,
        '}',
      ),
  },
  {
    ...data,
    id: 'yaml',
    path: 'settings.yml',
    kind: 'yaml',
    quoted: false,
    fits: /^(?![\w/.+-]*:$)[A-Za-z0-9/.+][^\s"'`#\\&|;<>(){}[\]*!%@,]*$/,
    lines: 'none',
    write: ({ name, value, beside }) =>
      lines(
        'app:',
        '  port: 8080',
        when(beside, url => `  base_url: ${url}`),
        `  ${snake(name)}: ${value}`,
      ),
  },
  {
    ...data,
    id: 'yaml-quoted',
    path: 'settings.yml',
    kind: 'yaml',
    write: ({ name, value, beside }) =>
      lines(
        'env:',
        when(beside, url => `  BASE_URL: "${url}"`),
        `  ${name}: "${value}"`,
      ),
  },
  {
    ...data,
    id: 'toml',
    path: 'settings.toml',
    kind: 'toml',
    write: ({ name, value, beside }) =>
      lines(
        '[app]',
        when(beside, url => `base_url = "${url}"`),
        `${snake(name)} = "${value}"`,
      ),
  },
  {
    ...code,
    id: 'js-const',
    path: 'src/client.ts',
    kind: 'javascript',
    write: ({ name, value, beside }) =>
      lines(
        when(beside, url => `const baseUrl = '${url}';`),
        `const ${camel(name)} = '${value}';`,
      ),
  },
  {
    ...code,
    id: 'js-property',
    path: 'src/settings.js',
    kind: 'javascript',
    write: ({ name, value, beside }) =>
      lines(
        'module.exports = {',
        when(beside, url => `  baseUrl: "${url}",`),
        `  ${camel(name)}: "${value}",`,
        '};',
      ),
  },
  {
    ...code,
    id: 'js-constructor',
    path: 'src/client.ts',
    kind: 'javascript',
    holds: ['line', 'second'],
    write: ({ value, provider, beside }) =>
      lines(
        when(beside, url => `const baseUrl = "${url}";`),
        `const client = new ${provider}({ apiKey: "${value}" });`,
      ),
  },
  {
    ...code,
    id: 'js-fallback',
    path: 'src/client.ts',
    kind: 'javascript',
    write: ({ name, value, beside }) =>
      lines(
        when(beside, url => `const baseUrl = "${url}";`),
        `const key = process.env.${name} ?? "${value}";`,
      ),
  },
  {
    ...code,
    id: 'js-minified',
    path: 'assets/app.min.js',
    kind: 'javascript',
    holds: ['name', 'line'],
    write: ({ name, value }) => `!function(){var e={${camel(name)}:"${value}",retries:3};t(e)}();`,
  },
  {
    ...code,
    id: 'python-environ',
    path: 'app.py',
    kind: 'python',
    write: ({ name, value, beside }) =>
      lines(
        'import os',
        when(beside, url => `BASE_URL = "${url}"`),
        `os.environ["${name}"] = "${value}"`,
      ),
  },
  {
    ...code,
    id: 'python-keyword',
    path: 'app.py',
    kind: 'python',
    holds: ['line', 'second'],
    write: ({ value, provider, beside }) =>
      lines(
        when(beside, url => `BASE_URL = "${url}"`),
        `client = ${provider}(api_key='${value}', timeout=30)`,
      ),
  },
  {
    ...code,
    id: 'go',
    path: 'main.go',
    kind: 'go',
    write: ({ name, value, beside }) =>
      lines(
        'package main',
        '',
        when(beside, url => `const baseURL = "${url}"`),
        `const ${camel(name)} = "${value}"`,
      ),
  },
  {
    ...code,
    id: 'shell-export',
    path: 'deploy.sh',
    kind: 'shell',
    quoted: false,
    fits: bare,
    lines: 'none',
    write: ({ name, value, beside }) =>
      lines(
        '#!/bin/sh',
        when(beside, url => `BASE_URL=${url}`),
        `export ${name}=${value}`,
      ),
  },
  {
    ...code,
    id: 'shell-curl',
    path: 'deploy.sh',
    kind: 'shell',
    quoted: false,
    holds: ['line', 'second'],
    lines: 'none',
    write: ({ value, host }) =>
      lines(`curl -s https://${host}/v1/models -H "Authorization: Bearer ${value}" -o models.json`),
  },
  {
    ...code,
    id: 'url-query',
    path: 'notes.txt',
    kind: 'text',
    quoted: false,
    fits: inQuery,
    holds: ['name', 'line'],
    lines: 'none',
    write: ({ name, value, host }) => lines(`GET https://${host}/v1/models?${snake(name)}=${value}&page=2`),
  },
  {
    ...code,
    id: 'markdown',
    path: 'README.md',
    kind: 'markdown',
    quoted: false,
    holds: ['line'],
    lines: 'none',
    write: ({ name, value }) => lines('# Setup', '', `Set \`${name}\` to \`${value}\` and start it.`),
  },
  {
    ...code,
    id: 'markdown-fence',
    path: 'README.md',
    kind: 'markdown',
    quoted: false,
    fits: bare,
    lines: 'none',
    write: ({ name, value, beside }) =>
      lines(
        '```sh',
        when(beside, url => `BASE_URL=${url}`),
        `export ${name}=${value}`,
        '```',
      ),
  },
  {
    ...data,
    id: 'html-attribute',
    path: 'index.html',
    kind: 'html',
    fits: inMarkup,
    holds: ['name', 'line'],
    lines: 'none',
    write: ({ name, value }) => lines('<body>', `<div id="app" data-${kebab(name)}="${value}"></div>`, '</body>'),
  },
  {
    ...data,
    id: 'xml-element',
    path: 'settings.xml',
    kind: 'xml',
    quoted: false,
    fits: inMarkup,
    lines: 'none',
    write: ({ name, value, beside }) =>
      lines(
        '<settings>',
        when(beside, url => `  <baseUrl>${url}</baseUrl>`),
        `  <${camel(name)}>${value}</${camel(name)}>`,
        '</settings>',
      ),
  },
  {
    ...data,
    id: 'file',
    path: 'server.key',
    kind: 'text',
    quoted: false,
    holds: [],
    fits: /^[^\r]*\n[^\r]*$/,
    lines: 'raw',
    write: ({ value }) => lines(value),
  },
];
