/** The command tree. Each command's work is imported when it is called. */

import { Command, CommanderError } from 'commander';
import { exitCodes } from '../model/report.ts';
import { escapeText } from '../report/escape.ts';
import { version } from '../version.ts';
import { addScanFlags } from './add-flags.ts';
import { gatherFlags } from './flags.ts';
import type { Io } from './io.ts';

/** What a command line leads to; the exit code once it ran. */
export interface Invocation {
  run?: () => Promise<number>;
}

/** Arguments are repeated in what is said of them, whatever they hold. */
const escapeLines = (text: string): string => text.split('\n').map(escapeText).join('\n');

const collect = (value: string, before: string[] = []): string[] => [...before, value];

export function createProgram(io: Io, invocation: Invocation, signal: AbortSignal): Command {
  const program = new Command('unleak');
  program
    .description('Finds leaked credentials, and helps to un-leak them.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .configureOutput({ writeOut: text => io.stdout.write(text), writeErr: text => io.stderr.write(escapeLines(text)) })
    .showSuggestionAfterError(true)
    .exitOverride();
  addScan(program, io, invocation, signal);
  addBaseline(program, io, invocation, signal);
  addAllow(program, io, invocation, signal);
  addRules(program, io, invocation);
  return program;
}

function addScan(program: Command, io: Io, invocation: Invocation, signal: AbortSignal): void {
  const scan = program
    .command('scan', { isDefault: true })
    .description('scan files and folders; the working directory when none is named, standard input for -')
    .argument('[paths...]', 'what to scan');
  const tokens = addScanFlags(scan);
  scan.addHelpText('after', exitHelp);
  scan.action((paths: string[]) => {
    invocation.run = async () =>
      (await import('./commands/scan.ts')).scanCommand(gatherFlags(paths, tokens()), io, signal);
  });
}

const exitHelp = `
Exit codes:
  0  nothing found at or above --fail-on
  1  findings
  2  wrong use: a flag, a config, a rule, a baseline
  3  incomplete: something could not be scanned
`;

function addLabelOptions(command: Command): Command {
  return command
    .option('--reason <text>', 'why')
    .option('--owner <name>', 'who answers for it')
    .option('--expires <day>', 'YYYY-MM-DD; from the day after it counts no more');
}

type LabelOptions = Partial<Record<'reason' | 'owner' | 'expires', string>>;

const labelOf = ({ reason, owner, expires }: LabelOptions): LabelOptions => ({
  ...(reason !== undefined && { reason }),
  ...(owner !== undefined && { owner }),
  ...(expires !== undefined && { expires }),
});

function addBaseline(program: Command, io: Io, invocation: Invocation, signal: AbortSignal): void {
  const baseline = program
    .command('baseline')
    .description('write what is found now to a baseline, so that scans report only what is new')
    .argument('[paths...]', 'what to scan')
    .option('--prune', 'take out entries that nothing matches any more');
  const tokens = addScanFlags(addLabelOptions(baseline), [
    'format',
    'output',
    'explain',
    'show-secrets',
    'exit-zero',
    'fail-on',
    'stdin-path',
  ]);
  baseline.action((paths: string[], options: LabelOptions & { prune?: boolean }) => {
    invocation.run = async () =>
      (await import('./commands/upkeep.ts')).baselineCommand(
        gatherFlags(paths, tokens()),
        { prune: options.prune === true, label: labelOf(options) },
        io,
        signal,
      );
  });
}

function addAllow(program: Command, io: Io, invocation: Invocation, signal: AbortSignal): void {
  const allow = program
    .command('allow')
    .description('allow one finding, by its value, in unleak.yml or by a comment on its line')
    .argument('<finding>', 'path:line[:column] as a report shows it, or a fingerprint')
    .option('--inline', 'write a comment on the line where the language has comments');
  const tokens = addScanFlags(addLabelOptions(allow), [
    'format',
    'output',
    'explain',
    'show-secrets',
    'exit-zero',
    'fail-on',
    'stdin-path',
    'files-from',
  ]);
  allow.action((target: string, options: LabelOptions & { inline?: boolean }) => {
    invocation.run = async () =>
      (await import('./commands/upkeep.ts')).allowCommand(
        target,
        gatherFlags([], tokens()),
        { inline: options.inline === true, label: labelOf(options) },
        io,
        signal,
      );
  });
}

interface RulesFlags {
  readonly rules?: string[];
  readonly format: string;
}

function addRules(program: Command, io: Io, invocation: Invocation): void {
  const rules = program.command('rules').description('tell about the rules, and try them');
  const add = (name: 'list' | 'show' | 'test', argument: string, description: string): void => {
    rules
      .command(name)
      .description(description)
      .argument(argument, name === 'show' ? 'a rule id' : 'rule ids or globs; all when none is named')
      .option('--rules <path>', 'add your own rule files; again for several', collect)
      .option('-f, --format <name>', 'text or json', 'text')
      .action((named: string | string[], flags: RulesFlags) => {
        invocation.run = async () =>
          (await import('./commands/rules-command.ts')).rulesCommand(name, [named].flat(), flags, io);
      });
  };
  add('list', '[ids...]', 'list the rules');
  add('show', '<id>', 'what a rule means, how it is recognised, how to fix a finding');
  add('test', '[ids...]', "fill the rules' samples into every place where keys stand, and look for them");
}

/** The exit code of an error that commander threw; help and version are none. */
export const codeOf = (error: CommanderError): number => (error.exitCode === 0 ? exitCodes.clean : exitCodes.usage);
export { CommanderError };
