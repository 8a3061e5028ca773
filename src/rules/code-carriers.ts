/** Values in programs and scripts. */

import { bare, type Carrier, camel, code, lines, when } from './carrier.ts';

export const codeCarriers: readonly Carrier[] = [
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
        `const value = process.env.${name} ?? "${value}";`,
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
];
