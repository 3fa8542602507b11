import { QueryCache, QueryClient, replaceEqualDeep } from "@tanstack/react-query";
import { ApiError } from "./errors";
import { remember, versionOf } from "./versions";

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
        // What is equal stays the same object; either way it is of the version that was read last.
        structuralSharing: (before, after) => {
          const shared: unknown = replaceEqualDeep(before, after);
          remember(shared, versionOf(after));
          return shared;
        },
        // What the server refused stays refused; what did not arrive may arrive.
        retry: (count, error) =>
          count < 2 && (!(error instanceof ApiError) || error.status === 0 || error.status >= 502),
      },
    },
  });

export const queryClient = createQueryClient();
