// Who may import whom. ESLint, dependency-cruiser and ARCHITECTURE.md's table are checked against this.
// `imports`: other rooms' doors. `worlds`: what a room may use from outside, such as `vscode` or `node`.
// `layers`: the room's folders, the ground first. A folder imports only itself and those before it;
// `.` stands for the files of the room's own folder, which without it are above all others. Files of
// `semantics` itself are a layer apart from those of `semantics/ir`.
// `only`: worlds that belong to some folders of the room.
export const rooms = {
  language: {
    imports: [],
    worlds: [],
    layers: [
      'text',
      'problems',
      'syntax',
      'catalog',
      'plan',
      'analysis',
      'semantics/ir',
      'semantics/values',
      'semantics/objects',
      'semantics/evaluate',
      'semantics/planner',
      'semantics/lineage',
      'semantics/warnings',
      'semantics/incremental',
      'semantics',
      'otel',
    ],
  },
  vis: {
    imports: ['language'],
    worlds: ['json'],
    layers: ['read', 'problems', 'check', 'edit', 'run'],
  },
  ide: {
    imports: ['language', 'vis'],
    worlds: [],
    layers: ['edits', 'docs', 'check', 'navigation', 'completion', 'actions', 'rename', 'format'],
  },
  protocol: { imports: ['language'], worlds: ['shapes'] },
  rows: { imports: ['language', 'protocol'], worlds: [], layers: ['cells', 'text', 'write'] },
  proto: { imports: ['language', 'protocol'], worlds: ['node', 'grpc', 'jwe'] },
  runner: { imports: ['language', 'protocol', 'proto'], worlds: ['node', 'grpc'] },
  engine: {
    imports: ['language', 'protocol', 'proto'],
    worlds: ['node', 'grpc', 'duckdb'],
    layers: ['store', 'metadata', 'functions', 'sql', 'export', 'cluster', 'execute'],
    only: { duckdb: ['store'], grpc: ['export'] },
  },
  clusters: {
    imports: ['language', 'protocol', 'rows', 'proto', 'engine'],
    worlds: ['node'],
    layers: ['otlp', 'profiles', 'demo', 'host', 'recording'],
  },
  gateway: {
    imports: ['language', 'protocol', 'proto'],
    worlds: ['node', 'grpc'],
    layers: ['http', 'otlp', 'vizier'],
    only: { grpc: ['vizier'] },
  },
  local: {
    imports: ['language', 'protocol', 'engine', 'clusters', 'gateway'],
    worlds: ['node', 'certificates'],
  },
  server: {
    imports: ['language', 'vis', 'ide', 'protocol'],
    worlds: ['node', 'lsp-server', 'formatter'],
    layers: [
      'messages',
      'workspace',
      'diagnostics',
      'features',
      'features/vis',
      'features/script',
      '.',
      'node',
    ],
    only: { formatter: ['features/script'] },
  },
  client: {
    imports: ['protocol', 'rows', 'runner'],
    worlds: ['node', 'vscode', 'lsp-client'],
    layers: [
      'workspace',
      'connections',
      'telemetry',
      'clusters',
      'language',
      'panel',
      'run',
      'newcomers',
      'services',
      'views',
      'commands',
      'features',
    ],
    only: { 'lsp-client': ['language'] },
  },
  webview: {
    imports: ['language', 'protocol', 'rows'],
    worlds: ['grid'],
    layers: ['styles', 'store', 'view', 'copy', 'grid', 'panel'],
    only: { grid: ['grid', '.'] },
  },
  cli: {
    imports: ['language', 'vis', 'ide', 'protocol', 'rows', 'runner', 'clusters', 'local'],
    worlds: ['node', 'terminal', 'formatter'],
    layers: ['outcome', 'output', 'connection', 'script', 'process', 'commands'],
  },
};

// Packages that belong to each world; `node` stands for every built-in module.
export const worlds = {
  node: [],
  vscode: ['vscode'],
  'lsp-server': ['vscode-languageserver', 'vscode-languageserver-textdocument'],
  'lsp-client': ['vscode-languageclient'],
  grpc: ['@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs'],
  duckdb: ['@duckdb/node-api'],
  jwe: ['jose'],
  grid: ['slickgrid'],
  shapes: ['valibot'],
  certificates: ['@peculiar/x509', 'reflect-metadata'],
  json: ['jsonc-parser'],
  formatter: ['@wasm-fmt/ruff_fmt'],
  terminal: ['commander', 'string-width'],
};
