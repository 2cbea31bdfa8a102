export interface Room {
  readonly imports: readonly string[];
  readonly worlds: readonly string[];
  readonly layers?: readonly string[];
  readonly only?: Readonly<Record<string, readonly string[]>>;
}
export const rooms: Readonly<Record<string, Room>>;
export const worlds: Readonly<Record<string, string[]>>;
