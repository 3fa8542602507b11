import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryRouter, RouterProvider } from "react-router";
import { vi } from "vitest";
import { queryClient } from "../src/api/queryClient";
import { routes } from "../src/routes";
import { theme } from "../src/ui/theme";
import { FakeApi } from "./fakeApi";
import type { World } from "./data";

/** The whole application at a URL, over an API in memory. */
export function renderApp(url: string, world?: World) {
  const api = new FakeApi(world);
  vi.stubGlobal("fetch", api.fetch);
  queryClient.clear();
  const router = createMemoryRouter(routes, { initialEntries: [url] });
  render(
    <MantineProvider theme={theme} env="test">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>,
  );
  const where = () => router.state.location.pathname + router.state.location.search;
  return { api, where, user: userEvent.setup() };
}

export const serverUrl = "/org/acme/servers/app";
