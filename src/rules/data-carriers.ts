/** Values in settings, documents and notes. */

import { bare, type Carrier, camel, code, data, inMarkup, inQuery, kebab, lines, snake, when } from './carrier.ts';

export const dataCarriers: readonly Carrier[] = [
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
