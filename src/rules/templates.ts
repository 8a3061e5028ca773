/** Fills a sample's template: literal text with calls such as `{{alnum:32}}`, which share nothing with any pattern. */

import { crc32Base62 } from './crc.ts';
import { makeJwt, makePem, makeUuid } from './documents.ts';
import { alphabets, drawText, type Random } from './random.ts';

type Part = { readonly literal: string } | { readonly call: string; readonly argument: string };

/** A filled template; `secret` is the part that `{{secret:…}}` marked. */
export interface Filled {
  readonly text: string;
  readonly secret?: string;
}

const longestDraw = 20_000;
const plainCalls = ['uuid', 'github-crc', 'npm-crc', 'jwt', 'pem', 'pick', 'secret'] as const;
/** Every function that a template may call. */
export const templateCalls: readonly string[] = [...Object.keys(alphabets), ...plainCalls];

/** What is wrong with a template, or nothing. */
export function findTemplateFault(template: string): string | undefined {
  const parts = splitTemplate(template);
  if (parts === undefined) return 'a "{{" has no "}}"';
  for (const part of parts) {
    const fault = 'call' in part ? findCallFault(part.call, part.argument) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function findCallFault(call: string, argument: string): string | undefined {
  if (!templateCalls.includes(call))
    return `{{${call.slice(0, 40)}}} is no function; there are ${templateCalls.join(', ')}`;
  if (Object.hasOwn(alphabets, call)) {
    const fits = /^[1-9]\d{0,4}$/.test(argument) && Number(argument) <= longestDraw;
    return fits ? undefined : `{{${call}}} needs a length, as in {{${call}:32}}`;
  }
  if (call === 'jwt')
    return isJsonObject(argument) ? undefined : '{{jwt}} needs its payload as JSON, as in {{jwt:{"role":"anon"}}}';
  if (call === 'pem')
    return argument.trim() === '' ? '{{pem}} needs a label, as in {{pem:RSA PRIVATE KEY}}' : undefined;
  if (call === 'pick')
    return argument === '' ? '{{pick}} needs choices, as in {{pick:a|b}}' : findFaultIn(argument.split('|'));
  return call === 'secret' ? findTemplateFault(asTemplate(argument)) : undefined;
}

const findFaultIn = (templates: readonly string[]): string | undefined =>
  templates.map(findTemplateFault).find(fault => fault !== undefined);

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Fills a template that has no fault. */
export function fillTemplate(template: string, random: Random): Filled {
  let text = '';
  let secret: string | undefined;
  for (const part of splitTemplate(template) ?? []) {
    if ('literal' in part) text += part.literal;
    else {
      const filled = fillCall(part.call, part.argument, text, random);
      if (part.call === 'secret') secret = filled;
      text += filled;
    }
  }
  return secret === undefined ? { text } : { text, secret };
}

function fillCall(call: string, argument: string, before: string, random: Random): string {
  const alphabet = Object.hasOwn(alphabets, call) ? alphabets[call] : undefined;
  if (alphabet !== undefined) return drawText(alphabet, Number(argument), random);
  switch (call as (typeof plainCalls)[number]) {
    case 'uuid':
      return makeUuid(random);
    case 'github-crc':
    case 'npm-crc':
      return crc32Base62(before.slice(before.lastIndexOf('_') + 1));
    case 'jwt':
      return makeJwt(argument, random);
    case 'pem':
      return makePem(argument, random);
    case 'pick': {
      const choices = argument.split('|');
      return fillTemplate(choices[random(choices.length)]!, random).text;
    }
    case 'secret':
      return fillTemplate(asTemplate(argument), random).text;
  }
}

/** `{{secret:alnum:16}}` marks one call, `{{secret:{{alnum:16}}==}}` a template. */
const asTemplate = (argument: string): string => (argument.includes('{{') ? argument : `{{${argument}}}`);

/** Literals and calls in turn; undefined when a call is not closed. Braces inside of a call are balanced. */
function splitTemplate(template: string): Part[] | undefined {
  const parts: Part[] = [];
  let from = 0;
  for (let open = template.indexOf('{{'); open >= 0; open = template.indexOf('{{', from)) {
    const close = findClose(template, open + 2);
    if (close < 0) return undefined;
    if (open > from) parts.push({ literal: template.slice(from, open) });
    const inner = template.slice(open + 2, close);
    const colon = inner.indexOf(':');
    parts.push(
      colon < 0 ? { call: inner, argument: '' } : { call: inner.slice(0, colon), argument: inner.slice(colon + 1) },
    );
    from = close + 2;
  }
  if (from < template.length) parts.push({ literal: template.slice(from) });
  return parts;
}

function findClose(template: string, from: number): number {
  let depth = 0;
  for (let at = from; at < template.length; at++) {
    if (template[at] === '{') depth++;
    else if (template[at] !== '}') continue;
    else if (depth > 0) depth--;
    else if (template[at + 1] === '}') return at;
  }
  return -1;
}
