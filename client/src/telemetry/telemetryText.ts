/** What the Clusters view says about received telemetry. */
import { countOf, visible } from '#rows';
import type { ReceivedTelemetry } from './telemetryWatch.ts';

export interface TelemetryLine {
  /** Unique among the lines. */
  readonly id: string;
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** Codicon. */
  readonly icon: string;
}

/** Whether programs that were set up for the wanted port reach nobody here. */
const isElsewhere = (endpoint: string, port: number): boolean =>
  !endpoint.endsWith(`:${String(port)}`);

/**
 * The endpoint first, then who sends, the last one first.
 *
 * @param port The one that was to be used.
 */
export function telemetryLines(
  { endpoint, status }: ReceivedTelemetry,
  port: number,
  timeText: (timeNs: bigint) => string,
): readonly TelemetryLine[] {
  const { senders, isBusy, withoutTable } = status;
  const lines: TelemetryLine[] = [endpointLine(endpoint, port)];
  if (isBusy) {
    lines.push({
      id: 'busy',
      label: 'Busy',
      description: 'senders are asked to wait',
      tooltip: 'More telemetry arrives than can be stored. OpenTelemetry SDKs send it again later.',
      icon: 'warning',
    });
  }
  if (senders.length === 0) {
    lines.push({
      id: 'none',
      label: 'Nothing received yet',
      description: 'since the local cluster started',
      tooltip: 'Use Copy OTLP Endpoint… and start your program with these variables.',
      icon: 'info',
    });
  }
  for (const { service, rows, lastReceivedNs } of senders) {
    const last = timeText(BigInt(lastReceivedNs));
    lines.push({
      id: `sender:${service}`,
      label: visible(service),
      description: `${countOf(rows, 'row')} · last ${last}`,
      tooltip: `${visible(service)} has sent ${countOf(rows, 'row')}. The last came at ${last}.`,
      icon: 'pulse',
    });
  }
  if (withoutTable > 0) {
    lines.push({
      id: 'withoutTable',
      label: 'Not stored',
      description: countOf(withoutTable, 'item'),
      tooltip: 'Spans and metric points that no table is for, such as internal spans.',
      icon: 'circle-slash',
    });
  }
  return lines;
}

function endpointLine(endpoint: string, port: number): TelemetryLine {
  const isTaken = isElsewhere(endpoint, port);
  return {
    id: 'endpoint',
    label: 'OTLP endpoint',
    description: isTaken ? `${endpoint} · port ${String(port)} is in use` : endpoint,
    tooltip: isTaken
      ? `Another program uses port ${String(port)}, so telemetry is received at ${endpoint}. Programs that send to port ${String(port)} do not reach this window.`
      : 'Programs send OpenTelemetry here. Use Copy OTLP Endpoint… for the variables.',
    icon: isTaken ? 'warning' : 'radio-tower',
  };
}
