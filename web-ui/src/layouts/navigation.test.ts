import { expect, it } from "vitest";
import { administrationNavigation, generalNavigation, organizationNavigation, serverNavigation } from "./navigation";

const everything = { admin: true, ipPools: true };

it.each([
  ["a server", serverNavigation({ org: "acme", server: "app" }, everything)],
  ["an organization", organizationNavigation("acme", everything)],
])("gives each page that can be reached from %s a key of its own", (_where, items) => {
  const keys = [...items, ...administrationNavigation(everything), ...generalNavigation()].map(({ key }) => key);
  expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted());
});
