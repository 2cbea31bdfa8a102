// Who may import whom. ESLint, dependency-cruiser and ARCHITECTURE.md's table are checked against this.
// `imports`: other rooms' doors. `vscode`, `node`, `lsp`, `grpc`, `duckdb`: outside worlds.
export const rooms = {
  language: { imports: [], worlds: [] },
  vis: { imports: ['language'], worlds: ['json'] },
  ide: { imports: ['language', 'vis'], worlds: [] },
  protocol: { imports: ['language'], worlds: [] },
  rows: { imports: ['language', 'protocol'], worlds: [] },
  proto: { imports: ['language', 'protocol'], worlds: ['node', 'grpc', 'jwe'] },
  runner: { imports: ['language', 'protocol', 'proto'], worlds: ['node', 'grpc'] },
  engine: {
    imports: ['language', 'protocol', 'rows', 'proto'],
    worlds: ['node', 'grpc', 'duckdb'],
  },
  server: {
    imports: ['language', 'vis', 'ide', 'protocol'],
    worlds: ['node', 'lsp-server', 'formatter'],
  },
  client: { imports: ['protocol', 'rows', 'runner'], worlds: ['node', 'vscode', 'lsp-client'] },
  webview: { imports: ['language', 'protocol', 'rows'], worlds: ['grid'] },
  cli: {
    imports: ['language', 'vis', 'ide', 'protocol', 'rows', 'runner', 'engine'],
    worlds: ['node', 'terminal', 'formatter'],
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
  json: ['jsonc-parser'],
  formatter: ['@wasm-fmt/ruff_fmt'],
  terminal: ['commander', 'string-width'],
};
