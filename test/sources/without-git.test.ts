import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { afterEach, describe, expect, it } from 'vitest';
import { list, makeRepository, makeTree, shownOf, writeTree } from './tree.ts';

describe('without the help of git', () => {
  const { PATH } = env;
  afterEach(() => {
    env['PATH'] = PATH;
  });

  it('walks with the ignore files of the repository when git is not installed', async () => {
    const root = makeRepository({ '.gitignore': '*.log\n', 'sub/a': '', 'sub/b.log': '', top: '' });
    writeTree(root, { '.git/info/exclude': 'c\n', 'sub/c': '' });
    env['PATH'] = '/nonexistent';
    const listing = await list(root, { paths: ['sub'] });
    expect(shownOf(listing)).toEqual(['sub/a']);
    expect(listing.ignored).toBe(2);
    expect(listing.notices.join()).toContain('git is not installed');
  });

  it('walks when the index is corrupt', async () => {
    const root = makeRepository({ a: '' });
    writeFileSync(join(root, '.git/index'), 'DIRCjunk');
    const listing = await list(root);
    expect(shownOf(listing)).toEqual(['a']);
    expect(listing.notices).toHaveLength(1);
  });

  it.runIf(process.getuid?.() === 0)(
    'walks a repository that belongs to somebody else, unless the user trusts it',
    async () => {
      const root = makeRepository({ '.gitignore': 'forced\n', forced: '' });
      for (const path of [root, join(root, '.git')]) chownSync(path, 4242, 4242);
      const refused = await list(root);
      expect(shownOf(refused)).toEqual(['.gitignore']);
      expect(refused.notices.join()).toContain('dubious ownership');
      const home = makeTree({ '.gitconfig': `[safe]\n\tdirectory = ${root}\n` });
      const { HOME, GIT_CONFIG_GLOBAL } = env;
      try {
        env['HOME'] = home;
        delete env['GIT_CONFIG_GLOBAL'];
        expect(await list(root)).toMatchObject({
          entries: [{ shown: '.gitignore' }, { shown: 'forced' }],
          notices: [],
        });
      } finally {
        env['HOME'] = HOME;
        if (GIT_CONFIG_GLOBAL !== undefined) env['GIT_CONFIG_GLOBAL'] = GIT_CONFIG_GLOBAL;
      }
    },
  );

  it('starts no git that the scanned tree brings along', async () => {
    const root = makeRepository({ a: '' });
    const marker = join(makeTree(), 'ran');
    for (const folder of ['node_modules/.bin', 'bin']) {
      writeTree(root, { [`${folder}/git`]: `#!/bin/sh\ntouch ${marker}\n` });
      chmodSync(join(root, folder, 'git'), 0o755);
    }
    env['PATH'] = `${root}/node_modules/.bin:${root}/bin:.:bin:${PATH}`;
    expect(shownOf(await list(root))).toContain('a');
    expect(existsSync(marker)).toBe(false);
    mkdirSync(join(root, 'x'));
    expect(execFileSync('git', ['--version'], { cwd: root }).toString()).toBe('');
    expect(existsSync(marker)).toBe(true);
  });
});
