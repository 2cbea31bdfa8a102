/** Language status item: where tables and functions are known from. */
import * as vscode from 'vscode';
import type { CatalogState } from '../clusters/catalogCache.ts';

export class SchemaStatus implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('pxl.schemas', [
    { language: 'pxl' },
    { pattern: '**/vis.json' },
  ]);

  constructor() {
    this.item.name = 'PxL Schemas';
    this.item.command = { command: 'pxl.refreshSchemas', title: 'Refresh' };
  }

  show(state: CatalogState): void {
    const { text, detail, isBusy, hasFailed } = schemaText(state);
    const { Information, Warning } = vscode.LanguageStatusSeverity;
    this.item.text = text;
    this.item.detail = detail;
    this.item.busy = isBusy;
    this.item.severity = hasFailed ? Warning : Information;
    this.item.accessibilityInformation = { label: `${text}. ${detail}` };
  }

  dispose(): void {
    this.item.dispose();
  }
}

interface SchemaText {
  readonly text: string;
  readonly detail: string;
  readonly isBusy: boolean;
  readonly hasFailed: boolean;
}

function schemaText(state: CatalogState): SchemaText {
  const common = { isBusy: false, hasFailed: false };
  switch (state.kind) {
    case 'bundled':
      return {
        ...common,
        text: 'Schemas: bundled',
        detail: state.reason,
        hasFailed: state.hasFailed,
      };
    case 'loading':
      return {
        ...common,
        text: 'Schemas: bundled',
        detail: `Asking ${state.cluster}…`,
        isBusy: true,
      };
    case 'live': {
      const version = state.vizierVersion === '' ? '' : ` (vizier ${state.vizierVersion})`;
      const detail = 'Tables and functions as this cluster has them.';
      return { ...common, text: `Schemas: cluster ${state.cluster}${version}`, detail };
    }
  }
}
