/** What axe finds against WCAG 2.2 AA on the page as it is shown. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

export async function accessibilityProblems(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  const { pathname } = new URL(page.url());
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${pathname}: ${id}: ${node.target.join(" ")}`));
}
