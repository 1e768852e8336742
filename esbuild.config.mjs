import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import ts from 'typescript';

// One file, so that a kernel's start reads one file. Left out: native code, and what only some cells need.
await build({
  entryPoints: ['src/cli/main.ts'],
  outfile: 'dist/vethlab.js',
  bundle: true,
  platform: 'node',
  // less to read and parse at each start
  minifyWhitespace: true,
  minifySyntax: true,
  format: 'cjs',
  target: 'node20',
  external: ['zeromq', 'just-bash', '@viz-js/viz', 'tslab', 'tslab/dist/converter', 'expect'],
  sourcemap: 'linked',
  logLevel: 'warning',
});
chmodSync('dist/vethlab.js', 0o755);

// What TypeScript cells are checked against.
mkdirSync('dist/types', { recursive: true });
for (const name of ['api']) {
  const { outputText } = ts.transpileDeclaration(readFileSync(`src/typescript/${name}.ts`, 'utf8'), { fileName: `${name}.ts`, compilerOptions: { declaration: true, isolatedDeclarations: true } });
  writeFileSync(`dist/types/${name}.d.ts`, outputText);
}
