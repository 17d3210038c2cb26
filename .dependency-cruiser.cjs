/** The invariants of docs/architecture.md that are about who imports whom. */
const PURE = '^server/src/(facts|findings|analysis|rules|knowledge)/';

module.exports = {
  forbidden: [
    {
      name: 'pure-layers',
      comment: 'Invariant 1: facts, findings, analysis, rules and knowledge are data and functions of data.',
      severity: 'error',
      from: { path: PURE },
      to: {
        path: [
          'node_modules/(typescript|vscode[^/]*)/',
          '^(node:)?(fs|fs/promises|child_process|http|https|net|os|path|process|worker_threads|crypto|readline|stream)$',
        ],
      },
    },
    {
      name: 'pure-layers-stay-below',
      comment: 'Invariant 1: the pure layers know nothing of disks, editors, terminals or the lab.',
      severity: 'error',
      from: { path: PURE },
      to: {
        path: '^(client|server/src/(front|fixes|project|lab|lsp|cli)/|server/src/(engine|protocol|main-lsp)\\.ts)',
      },
    },
    {
      name: 'facts-below-all',
      comment: 'Facts are plain data: they import nothing but each other.',
      severity: 'error',
      from: { path: '^server/src/facts/' },
      to: { pathNot: '^server/src/facts/' },
    },
    {
      name: 'only-front-imports-typescript',
      comment: 'Invariant 2: the parser can be exchanged behind front/; the lab instruments with its own use of it.',
      severity: 'error',
      from: { path: '^(client|server)/', pathNot: '^server/src/(front|lab)/' },
      to: { path: 'node_modules/typescript/' },
    },
    {
      name: 'only-lsp-imports-the-protocol-library',
      comment: 'Invariant 3.',
      severity: 'error',
      from: { path: '^server/src/', pathNot: '^server/src/(lsp/|main-lsp\\.ts)' },
      to: { path: 'node_modules/vscode-[^/]*/' },
    },
    {
      name: 'nobody-imports-lsp-or-cli',
      comment: 'Invariant 3: they are the outermost layers.',
      severity: 'error',
      from: { path: '^(client|server)/', pathNot: '^server/src/(lsp/|cli/|main-lsp\\.ts)' },
      to: { path: '^server/src/(lsp|cli)/' },
    },
    {
      name: 'lsp-and-cli-apart',
      severity: 'error',
      from: { path: '^server/src/lsp/' },
      to: { path: '^server/src/cli/' },
    },
    {
      name: 'client-knows-the-protocol-only',
      comment: 'Invariant 3: the client shows; it does not analyse.',
      severity: 'error',
      from: { path: '^client/' },
      to: { path: '^server/', pathNot: '^server/src/protocol\\.ts$' },
    },
    {
      name: 'no-cycles-between-layers',
      comment: 'Data flows one way. (Inside a layer, an interpreter of nested code calls itself across files.)',
      severity: 'error',
      from: { path: '^server/src/([^/]+)/' },
      to: { circular: true, pathNot: '^server/src/$1/', viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'shipped-code-uses-shipped-packages',
      severity: 'error',
      from: { path: '^(client|server)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
