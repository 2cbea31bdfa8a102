/** What evaluating a part of a script has shown. */
import type { Expression, FunctionStatement } from '../../syntax/tree.ts';
import { NameHistory } from './nameHistory.ts';
import type { Value } from '../values/values.ts';

export class Recording {
  /** What each expression evaluated to, the last time. */
  readonly values = new Map<Expression, Value>();
  /** Which names there were where. */
  readonly history = new NameHistory();
  /**
   * Functions of the script that were called, other than with values nobody wrote, with the
   * statement that did so last.
   */
  readonly called = new Map<FunctionStatement, number>();
  /** Which of the statements is being run. */
  root = 0;
  private readonly before: (() => void)[] = [];

  /** A script may add to modules, or replace what they hold. */
  changeModule(attributes: Map<string, Value>, name: string): void {
    const value = attributes.get(name);
    this.before.push(() => {
      if (value === undefined) attributes.delete(name);
      else attributes.set(name, value);
    });
  }

  get changesModules(): boolean {
    return this.before.length > 0;
  }

  /** Modules are again as they were. */
  restoreModules(): void {
    for (const restore of this.before.reverse()) restore();
  }
}
