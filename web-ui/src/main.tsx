import "@fontsource-variable/inter/wght.css";
import "./ui/mantine";
import "./ui/global.css";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { onSessionEnd, queryClient } from "./api/queryClient";
import { sessionGet } from "./api/session";
import { paths } from "./paths";
import { routes } from "./routes";
import { cssVariables, theme } from "./ui/theme";

const router = createBrowserRouter(routes);

onSessionEnd(() => {
  queryClient.setQueryData(sessionGet().queryKey, null);
  const { pathname, search } = router.state.location;
  if (pathname !== paths.login()) void router.navigate(paths.login(pathname + search));
});

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
