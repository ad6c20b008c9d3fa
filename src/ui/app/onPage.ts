/**
 * What else can be done on the page as it stands: every button, field and chart tool in sight, by its own label, so that
 * the palette reaches whatever any step offers without a list that could fall behind. What a step hides or locks is not
 * there either.
 */
export interface PageItem {
  readonly id: string;
  /** The step it stands in. */
  readonly group: string;
  readonly title: string;
  readonly run: () => void;
}

const SKIPPED = 'dialog *, .top *, .rail *, .tip-trigger, .link, .panel-head button, [role="option"], [aria-hidden="true"], .visually-hidden:not([type="file"])';

const clean = (text: string | null | undefined): string => (text ?? '').replaceAll(/\s+/g, ' ').trim();

export function itemsOnPage(root: ParentNode): readonly PageItem[] {
  const items: PageItem[] = [];
  for (const element of root.querySelectorAll<HTMLElement>('button, summary, input, select')) {
    if (element.matches(SKIPPED) || element.matches(':disabled') || !isShown(element)) continue;
    const title = titleOf(element);
    if (title === '') continue;
    items.push({ id: `page-${items.length}`, group: groupOf(element), title, run: () => act(element) });
  }
  return items;
}

const isShown = (element: HTMLElement): boolean => (element.matches('.visually-hidden') ? element.closest('label') ?? element : element).checkVisibility?.({ visibilityProperty: true }) ?? true;

function titleOf(element: HTMLElement): string {
  const own = (element.closest('.chart-tools') ? clean(element.textContent) : clean(element.getAttribute('aria-label'))) || (element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? labelOf(element) : clean(element.textContent));
  const chart = element.closest('figure.chart')?.querySelector('.chart-title');
  return own !== '' && chart ? `${own}: ${clean(chart.textContent)}` : own;
}

function labelOf(field: HTMLInputElement | HTMLSelectElement): string {
  const legend = field.matches('[type="radio"]') ? clean(field.closest('fieldset')?.querySelector('legend')?.textContent) : '';
  const label = clean(field.labels?.[0]?.textContent);
  return legend === '' || label === '' ? label : `${legend}: ${label}`;
}

/** A heading's own words, without the number and the sign beside them. */
const groupOf = (element: HTMLElement): string => {
  const heading = element.closest('section[aria-labelledby]')?.querySelector('h2');
  const own = heading?.querySelector('button') ?? heading;
  return clean([...(own?.childNodes ?? [])].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.textContent).join(' ')) || 'This page';
};

/** A button is pressed; a field is gone to, since only the person knows its value. */
function act(element: HTMLElement): void {
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  element.focus({ preventScroll: true });
  if (!(element instanceof HTMLInputElement || element instanceof HTMLSelectElement) || element.matches('[type="checkbox"], [type="radio"], [type="file"]')) element.click();
}

export interface FigureOnPage {
  /** The step, and after a dash the chart's name: what a link calls it that shows it alone. */
  readonly embed: string;
  readonly title: string;
}

/** As a recipe's view takes it; charts of one layer are named after it and are not to be had alone. */
const NAMED = /^[a-z]+-[A-Za-z0-9-]{1,30}$/;

/** Charts in sight that stand in a step. */
export function figuresOnPage(root: ParentNode): readonly FigureOnPage[] {
  return [...root.querySelectorAll<HTMLElement>('section.panel figure.chart[data-name]')].filter(isShown).map((figure) => ({
    embed: `${figure.closest('section.panel')?.id ?? ''}-${figure.dataset.name ?? ''}`,
    title: clean(figure.querySelector('.chart-title')?.textContent),
  })).filter(({ embed }) => NAMED.test(embed));
}
