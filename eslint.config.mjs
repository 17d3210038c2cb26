/** What the compiler does not see: promises that nobody waits for, values of any type, names that nobody uses. */
import { fileURLToPath } from 'node:url';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'out/',
      'test-output/',
      '.vscode-test/',
      // Programs under analysis are wrong on purpose.
      'test/cases/{labelled,siblings,async,threads,deadlock,blocking}/',
      'test/fixes/programs/',
      'test/editor/workspace/',
      'examples/',
    ],
  },
  {
    files: ['client/src/**/*.ts', 'server/src/**/*.ts', 'test/**/*.ts', 'scripts/**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: fileURLToPath(new URL('.', import.meta.url)) },
    },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-expressions': ['error', { allowTernary: true, allowShortCircuit: true }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // `void describe(...)` says nothing: the runner waits for what it was given.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', package: 'node:test', name: ['describe', 'it', 'test', 'suite', 'before', 'after'] },
          ],
        },
      ],
      // The compiler's tree gives one number several names; comparing them across is how it is read.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // A matter of taste, on which two versions of the rule disagree.
      '@typescript-eslint/no-unnecessary-type-assertion': 'off',
    },
  },
  {
    files: ['server/src/lab/bank/**/*.ts'],
    // Functions of `Atomics` have no `this`.
    rules: { '@typescript-eslint/unbound-method': 'off' },
  },
  {
    files: ['server/src/analysis/threads/**/*.ts', 'server/src/rules/threads/**/*.ts'],
    rules: {
      // What interpreted code throws, and what ends an agent, are no errors of ours.
      '@typescript-eslint/only-throw-error': ['error', { allow: [{ from: 'file', name: ['Thrown', 'Stop'] }] }],
      // Values of the interpreted program are printed where they are known to be primitive.
      '@typescript-eslint/no-base-to-string': 'off',
      // Functions of `String` and `Number` are tables here; they have no `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['test/lab/**/*.ts', 'test/unit/threads*.ts'],
    // Programs made up by the test are run where they are made.
    rules: { '@typescript-eslint/no-implied-eval': 'off', '@typescript-eslint/no-unsafe-call': 'off' },
  },
);
