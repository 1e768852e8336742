import { chmodSync } from 'node:fs';
import { build } from 'esbuild';

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
  external: ['zeromq', 'just-bash', '@viz-js/viz', 'tslab'],
  sourcemap: 'linked',
  logLevel: 'warning',
});
chmodSync('dist/vethlab.js', 0o755);
