/** Shows the list of pinned networks and puts the focus on its title, for keys, commands and buttons alike. */
export function goToPins(): void {
  const title = document.getElementById('pins-title');
  title?.scrollIntoView({ behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth' });
  title?.focus({ preventScroll: true });
}
