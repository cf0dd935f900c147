// Which posters lead patrons to their loans.
import type { House, SourceView, WindowDesk } from '$lib/wire';

interface Poster {
  /** The desk's name. */
  name: string;
  link: string;
}

/** One for each desk that has loans to tell; none of a link that nobody else can open. */
export function postersOf(
  view: WindowDesk | null,
  desks: House['desks'],
  sources: readonly SourceView[],
): Poster[] {
  if (!view || view.public.thisComputerOnly) return [];
  const { base } = view.public;
  return desks
    .filter(({ id }) => sources.some(({ form }) => form.desk === id))
    .map(({ name, handle }) => ({ name, link: `${base}/@${handle}#prestiti` }));
}
