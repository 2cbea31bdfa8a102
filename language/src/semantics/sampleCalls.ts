/**
 * Functions that are looked into whether or not the script calls them: each is called once, with
 * values of its parameters' types, as if it were the only one.
 */
import { shifted } from '../syntax/shift.ts';
import type { FunctionStatement } from '../syntax/tree.ts';
import type { IrOp } from './ir.ts';
import type { Recording } from './recording.ts';
import type { Complaint } from './refusal.ts';
import type { Recent } from '../text/recent.ts';
import type { Value } from './values.ts';

/** What a call with sample arguments has shown. */
export interface SampleCall {
  readonly recording: Recording;
  readonly ops: readonly IrOp[];
  readonly complaints: readonly Complaint[];
  /** Undefined where the call has failed. */
  readonly returned: Value | undefined;
  /** Expressions that were evaluated. */
  readonly steps: number;
}

/** What is remembered of one. */
export interface KnownCall {
  /** Where the function was. */
  readonly offset: number;
  readonly complaints: readonly Complaint[];
  /** Functions it called, by name. */
  readonly called: readonly string[];
  readonly steps: number;
}

export interface SampledScript {
  /** Functions that can be called, by name, in text order. */
  readonly functions: ReadonlyMap<string, FunctionStatement>;
  readonly call: (node: FunctionStatement) => SampleCall;
  /** What the script itself has shown. */
  readonly main: Recording;
  /** @see FunctionKeys.keyOf */
  readonly keyOf: (node: FunctionStatement) => string | undefined;
  readonly known: Recent<KnownCall> | undefined;
}

/** Past so many expressions in all calls together, no further function is called. */
const MAX_STEPS = 1_000_000;

export class SampleCalls {
  readonly complaints: readonly Complaint[];
  /** Which call shows most of a function: the last one in the text that reaches it. */
  private readonly sources = new Map<string, string>();
  private readonly made = new Map<string, SampleCall>();
  private readonly keys = new Map<string, string>();

  constructor(private readonly script: SampledScript) {
    const complaints: Complaint[] = [];
    let steps = 0;
    for (const [name, node] of script.functions) {
      if (steps > MAX_STEPS) break;
      const known = this.lookInto(name, node);
      steps += known.steps;
      for (const one of known.complaints) complaints.push(one);
      for (const called of known.called) this.sources.set(called, name);
    }
    // As the compiler looks at things: what comes up while functions run, then their operators.
    this.complaints = [
      ...complaints.filter(({ phase }) => phase === undefined),
      ...complaints.filter(({ phase }) => phase !== undefined),
    ];
  }

  /** The function whose call shows most of another one; undefined for the script itself. */
  sourceOf(node: FunctionStatement): string | undefined {
    if (this.script.main.called.has(node)) return undefined;
    const { text } = node.name;
    return this.sources.get(text) ?? text;
  }

  /** What tells most of a function's body. */
  recordingOf(node: FunctionStatement): Recording {
    const source = this.sourceOf(node);
    const call = source === undefined ? undefined : this.callOf(source);
    return call?.recording ?? this.script.main;
  }

  /** Calls a function, unless that has been done; undefined where there is no such function. */
  callOf(name: string): SampleCall | undefined {
    const made = this.made.get(name);
    if (made !== undefined) return made;
    const node = this.script.functions.get(name);
    if (node === undefined) return undefined;
    const call = this.script.call(node);
    this.made.set(name, call);
    return call;
  }

  /** @see FunctionKeys.keyOf */
  keyOf(name: string): string | undefined {
    return this.keys.get(name);
  }

  /** Operators of all calls. */
  get ops(): readonly IrOp[] {
    return [...this.script.functions.keys()].flatMap((name) => this.callOf(name)?.ops ?? []);
  }

  private lookInto(name: string, node: FunctionStatement): KnownCall {
    const key = this.script.keyOf(node);
    if (key !== undefined) this.keys.set(name, key);
    const { start } = node.span;
    const known = key === undefined ? undefined : this.script.known?.get(key);
    if (known !== undefined) {
      return { ...known, complaints: shifted(known.complaints, start - known.offset) };
    }
    const call = this.script.call(node);
    this.made.set(name, call);
    const { complaints, steps, recording } = call;
    const called = [...recording.called]
      .filter((one) => this.script.functions.get(one.name.text) === one)
      .map((one) => one.name.text);
    const found: KnownCall = { offset: start, complaints, called, steps };
    if (key !== undefined && complaints.every((one) => isOwn(one, node))) {
      this.script.known?.set(key, found);
    }
    return found;
  }
}

/** Whether a complaint moves with the function: it is in it, and says nothing of what is before it. */
function isOwn({ place, position, message }: Complaint, { span }: FunctionStatement): boolean {
  const isInside = place.span.start >= span.start && place.span.end <= span.end;
  return isInside && position === undefined && !message.includes('(id=');
}
