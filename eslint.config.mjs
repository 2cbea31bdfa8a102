// Strict type-checked rules, plus one block per room made from scripts/rooms.mjs.
import tseslint from 'typescript-eslint';
import { roomBlocks } from './scripts/lib/roomRules.mjs';

// A spread literal is exempt from the excess property check, so a misspelt optional field compiles.
const literalSpreads = ['SpreadElement > ObjectExpression', 'SpreadElement > ArrayExpression'].map(
  (selector) => ({ selector, message: 'Write the members out instead of spreading a literal.' }),
);

export default tseslint.config(
  {
    ignores: [
      'out/**',
      'dist/**',
      'node_modules/**',
      '.vscode-test/**',
      'test/boundaries/fixtures/**',
      'test/.artifacts/**',
      'cli/bin/**',
      '**/*.mjs',
      '**/*.config.mts',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // `return fail(…)` says in one line that a function ends without a value.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true } }],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-restricted-syntax': ['error', ...literalSpreads],
      'max-lines': ['error', { max: 700, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // A language without clocks or processes stays deterministic and runs in any host.
    files: ['language', 'vis', 'ide', 'protocol', 'rows', 'webview'].map(
      (room) => `${room}/src/**/*.ts`,
    ),
    rules: {
      'no-restricted-globals': ['error', 'process', 'Buffer', 'global', 'require', '__dirname'],
    },
  },
  ...roomBlocks,
  {
    // Tests stand outside the rooms and look into all of them.
    files: ['test/**/*.ts'],
    rules: { 'no-restricted-imports': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
