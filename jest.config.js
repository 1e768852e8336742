/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  reporters: ['default', '<rootDir>/test/closing-line.js'],
  modulePathIgnorePatterns: ['<rootDir>/.venv/', '<rootDir>/dist/', '<rootDir>/handouts/'],
  // What runs a browser or Jupyter takes its time on a busy machine; a test that hangs is ended all the same.
  testTimeout: 300_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.(ts|js|mjs)$': ['ts-jest', { diagnostics: false, tsconfig: { allowJs: true, module: 'commonjs', moduleResolution: 'node10', target: 'es2023', esModuleInterop: true, isolatedModules: true } }],
  },
  // These packages ship ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(unbash|uuid|fast-check|pure-rand|mdast-util-[^/]+|micromark[^/]*|unist-util-[^/]+|decode-named-character-reference|character-entities|devlop)/)'],
};
