/** axe-core over a page as it stands (WCAG 2.1 A and AA), told as lines a person can act on. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const RULES = { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] } };

interface AxeResults { readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[] }[] }

/**
 * The policy of the page lets no inline script in; what the debugger evaluates is outside it.
 * @param part of the page to look at; left out: all of it
 */
export async function violations(page: Page, part = 'html'): Promise<readonly { readonly id: string; readonly nodes: readonly string[] }[]> {
  await page.evaluate(readFileSync(axe, 'utf8'));
  const found = await page.evaluate(([where, rules]) => (globalThis as unknown as { axe: { run(where: unknown, options: unknown): Promise<AxeResults> } }).axe.run(where, rules), [part, RULES] as const);
  return found.violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 4).map(({ target, failureSummary }) => `${JSON.stringify(target)} ${failureSummary}`) }));
}
