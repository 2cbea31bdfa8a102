import type { Linter } from 'eslint';
export function doorOf(room: string): string[];
export function modulesOf(world: string): string[];
export function restrictionsOf(room: string): readonly { group: string[]; message: string }[];
export const roomBlocks: Linter.Config[];
