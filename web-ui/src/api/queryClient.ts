import { QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./errors";

// Set by the start of the application: what to do when an answer says that the session is over.
const listeners = new Set<() => void>();
export const onSessionEnd = (listener: () => void) => listeners.add(listener);

export const createQueryClient = () =>
  new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof ApiError && error.status === 401) for (const listener of listeners) listener();
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What the server refused stays refused; what did not arrive may arrive.
        retry: (count, error) =>
          count < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 502),
      },
    },
  });

export const queryClient = createQueryClient();
