/**
 * Charts are drawn for the width they have on the screen; paper is narrower. While the page is printed each lends
 * itself a view box, so that the style sheet may shrink it whole.
 */
const drawings = (): NodeListOf<SVGSVGElement> => document.querySelectorAll<SVGSVGElement>('.chart svg[width][height]');
const LENT = 'data-lent';

export function listenForPrint(): void {
  addEventListener('beforeprint', () => {
    for (const svg of drawings()) {
      if (svg.hasAttribute('viewBox')) continue;
      svg.setAttribute('viewBox', `0 0 ${svg.getAttribute('width')} ${svg.getAttribute('height')}`);
      svg.setAttribute(LENT, '');
    }
  });
  addEventListener('afterprint', () => {
    for (const svg of drawings()) if (svg.hasAttribute(LENT)) for (const name of ['viewBox', LENT]) svg.removeAttribute(name);
  });
}
