/** How tables share the height of the panel. */

export interface SectionHeights {
  /** What all rows would need, header included. */
  readonly wantedPx: number;
  /** What must be there to be useful. */
  readonly leastPx: number;
  readonly isOpen: boolean;
  /** Height of the section's own heading. */
  readonly headingPx: number;
}

/**
 * Heights of the grids. One open table fills the panel. Several get what they want while that fits;
 * otherwise small tables get all they want and large ones equal shares, but never less than their
 * least, so that many tables scroll.
 */
export function gridHeights(
  sections: readonly SectionHeights[],
  panelPx: number,
): readonly number[] {
  const headings = sections.reduce((sum, { headingPx }) => sum + headingPx, 0);
  const free = Math.max(0, panelPx - headings);
  const open = sections.filter(({ isOpen }) => isOpen);
  if (open.length === 1) {
    return sections.map(({ isOpen, leastPx }) => (isOpen ? Math.max(leastPx, free) : 0));
  }
  let left = free;
  let waiting = open.length;
  const shares = new Map<SectionHeights, number>();
  for (const section of [...open].sort((a, b) => a.wantedPx - b.wantedPx)) {
    const share = Math.max(section.leastPx, Math.floor(left / Math.max(1, waiting)));
    const height = Math.min(section.wantedPx, share);
    shares.set(section, height);
    left = Math.max(0, left - height);
    waiting -= 1;
  }
  return sections.map((section) => shares.get(section) ?? 0);
}
