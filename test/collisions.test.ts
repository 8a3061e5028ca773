// Prefixes and shapes that several vendors share: what tells them apart is length, alphabet, marker or context, and a value gets one name.

import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createContext } from '../src/engine/context.ts';
import { textUnit } from '../src/engine/scan-text.ts';
import { scanUnit } from '../src/engine/scan-unit.ts';
import { compileRules } from '../src/rules/compile.ts';
import { readRuleFiles } from '../src/rules/files.ts';
import { tellKind } from '../src/unfold/kind.ts';
import { makeRequest } from './engine/make-request.ts';

const rules = compileRules(await readRuleFiles(['rules'], dirname(import.meta.dirname), false));
const context = createContext(makeRequest(), { rules });

/** The rules by which a text's findings are told, as a run would. */
function scan(text: string, path: string): string[] {
  const unit = { ...textUnit(text, path), kind: tellKind(path, () => text.slice(0, 1024)) };
  return scanUnit(unit, context).drafts.map(({ rule }) => rule.id);
}

let state = 20_261_124;
function next(bound: number): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return Math.floor((state / 2 ** 32) * bound);
}
const from =
  (alphabet: string) =>
  (length: number): string => {
    for (;;) {
      const text = Array.from({ length }, () => alphabet[next(alphabet.length)]).join('');
      if (length < 8 || (/\d/.test(text) && /[A-Za-z]/.test(text))) return text;
    }
  };
const hex = from('0123456789abcdef');
const alnum = from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789');
const upper = from('ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789');
const uuid = (): string => [hex(8), hex(4), `4${hex(3)}`, `a${hex(3)}`, hex(12)].join('-');
const marker = `T3Blbk${'FJ'}`;

/** What a vendor issues, the name it is kept under, the vendor as code and hosts write it, and the rule that must tell it. */
const issued: readonly (readonly [string, () => string, name: string, vendor: string, host: string])[] = [
  ['openai-legacy-key', () => `sk-${alnum(20)}${marker}${alnum(20)}`, 'OPENAI_API_KEY', 'OpenAI', 'api.openai.com'],
  [
    'openai-project-key',
    () => `sk-proj-${alnum(74)}${marker}${alnum(74)}`,
    'OPENAI_API_KEY',
    'OpenAI',
    'api.openai.com',
  ],
  [
    'openai-service-account-key',
    () => `sk-svcacct-${alnum(58)}${marker}${alnum(58)}`,
    'OPENAI_API_KEY',
    'OpenAI',
    'api.openai.com',
  ],
  [
    'openai-admin-key',
    () => `sk-admin-${alnum(58)}${marker}${alnum(58)}`,
    'OPENAI_ADMIN_KEY',
    'OpenAI',
    'api.openai.com',
  ],
  ['openai-none-key', () => `sk-None-${alnum(48)}`, 'OPENAI_API_KEY', 'OpenAI', 'api.openai.com'],
  ['stability-api-key', () => `sk-${alnum(48)}`, 'STABILITY_API_KEY', 'Stability', 'api.stability.ai'],
  ['siliconflow-api-key', () => `sk-${alnum(48)}`, 'SILICONFLOW_API_KEY', 'SiliconFlow', 'api.siliconflow.cn'],
  ['braintrust-api-key', () => `sk-${alnum(48)}`, 'BRAINTRUST_API_KEY', 'Braintrust', 'api.braintrust.dev'],
  ['moonshot-api-key', () => `sk-${alnum(20)}_${alnum(27)}`, 'MOONSHOT_API_KEY', 'Moonshot', 'api.moonshot.cn'],
  ['deepseek-api-key', () => `sk-${hex(32)}`, 'DEEPSEEK_API_KEY', 'DeepSeek', 'api.deepseek.com'],
  ['dashscope-api-key', () => `sk-${hex(32)}`, 'DASHSCOPE_API_KEY', 'DashScope', 'dashscope.aliyuncs.com'],
  ['litellm-virtual-key', () => `sk-${alnum(22)}`, 'LITELLM_API_KEY', 'LiteLLM', 'litellm.acme.io'],
  ['anthropic-api-key', () => `sk-ant-api03-${alnum(93)}AA`, 'ANTHROPIC_API_KEY', 'Anthropic', 'api.anthropic.com'],
  ['openrouter-api-key', () => `sk-or-v1-${hex(64)}`, 'OPENROUTER_API_KEY', 'OpenRouter', 'openrouter.ai'],
  ['langfuse-secret-key', () => `sk-lf-${uuid()}`, 'LANGFUSE_SECRET_KEY', 'Langfuse', 'cloud.langfuse.com'],
  ['minimax-api-key', () => `sk-api-${alnum(119)}`, 'MINIMAX_API_KEY', 'MiniMax', 'api.minimax.io'],
  ['minimax-coding-plan-key', () => `sk-cp-${alnum(118)}`, 'MINIMAX_API_KEY', 'MiniMax', 'api.minimax.io'],
  ['dashscope-plan-key', () => `sk-sp-${alnum(32)}`, 'DASHSCOPE_API_KEY', 'DashScope', 'coding.dashscope.aliyuncs.com'],
  ['kimi-code-api-key', () => `sk-kimi-${alnum(64)}`, 'KIMI_API_KEY', 'Kimi', 'api.kimi.com'],
  ['elevenlabs-api-key', () => `sk_${hex(48)}`, 'ELEVENLABS_API_KEY', 'ElevenLabs', 'api.elevenlabs.io'],
  ['cartesia-api-key', () => `sk_car_${alnum(20)}`, 'CARTESIA_API_KEY', 'Cartesia', 'api.cartesia.ai'],
  ['photoroom-api-key', () => `sk_pr_default_${hex(40)}`, 'PHOTOROOM_API_KEY', 'Photoroom', 'image-api.photoroom.com'],
  ['retell-api-key', () => `key_${hex(28)}`, 'RETELL_API_KEY', 'Retell', 'api.retellai.com'],
  ['cursor-api-key', () => `key_${hex(64)}`, 'CURSOR_API_KEY', 'Cursor', 'api.cursor.com'],
  ['runway-api-key', () => `key_${hex(128)}`, 'RUNWAYML_API_SECRET', 'RunwayML', 'api.dev.runwayml.com'],
  ['composio-project-key', () => `ak_${alnum(20)}`, 'COMPOSIO_API_KEY', 'Composio', 'backend.composio.dev'],
  ['composio-consumer-key', () => `ck_${alnum(20)}`, 'COMPOSIO_CONSUMER_API_KEY', 'Composio', 'connect.composio.dev'],
  ['chroma-cloud-api-key', () => `ck-${alnum(44)}`, 'CHROMA_API_KEY', 'Chroma', 'api.trychroma.com'],
  ['notion-token-legacy', () => `secret_${alnum(43)}`, 'NOTION_TOKEN', 'Notion', 'api.notion.com'],
  ['coze-personal-access-token', () => `pat_${alnum(64)}`, 'COZE_API_TOKEN', 'Coze', 'api.coze.com'],
  ['dify-app-key', () => `app-${alnum(24)}`, 'DIFY_API_KEY', 'Dify', 'api.dify.ai'],
  ['openai-webhook-secret', () => `whsec_${alnum(43)}=`, 'OPENAI_WEBHOOK_SECRET', 'OpenAI', 'api.openai.com'],
  [
    'azure-openai-key',
    () => `${alnum(52)}JQQJ99BA${upper(12)}AAABACOG${alnum(4)}`,
    'AZURE_OPENAI_API_KEY',
    'AzureOpenAI',
    'x.openai.azure.com',
  ],
  ['azure-openai-key-legacy', () => hex(32), 'AZURE_OPENAI_KEY', 'AzureOpenAI', 'x.openai.azure.com'],
  ['assemblyai-api-key', () => hex(32), 'ASSEMBLYAI_API_KEY', 'AssemblyAI', 'api.assemblyai.com'],
  ['clarifai-api-key', () => hex(32), 'CLARIFAI_PAT', 'Clarifai', 'api.clarifai.com'],
  ['deepgram-api-key', () => hex(40), 'DEEPGRAM_API_KEY', 'Deepgram', 'api.deepgram.com'],
  ['wandb-api-key-legacy', () => hex(40), 'WANDB_API_KEY', 'Wandb', 'api.wandb.ai'],
  ['serper-api-key', () => hex(40), 'SERPER_API_KEY', 'Serper', 'google.serper.dev'],
  ['vastai-api-key', () => hex(64), 'VAST_API_KEY', 'VastAI', 'console.vast.ai'],
  ['serpapi-api-key', () => hex(64), 'SERPAPI_API_KEY', 'SerpApi', 'serpapi.com'],
  ['together-api-key-legacy', () => hex(64), 'TOGETHER_API_KEY', 'Together', 'api.together.xyz'],
  ['exa-api-key', uuid, 'EXA_API_KEY', 'Exa', 'api.exa.ai'],
  ['ai21-api-key', uuid, 'AI21_API_KEY', 'AI21', 'api.ai21.com'],
  ['vapi-private-key', uuid, 'VAPI_API_KEY', 'Vapi', 'api.vapi.ai'],
  ['volcengine-ark-api-key', uuid, 'ARK_API_KEY', 'VolcEngine', 'ark.cn-beijing.volces.com'],
  ['deepai-api-key', uuid, 'DEEPAI_API_KEY', 'DeepAI', 'api.deepai.org'],
  ['pinecone-api-key-legacy', uuid, 'PINECONE_API_KEY', 'Pinecone', 'api.pinecone.io'],
  ['deepl-api-key', () => `${uuid()}:fx`, 'DEEPL_API_KEY', 'DeepL', 'api-free.deepl.com'],
  ['fal-api-key', () => `${uuid()}:${hex(32)}`, 'FAL_KEY', 'Fal', 'fal.run'],
];

const carriers: Readonly<
  Record<string, readonly [string, (value: string, name: string, vendor: string, host: string) => string]>
> = {
  'a .env file': ['.env', (value, name) => `PORT=80\n${name}=${value}\n`],
  'a list of variables': ['docker-compose.yml', (value, name) => `    environment:\n      - "${name}=${value}"\n`],
  'a default': ['src/a.ts', (value, name) => `const key = process.env.${name} ?? "${value}";\n`],
  'a notebook': [
    'a.ipynb',
    (value, name) => `{"cells":[{"source":["os.environ[\\"${name}\\"] = \\"${value}\\"\\n"]}]}`,
  ],
  'a typed constant': ['src/main.rs', (value, name) => `const ${name}: &str = "${value}";\n`],
  PowerShell: ['run.ps1', (value, name) => `$env:${name} = "${value}"\r\n`],
  'a sentence': ['README.md', (value, name) => `Set \`${name}\` to \`${value}\`.\n`],
  'a table': ['README.md', (value, name) => `| name | value |\n|---|---|\n| ${name} | ${value} |\n`],
  'a nested object': ['app.json', (value, _, vendor) => `{\n  "${vendor}": {\n    "apiKey": "${value}"\n  }\n}\n`],
  'a client': ['src/a.ts', (value, _, vendor) => `const client = new ${vendor}Client({ apiKey: "${value}" });\n`],
  'a header a line below the host': [
    'run.sh',
    (value, _, __, host) => `curl https://${host}/v1/models \\\n  -H "Authorization: Bearer ${value}"\n`,
  ],
};

describe.each(Object.entries(carriers))('in %s', (_, [path, write]) => {
  it.each(issued)('%s is told by its own rule and no other', (ruleId, make, name, vendor, host) => {
    const value = make();
    expect(scan(write(value, name, vendor, host), path)).toEqual([ruleId]);
  });
});

describe('without a vendor', () => {
  it.each([
    ['an OpenAI-like key without the marker', () => `sk-${alnum(48)}`],
    ['32 hex digits behind sk-', () => `sk-${hex(32)}`],
    ['a UUID', uuid],
    ['40 hex digits', () => hex(40)],
  ])('%s gets no vendor’s name', (_, make) => {
    const found = scan(`const options = { apiKey: "${make()}" };\n`, 'src/a.ts');
    expect(found.filter(it => !/^generic-|^openai-compatible-key$/.test(it))).toEqual([]);
  });

  it('another vendor’s name a line away gives none to a key that names its own', () => {
    const text = `MISTRAL_URL=https://api.mistral.ai\nACME_API_KEY=${alnum(32)}\n`;
    expect(scan(text, '.env')).toEqual(['generic-api-key']);
  });

  it('a word that begins as its provider is called does not stand inside another', () => {
    expect(scan(`EUREKA_API_KEY=${alnum(40)}\n`, '.env')).toEqual(['generic-api-key']);
  });
});
