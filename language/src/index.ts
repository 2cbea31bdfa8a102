/** The only door into the language. */
export type {
  Analysis,
  ExecutedFunction,
  Mutation,
  NamedValue,
  ScriptConfigs,
  ValueDescription,
} from './analysis/analysis.ts';
export type { ColumnOrigin, ColumnUse } from './analysis/columnOrigins.ts';
export {
  byteRateText,
  bytesText,
  countOf,
  countText,
  durationText,
  floatText,
  percentText,
  rateText,
} from './text/amounts.ts';
export { bundledCatalog, enumTables } from './catalog/bundled.ts';
export type {
  Catalog,
  FunctionInfo,
  Lacking,
  Overload,
  TableInfo,
  UdtfInfo,
} from './catalog/catalog.ts';
export type { EntityKind } from './catalog/entityKinds.ts';
export { type LiveCatalogRows, readLiveCatalog } from './catalog/live.ts';
export { mergeCatalog } from './catalog/merge.ts';
export { relationText, shortUnit, type Typed, typeText, unitText } from './catalog/typeText.ts';
export {
  type Column,
  DATA_TYPES,
  type DataType,
  type Relation,
  SEMANTIC_TYPE_NUMBERS,
  type SemanticType,
} from './catalog/types.ts';
export { generateOtelScript } from './otel/otelScript.ts';
export type {
  AggregateOperator,
  CallExpr,
  ColumnExpr,
  Expr,
  FilterOperator,
  JoinOperator,
  LiteralExpr,
  MapOperator,
  MemorySourceOperator,
  Operator,
  OperatorId,
  OtelAttribute,
  OtelExport,
  OtelMetric,
  OtelSinkOperator,
  OtelSpan,
  Plan,
  SinkOperator,
  UdtfSourceOperator,
  UnionOperator,
} from './plan/plan.ts';
export { codeOf, WARNING_CODES, warningSeverity, type Warning } from './problems/codes.ts';
export {
  shownMessage,
  type Problem,
  type RelatedPlace,
  type Severity,
} from './problems/problem.ts';
export type { ProblemDocumentation } from './problems/problemDocumentation.ts';
export { analyze, compile } from './semantics/compile.ts';
export { argumentComplaint } from './semantics/evaluate/annotations.ts';
export { FLAGS, readFlags } from './semantics/flags.ts';
export { ScriptMemory } from './semantics/incremental/scriptMemory.ts';
export { METADATA_KEYS, metadataConversion, metadataKey } from './semantics/ir/metadataKeys.ts';
export { durationNs } from './semantics/ir/time.ts';
export { METHOD_NAMES } from './semantics/objects/dataFrame.ts';
export { memberNames, MODULE_NAMES } from './semantics/objects/members.ts';
export { PX_TYPES } from './semantics/objects/types.ts';
export type { CompileRequest } from './semantics/request.ts';
export { commentsOf } from './syntax/comments.ts';
export { enclosingFunctions, lastFrom } from './syntax/enclosing.ts';
export { isForeign } from './syntax/foreign.ts';
export { tokenize } from './syntax/lexer.ts';
export { enclosingStatement, expressionPath } from './syntax/nodes.ts';
export { parse, parseExpression } from './syntax/parser.ts';
export { KEYWORDS, type Token } from './syntax/tokens.ts';
export type {
  BinaryExpression,
  CallExpression,
  CompareExpression,
  Expression,
  FunctionStatement,
  ImportedName,
  Module,
  NameExpression,
  Parameter,
  Statement,
} from './syntax/tree.ts';
export {
  childrenOf,
  eachExpression,
  eachStatement,
  expressionsOf,
  isStatement,
  statementsIn,
} from './syntax/walk.ts';
export { LineIndex, utf8SizeBytes } from './text/lineIndex.ts';
export { code, codeBlock, plain } from './text/markdown.ts';
export { similarNames } from './text/similarNames.ts';
export type { Span } from './text/span.ts';
