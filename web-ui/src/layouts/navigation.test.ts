import { expect, it } from "vitest";
import { administrationNavigation, generalNavigation, organizationNavigation, serverNavigation } from "./navigation";

it.each([
  ["a server", serverNavigation({ org: "acme", server: "app" })],
  ["an organization", organizationNavigation("acme")],
])("gives each page that can be reached from %s a key of its own", (_where, items) => {
  const keys = [...items, ...administrationNavigation(), ...generalNavigation()].map(({ key }) => key);
  expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted());
});
