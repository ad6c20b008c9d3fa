/**
 * A chart as a picture that stands alone: SVG with the page's styles written into every mark, the finding above and
 * the legend below, in the light theme; PNG is the same picture drawn at twice its size. Nothing is fetched.
 */

const NAMESPACE = 'http://www.w3.org/2000/svg';
/** What the page's style sheets decide about marks. */
const STYLES = [
  'fill', 'fill-opacity', 'stroke', 'stroke-opacity', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'stroke-linecap',
  'opacity', 'paint-order', 'font-size', 'font-weight', 'font-family', 'visibility', 'display',
] as const;
const MARGIN = 14;
const LINE = 18;
/** Rough width of a character of the title, in px: only where the line breaks depends on it. */
const CHARACTER = 8.6;
const PNG_SCALE = 2;

const element = <K extends keyof SVGElementTagNameMap>(name: K, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElementTagNameMap[K] => {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  made.textContent = text;
  return made;
};

/** A copy whose look no longer depends on any style sheet. */
function plainCopy(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const copies = copy.querySelectorAll('*');
  svg.querySelectorAll('*').forEach((original, at) => {
    const style = getComputedStyle(original);
    const own = copies[at];
    for (const name of STYLES) {
      const value = style.getPropertyValue(name);
      if (value !== '') own.setAttribute(name, value);
    }
    for (const name of ['class', 'style', 'tabindex', 'role']) own.removeAttribute(name);
  });
  for (const name of ['class', 'style', 'tabindex', 'role', 'aria-label']) copy.removeAttribute(name);
  return copy;
}

/** Words in lines of at most so many characters. */
export function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= most) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

const isSeen = (colour: string | undefined): colour is string => colour !== undefined && colour !== '' && !/^(none|transparent|rgba\(.*, 0\))$/.test(colour);
const DASHES: Readonly<Record<string, string>> = { dashed: '7 3', dotted: '2 3' };
/** Width that the legend's marks have at most. */
const MARK = 34;

/** What the page's legend shows before a label, by how its styles draw it: a line with its dashes, a cross, a dot, a ring, a wall, an area. */
function markOf(swatch: HTMLElement): SVGElement {
  const style = getComputedStyle(swatch);
  const line = (stroke: string, dashes: string): SVGElement => element('line', { x2: MARK, y1: 5, y2: 5, stroke, 'stroke-width': 2.5, 'stroke-dasharray': dashes });
  if (isSeen(style.stroke)) return line(style.stroke, style.strokeDasharray);
  // hatched swatches are gradients, whose last colour is the one that fills
  const hatched = style.backgroundImage.match(/(rgba?|color|oklab)\([^()]*\)/g)?.findLast(isSeen);
  const colour = [hatched, style.backgroundColor, style.borderTopColor].find(isSeen) ?? 'currentColor';
  if (style.height === '0px' || swatch.clientHeight === 0) return line(colour, DASHES[style.borderTopStyle] ?? 'none');
  if (swatch.classList.contains('swatch-cross')) return element('path', { d: 'M2,0l10,10m0,-10l-10,10', stroke: colour, 'stroke-width': 1.5, fill: 'none' });
  if (style.borderRadius === '50%') {
    const ring = !isSeen(style.backgroundColor);
    return element('circle', { cx: 7, cy: 5, r: swatch.clientWidth / 2, fill: ring ? 'none' : colour, stroke: ring ? colour : 'none' });
  }
  const area = element('rect', { width: 14, height: 10, rx: 2, fill: colour });
  if (style.borderLeftStyle !== 'dashed') return area;
  const wall = element('g', {});
  wall.append(area, element('line', { y2: 10, stroke: style.borderLeftColor, 'stroke-width': 2, 'stroke-dasharray': '4 2' }));
  return wall;
}

/** Pictures are for documents, which are light: read in that theme, whatever the page's, which is put back before it is drawn again. */
function inLight<T>(read: () => T): T {
  const root = document.documentElement;
  const before = root.getAttribute('data-theme');
  root.setAttribute('data-theme', 'light');
  try {
    return read();
  } finally {
    if (before === null) root.removeAttribute('data-theme');
    else root.setAttribute('data-theme', before);
  }
}

/** The figure's drawing as one SVG; null where it is not drawn as SVG. */
export const figureSvg = (figure: HTMLElement): SVGSVGElement | null => inLight(() => drawing(figure));

function drawing(figure: HTMLElement): SVGSVGElement | null {
  const drawn = figure.querySelector<SVGSVGElement>('.chart-body svg');
  if (drawn === null) return null;
  const page = getComputedStyle(figure);
  const [width, height] = [drawn.clientWidth || Number(drawn.getAttribute('width')), drawn.clientHeight || Number(drawn.getAttribute('height'))];
  const title = wrap(figure.querySelector('.chart-title')?.textContent ?? '', Math.max(20, Math.floor(width / CHARACTER)));
  const legend = [...figure.querySelectorAll<HTMLElement>('.legend li')];
  const top = MARGIN + title.length * LINE + 8;
  const whole = [width + 2 * MARGIN, top + height + legend.length * LINE + MARGIN + (legend.length > 0 ? 8 : 0)] as const;

  const picture = element('svg', { xmlns: NAMESPACE, width: whole[0], height: whole[1], viewBox: `0 0 ${whole[0]} ${whole[1]}`, 'font-family': page.fontFamily, color: page.color });
  picture.append(element('title', {}, title.join(' ')));
  picture.append(element('rect', { width: '100%', height: '100%', fill: surfaceOf(figure) }));
  title.forEach((line, at) => picture.append(element('text', { x: MARGIN, y: MARGIN + 12 + at * LINE, 'font-size': 14, 'font-weight': 600, fill: page.color }, line)));
  const body = plainCopy(drawn);
  for (const [key, value] of [['x', MARGIN], ['y', top], ['width', width], ['height', height]] as const) body.setAttribute(key, String(value));
  picture.append(body);
  legend.forEach((item, at) => {
    const y = top + height + 8 + at * LINE;
    const swatch = item.querySelector<HTMLElement>('.swatch');
    const mark = element('g', { transform: `translate(${MARGIN},${y})` });
    if (swatch) mark.append(markOf(swatch));
    picture.append(mark, element('text', { x: MARGIN + MARK + 6, y: y + 9, 'font-size': 12, fill: page.color }, item.textContent.trim()));
  });
  return picture;
}

/** The first colour behind the figure that is not transparent. */
function surfaceOf(figure: HTMLElement): string {
  for (let at: HTMLElement | null = figure; at !== null; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (isSeen(colour)) return colour;
  }
  return 'white';
}

export const svgText = (svg: SVGSVGElement): string => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svg)}\n`;

/** @throws Error where the browser cannot draw it */
export async function pngBytes(svg: SVGSVGElement): Promise<Uint8Array<ArrayBuffer>> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(svg))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Number(svg.getAttribute('width')) * PNG_SCALE;
  canvas.height = Number(svg.getAttribute('height')) * PNG_SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => { canvas.toBlob(done, 'image/png'); });
  if (blob === null) throw new Error('the browser made no picture of this chart');
  return new Uint8Array(await blob.arrayBuffer());
}
