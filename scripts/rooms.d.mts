export const rooms: Readonly<Record<string, { imports: string[]; worlds: string[] }>>;
export const worlds: Readonly<Record<string, string[]>>;
