import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { infoGet, type Session, sessionGet } from "../../api/session";

/** Forgets what was read as somebody else, or as nobody. */
export function forgetOthers(queryClient: QueryClient) {
  const [kept] = infoGet().queryKey;
  queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== kept });
}

/** What follows every login, however it was proven. */
export function useEnter() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return async (session: Session, to: string) => {
    forgetOthers(queryClient);
    queryClient.setQueryData(sessionGet().queryKey, session);
    await navigate(to, { replace: true });
  };
}
