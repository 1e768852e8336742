import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** What each room may import, besides itself: downwards only. */
const ALLOWED = {
  stack: [],
  commands: ['stack'],
  lab: ['stack'],
  backend: ['commands', 'lab', 'stack'],
  shell: ['backend', 'commands', 'lab', 'stack'],
  render: ['backend', 'commands', 'lab', 'stack'],
  check: ['backend', 'commands', 'lab', 'stack'],
  compare: ['backend', 'commands', 'lab', 'stack'],
  jupyter: ['shell', 'render', 'check', 'compare', 'backend', 'commands', 'lab', 'stack'],
  notebook: ['jupyter', 'shell', 'render', 'check', 'compare', 'backend', 'commands', 'lab', 'stack'],
  typescript: ['jupyter', 'shell', 'render', 'backend', 'commands', 'lab', 'stack'],
  transport: ['jupyter', 'shell', 'render', 'check', 'compare', 'backend', 'commands', 'lab', 'stack'],
};
const ROOMS = [...Object.keys(ALLOWED), 'cli'];

/** These bundle for a browser. */
const BROWSER = ['stack', 'commands', 'lab', 'shell', 'render', 'check', 'compare', 'jupyter', 'notebook', 'backend/simulated'];

const zones = Object.entries(ALLOWED).map(([room, allowed]) => ({
  target: `./src/${room}`,
  from: ROOMS.filter((other) => other !== room && !allowed.includes(other)).map((other) => `./src/${other}`),
  message: `src/${room} imports downwards only.`,
}));

export default tseslint.config(
  { ignores: ['dist', 'node_modules', '.venv', 'handouts', 'coverage'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    plugins: { 'import-x': importX },
    settings: { 'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.json'] })] },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      'import-x/no-restricted-paths': ['error', { zones }],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'max-lines': ['warn', 400],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    // The table of commands loads the code of one.
    files: ['src/cli/main.ts', 'src/cli/kernel.ts', 'src/cli/station.ts', 'src/cli/self.ts', 'src/typescript/*.ts'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: BROWSER.map((room) => `src/${room}/**/*.ts`),
    rules: { 'no-restricted-imports': ['error', { patterns: [{ group: ['node:*'], message: 'This room runs in a browser too.' }] }] },
  },
);
