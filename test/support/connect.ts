/** How tests reach a local cluster's server. */
import { apiKeyCredentials, type VizierRunnerOptions } from '#runner';

export const plaintext = (address: string, apiKey: string): VizierRunnerOptions => ({
  address,
  credentials: apiKeyCredentials(apiKey),
  transport: { kind: 'plaintext' },
  peer: 'pxl',
});
