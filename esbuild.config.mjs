import { chmodSync, cpSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import ts from 'typescript';

// What is loaded on demand (`require('./name')` in src/) becomes a file of its own, and what several of them share becomes chunks: so a
// start reads what it needs, and no more. Left out: native code, and what only some cells need.
const sources = readdirSync('src', { recursive: true }).filter((file) => file.endsWith('.ts')).map((file) => join('src', file));
const parts = sources.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\brequire\('(\.[^']+)'\)/g)].map(([, path]) => `./${join(dirname(file), path)}.ts`));
const onDemand = {
  name: 'on-demand',
  setup: ({ onResolve }) => onResolve({ filter: /^\./ }, ({ kind, path, importer }) => (kind === 'require-call' && parts.includes(`./${relative('.', join(dirname(importer), path))}.ts`)
    ? { path: `./${basename(path)}.js`, external: true } : undefined)),
};
const { outputFiles, metafile } = await build({
  entryPoints: { vethlab: './src/cli/main.ts', library: './src/typescript/library.ts', ...Object.fromEntries(parts.map((file) => [basename(file, '.ts'), file])) },
  plugins: [onDemand],
  bundle: true,
  splitting: true,
  // as splitting wants it
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // less to read and parse at each start
  minifyWhitespace: true,
  minifySyntax: true,
  external: ['zeromq', 'just-bash', 'jq-wasm', 'tslab', 'tslab/dist/converter', 'expect'],
  metafile: true,
  sourcemap: 'inline',
  outdir: 'dist',
  write: false,
  logLevel: 'warning',
});
// Node loads CommonJS more quickly.
const written = await Promise.all(outputFiles.map(async ({ path, text }) => {
  const file = basename(path);
  const { code, map } = await transform(text, { format: 'cjs', platform: 'node', target: 'node20', minifyWhitespace: true, minifySyntax: true, sourcefile: file, sourcemap: 'external', sourcesContent: false });
  return [[file, `${code}//# sourceMappingURL=${file}.map\n`], [`${file}.map`, map]];
}));
mkdirSync('dist', { recursive: true });
const files = new Map(written.flat());
for (const [file, text] of files) writeFileSync(join('dist', file), text);
for (const entry of readdirSync('dist', { withFileTypes: true })) if (entry.isFile() && !files.has(entry.name)) rmSync(join('dist', entry.name));
chmodSync('dist/vethlab.js', 0o755);

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

// Handouts as slides hold these within.
for (const file of ['reveal.js', 'reveal.css']) cpSync(`node_modules/reveal.js/dist/${file}`, `dist/reveal/${file}`);

// What these files hold of other packages comes with its licences.
const packages = new Set(['node_modules/reveal.js', ...Object.keys(metafile.inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [])]);
const licences = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  return `${name} ${version}: ${license}\n\n${file ? readFileSync(join(folder, file), 'utf8').trim() : '(the package has no more to say)'}\n`;
});
writeFileSync('dist/licenses.txt', licences.join(`\n${'-'.repeat(80)}\n\n`));
