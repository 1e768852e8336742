import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const PROJECT = join(__dirname, '..');

/** The rooms that a browser loads. */
const BROWSER_ROOMS = ['stack', 'commands', 'lab', 'shell', 'render', 'check', 'compare', 'jupyter', 'notebook', 'backend/simulated'];

describe('rooms', () => {
  const rooms = BROWSER_ROOMS.filter((room) => existsSync(join(PROJECT, 'src', room)));

  it.each(rooms)('%s bundles for a browser', async (room) => {
    const folder = join(PROJECT, 'src', room);
    const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
    const { errors, metafile } = await build({
      stdin: { contents: files.map((file) => `export * as _${files.indexOf(file)} from ${JSON.stringify(file)};`).join('\n'), resolveDir: PROJECT },
      bundle: true,
      write: false,
      platform: 'browser',
      format: 'esm',
      external: ['just-bash', 'jq-wasm', 'tslab'],
      metafile: true,
      logLevel: 'silent',
    });
    expect(errors).toEqual([]);
    expect(Object.keys(metafile.inputs).filter((file) => /src\/(cli|transport|typescript|backend\/real)\//.test(file))).toEqual([]);
  });

  it.each([
    ['src/stack/clock.ts', "import '../commands/program';\n", 'import-x/no-restricted-paths'],
    ['src/render/index.ts', "import '../shell/terminal';\n", 'import-x/no-restricted-paths'],
    ['src/compare/index.ts', "import '../shell/terminal';\n", 'import-x/no-restricted-paths'],
    ['src/jupyter/kernel.ts', "import '../transport/wire';\n", 'import-x/no-restricted-paths'],
    ['src/jupyter/kernel.ts', "import 'node:fs';\n", 'no-restricted-imports'],
    ['src/backend/simulated/backend.ts', "import 'node:os';\n", 'no-restricted-imports'],
  ])('lint stops %s from saying %j', (file, text, rule) => {
    const eslint = join(PROJECT, 'node_modules', 'eslint', 'bin', 'eslint.js');
    const { stdout } = spawnSync(process.execPath, [eslint, '--stdin', '--stdin-filename', file, '--format', 'json'], { cwd: PROJECT, input: text, encoding: 'utf8' });
    const [result] = JSON.parse(stdout) as [{ messages: { ruleId: string }[] }];
    expect(result.messages.map(({ ruleId }) => ruleId)).toContain(rule);
  });
});
