import { describe, expect, it } from 'vitest';
import { tellKind } from '../../src/unfold/kind.ts';
import { tellLabels } from '../../src/unfold/labels.ts';

describe('the kind, by name', () => {
  it.each(
    Object.entries({
      dotenv: [
        '.env',
        '.env.local',
        '.env.example',
        'prod.env',
        '.ENV',
        'a/b/.env.production',
        '.flaskenv',
        'env.sample',
        '.dev.vars',
      ],
      json: ['a.json', 'tsconfig.json', 'a.js.map', 'a.jsonl', '.eslintrc', 'config.json.bak', 'terraform.tfstate'],
      yaml: ['a.yml', 'a.YAML', 'values.yaml.tmpl', '.yarnrc.yml'],
      toml: ['pyproject.toml', 'Pipfile'],
      ini: ['.npmrc', '.pypirc', 'setup.cfg', 'a.properties', '.aws/credentials', '.git/config.ini', 'php.ini.dist'],
      xml: ['pom.xml', 'icon.svg', 'Info.plist', 'a.csproj'],
      html: ['index.html', 'a.ejs', 'a.html.erb'],
      css: ['a.scss'],
      javascript: ['a.js', 'a.min.js', 'a.tsx', 'a.mts', 'A.vue', 'a.d.ts', 'a.svelte'],
      python: ['a.py', 'a.pyi'],
      go: ['main.go'],
      shell: ['a.sh', '.bashrc', 'a.ps1', '.envrc', 'run.bat', 'Dockerfile', 'Dockerfile.dev', 'Containerfile'],
      code: ['A.java', 'a.php', 'main.tf', 'a.sql', 'Makefile', 'a.rs', 'schema.prisma'],
      markdown: ['README.md', 'a.mdx', 'a.rst'],
      notebook: ['a.ipynb'],
      lock: ['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'go.sum', 'Cargo.lock', 'x/uv.lock'],
      log: ['a.log', 'a.log.1'],
      text: ['notes.txt', 'id.pem', 'a.csv'],
    }).flatMap(([kind, paths]) => paths.map(path => [path, kind])),
  )('%s is %s', (path, kind) => {
    const unread = (): string => {
      throw new Error('read without need');
    };
    expect(tellKind(path, unread)).toBe(kind);
  });
});

describe('the kind, by content where the name says nothing', () => {
  it.each([
    ['#!/bin/sh\n', 'shell'],
    ['#!/usr/bin/env bash\n', 'shell'],
    ['#!/usr/bin/env -S node --x\n', 'javascript'],
    ['#!/usr/bin/python3.11\n', 'python'],
    ['#!/usr/bin/env ruby\n', 'code'],
    ['<?xml version="1.0"?>', 'xml'],
    ['\xef\xbb\xbf  <!DOCTYPE html>', 'html'],
    ['{\n  "a": 1', 'json'],
    ['[{"a": 1', 'json'],
    ['{{ template }}', 'text'],
    ['---\nkey: value', 'yaml'],
    ['# comment\r\n\r\nexport API_KEY=x\r\n', 'dotenv'],
    ['; c\n[section one]\nkey = x\n', 'ini'],
    ['Dear reader,', 'text'],
    ['', 'text'],
    ['\n'.repeat(1000), 'text'],
  ])('%j is %s', (head, kind) => {
    expect(tellKind('folder.d/thing', () => head)).toBe(kind);
  });
});

describe('labels', () => {
  it.each([
    ['src/index.ts', []],
    ['a.py', []],
    ['test.py', []],
    ['src/contest/latest.ts', []],
    ['src/a.test.ts', ['test']],
    ['src/a_test.go', ['test']],
    ['test_a.py', ['test']],
    ['conftest.py', ['test']],
    ['src/UserServiceTest.java', ['test']],
    ['src/Latest.java', []],
    ['__tests__/a.ts', ['test']],
    ['a/Fixtures/b', ['test']],
    ['src/dockerTest/resources/a.key', ['test']],
    ['smoke-tests/a.key', ['test']],
    ['core/testFixtures/a.key', ['test']],
    ['contest/manifest/latest/a.key', []],
    ['README.md', ['docs']],
    ['docs/server/a.txt', ['server', 'docs']],
    ['.env.example', ['example']],
    ['config.sample.json', ['example']],
    ['examples/a/test/b.ts', ['test', 'example']],
    ['package-lock.json', ['lock']],
    ['x/Cargo.lock', ['lock']],
    ['go.sum', ['lock']],
    ['node_modules/a/b.js', ['vendored']],
    ['vendor/x/y.go', ['vendored']],
    ['public/a.js', ['client']],
    ['app/a.server.ts', ['server']],
    ['app/a.client.tsx', ['client']],
    ['', []],
  ])('%s: %j', (path, expected) => {
    expect(tellLabels(path)).toEqual(expected);
  });
});
