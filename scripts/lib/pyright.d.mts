export function ensurePyright(): Promise<string>;
