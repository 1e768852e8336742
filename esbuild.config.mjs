import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import ts from 'typescript';

// One file, so that a kernel's start reads one file. Left out: native code, and what only some cells need.
const settings = {
  bundle: true,
  platform: 'node',
  // less to read and parse at each start
  minifyWhitespace: true,
  minifySyntax: true,
  format: 'cjs',
  target: 'node20',
  external: ['zeromq', 'just-bash', 'tslab', 'tslab/dist/converter', 'expect'],
  sourcemap: 'linked',
  logLevel: 'warning',
};
await build({ ...settings, entryPoints: ['src/cli/main.ts'], outfile: 'dist/vethlab.js' });
chmodSync('dist/vethlab.js', 0o755);

// What other programs import.
await build({ ...settings, entryPoints: ['src/typescript/library.ts'], outfile: 'dist/library.js' });

// What TypeScript cells, and programs that import this one, are checked against.
mkdirSync('dist/types', { recursive: true });
for (const name of ['api', 'library']) {
  const { outputText } = ts.transpileDeclaration(readFileSync(`src/typescript/${name}.ts`, 'utf8'), { fileName: `${name}.ts`, compilerOptions: { declaration: true, isolatedDeclarations: true } });
  writeFileSync(`dist/types/${name}.d.ts`, outputText);
}

// The notebooks here import it by its name, as those elsewhere do.
mkdirSync('notebooks/node_modules', { recursive: true });
rmSync('notebooks/node_modules/vethlab', { force: true });
symlinkSync('../..', 'notebooks/node_modules/vethlab', 'junction');
