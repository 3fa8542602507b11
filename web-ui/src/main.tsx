import "@fontsource-variable/inter/wght.css";
import "./ui/mantine";
import "@mantine/notifications/styles.css";
import "./ui/global.css";
import { MantineProvider } from "@mantine/core";
import { ModalsProvider } from "@mantine/modals";
import { QueryClientProvider } from "@tanstack/react-query";
import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { createBrowserRouter } from "react-router";
import { RouterProvider } from "react-router/dom";
import { onSessionEnd, queryClient } from "./api/queryClient";
import { sessionGet } from "./api/session";
import { paths } from "./paths";
import { routes } from "./routes";
import { cssVariables, theme } from "./ui/theme";

// Not needed for the first sight of a page.
const Toasts = lazy(async () => ({ default: (await import("./ui/Toasts")).Toasts }));

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
          <ModalsProvider>
            <Suspense fallback={null}>
              <Toasts />
            </Suspense>
            <RouterProvider router={router} />
          </ModalsProvider>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  );
}
