/** What a unit holds, told from its name and, where the name says nothing, from its first KiB. */

import type { Kind } from '../model/unit.ts';

/** Extensions and whole names, lower case, by what they hold. */
const byKind: Readonly<Partial<Record<Kind, { extensions?: string; names?: string }>>> = {
  dotenv: { extensions: 'env', names: 'env .env .flaskenv .dev.vars .prod.vars' },
  json: {
    extensions:
      'json json5 jsonc jsonl ndjson map webmanifest geojson har topojson tfstate avsc postman_collection dockerconfigjson',
    names:
      '.babelrc .eslintrc .prettierrc .stylelintrc .swcrc .jshintrc .bowerrc .dockercfg .watchmanconfig .arcconfig .firebaserc',
  },
  yaml: {
    extensions: 'yaml yml eyaml sops cff',
    names: '.clang-format .clang-tidy .yarnrc.yml kubeconfig .gemrc .condarc',
  },
  toml: { extensions: 'toml', names: 'pipfile' },
  ini: {
    extensions: 'ini cfg conf cnf properties prefs editorconfig service desktop gitconfig netrc reg inf rdp ovpn',
    names:
      '.npmrc .pypirc .gitconfig .editorconfig .gitmodules .my.cnf .s3cfg .boto .pgpass .netrc _netrc credentials .hgrc .wgetrc .curlrc .yarnrc',
  },
  xml: {
    extensions:
      'xml svg plist xsd xsl xslt wsdl csproj vbproj fsproj props targets config nuspec resx xaml storyboard xib iml kml gpx rss atom pom jelly',
  },
  html: {
    extensions:
      'html htm xhtml shtml ejs hbs handlebars mustache njk jinja jinja2 j2 twig liquid erb haml pug jsp asp aspx cshtml razor',
  },
  css: { extensions: 'css scss sass less styl pcss' },
  javascript: { extensions: 'js mjs cjs jsx ts mts cts tsx vue svelte astro es6 gs coffee' },
  python: { extensions: 'py pyi pyw pyx ipy bzl star', names: 'sconstruct sconscript' },
  go: { extensions: 'go' },
  shell: {
    extensions: 'sh bash zsh fish ksh csh command ps1 psm1 psd1 bat cmd envrc',
    names:
      'dockerfile containerfile .bashrc .bash_profile .bash_history .bash_aliases .zshrc .zshenv .zprofile .zsh_history .sh_history .ash_history .ksh_history .history fish_history consolehost_history.txt .profile .login .envrc .kshrc .cshrc .xinitrc',
  },
  code: {
    extensions:
      'java kt kts scala sc sbt groovy gradle c h cc cpp cxx hpp hxx m mm cs fs vb php phtml rb rake gemspec rs swift dart lua pl pm r jl ex exs erl hrl clj cljs edn hs elm ml mli nim zig v sv vhd sol cr d pas asm s sql prisma graphql gql proto thrift tf tfvars hcl nix cmake mk bicep rego cue jsonnet libsonnet vbs applescript tcl lisp el rkt scm wat hx pde ino cu cl glsl hlsl wgsl',
    names:
      'makefile gnumakefile jenkinsfile vagrantfile gemfile rakefile podfile fastfile brewfile procfile caddyfile justfile earthfile tiltfile',
  },
  markdown: { extensions: 'md mdx markdown mdown mkd mdc rst adoc asciidoc' },
  notebook: { extensions: 'ipynb' },
  lock: {
    extensions: 'lock lockfile',
    names:
      'package-lock.json npm-shrinkwrap.json pnpm-lock.yaml packages.lock.json go.sum go.work.sum package.resolved .terraform.lock.hcl bun.lockb cabal.project.freeze gradle.lockfile',
  },
  log: { extensions: 'log' },
  text: { extensions: 'txt text csv tsv psv pem key crt cer asc pub po pot srt vtt tex bib patch diff' },
};

function spread(field: 'extensions' | 'names'): ReadonlyMap<string, Kind> {
  const map = new Map<string, Kind>();
  for (const [kind, words] of Object.entries(byKind)) {
    for (const word of words[field]?.split(' ') ?? []) map.set(word, kind as Kind);
  }
  return map;
}

const kindByExtension = spread('extensions');
const kindByName = spread('names');
/** The extensions that say all: no whole name with one of them tells otherwise. */
const sureKinds = new Map(kindByExtension);
for (const name of kindByName.keys()) sureKinds.delete(name.slice(name.lastIndexOf('.') + 1));

/** Endings that say a file is a template or a copy of what the rest of its name tells. */
const copyEnding = /\.(?:example|sample|template|tmpl|tpl|dist|default|bak|backup|old|orig|save|swp|local|\d+)$|~$/;

function tellByName(name: string): Kind | undefined {
  const dot = name.lastIndexOf('.');
  const known = kindByName.get(name) ?? (dot < 0 ? undefined : kindByExtension.get(name.slice(dot + 1)));
  if (known) return known;
  if (name.startsWith('.env') || name.startsWith('env.')) return 'dotenv';
  if (name.startsWith('dockerfile.') || name.startsWith('containerfile.')) return 'shell';
  if (name.startsWith('makefile.')) return 'code';
  return undefined;
}

const interpreters: readonly (readonly [RegExp, Kind])[] = [
  [/\b(?:node|deno|bun|tsx|ts-node)\b/, 'javascript'],
  [/\b(?:python|pypy|uv)[\d.]*\b/, 'python'],
  [/\b(?:ba|z|da|k|c|tc|fi)?sh\b|\bpwsh\b/, 'shell'],
  [/./, 'code'],
];

const openings: readonly (readonly [RegExp, Kind])[] = [
  [/^<\?xml\b/, 'xml'],
  [/^<!doctype html|^<html\b/i, 'html'],
  [/^\{\s*(?:"|\}|$)|^\[\s*(?:[{["\d\]]|$)/, 'json'],
  [/^%YAML\b|^---\s*\n|^(?:(?:#[^\n]*)?\n)*(?:apiVersion|kind): /, 'yaml'],
  [/^(?:(?:#[^\n]*)?\n)*(?:export )?[A-Z][A-Z0-9_]*=/, 'dotenv'],
  [/^(?:(?:[#;][^\n]*)?\n)*\[[\w .:"/-]+\]\s*\n/, 'ini'],
];

function tellByContent(head: string): Kind {
  const interpreter = /^#!([^\n]*)/.exec(head)?.[1];
  if (interpreter !== undefined) return interpreters.find(([pattern]) => pattern.test(interpreter))?.[1] ?? 'text';
  const text = head.replace(/^(?:\xef\xbb\xbf|\xff)?\s*/, '').replaceAll('\r\n', '\n');
  return openings.find(([pattern]) => pattern.test(text))?.[1] ?? 'text';
}

/**
 * The kind of a text with this shown path.
 * @param readHead the first KiB, one character a byte; asked for only when the name says nothing
 */
export function tellKind(path: string, readHead: () => string): Kind {
  const sure = sureKinds.get(path.slice(path.lastIndexOf('.') + 1));
  if (sure) return sure;
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const known = tellByName(name);
  if (known) return known;
  const bare = name.replace(copyEnding, '');
  return (bare === name ? undefined : tellByName(bare)) ?? tellByContent(readHead());
}
