/** What axe-core finds in a page or in a part of it, by the rules of WCAG 2.2 AA and axe's best practices. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, FrameLocator, Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  run(
    context: Element,
    options: object,
  ): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
}

// Rules of WCAG 2.2 do not run by default: they are asked for by their tags. What lies outside of landmarks is the page's,
// not the part's that is looked at.
const options = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] },
  rules: { region: { enabled: false } },
};

/**
 * @param where the part that is looked at, as a selector.
 * @returns one line for each place that breaks a rule: the rule, the place, and what would mend it.
 */
export async function violations(within: Page | Frame | FrameLocator, where = 'main'): Promise<string[]> {
  return within
    .locator(where)
    .first()
    .evaluate(
      async (node, [axeSource, rules]) => {
        if (!('axe' in window)) new Function(axeSource)();
        const { axe } = Object(window) as { axe: Axe };
        const result = await axe.run(node, rules);
        return result.violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html, failureSummary = '' }) => `${id}: ${html} ${failureSummary}`),
        );
      },
      [source, options] as const,
    );
}
