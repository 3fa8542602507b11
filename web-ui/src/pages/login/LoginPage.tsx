import { Divider } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type LoaderFunctionArgs, redirect, useSearchParams } from "react-router";
import { queryClient } from "../../api/queryClient";
import { infoGet, sessionGet } from "../../api/session";
import { EntryPage } from "../../components/EntryPage";
import { safeReturnTo } from "../../util/returnTo";
import { CodeStep, type Pending } from "./CodeStep";
import { PasswordLogin } from "./PasswordLogin";
import { Problem } from "./Problem";
import { ProviderLogin } from "./ProviderLogin";
import { refusalOf } from "./refusals";

export async function loader({ request }: LoaderFunctionArgs) {
  const target = safeReturnTo(new URL(request.url).searchParams.get("return_to"));
  // When the server cannot be asked, the form is still the best that can be shown.
  const [session] = await Promise.all([
    queryClient.query({ ...sessionGet(), staleTime: "static" }).catch(() => null),
    // What ways in there are, and what the provider is called: no form that goes away again, no name that changes.
    queryClient.query({ ...infoGet(), staleTime: "static" }).catch(() => null),
  ]);
  return session ? redirect(target) : null;
}

/** The ways in, one below the other. */
export default function LoginPage() {
  const [search] = useSearchParams();
  const [pending, setPending] = useState<Pending | null>(null);
  const { data: info } = useQuery(infoGet());
  const returnTo = safeReturnTo(search.get("return_to"));
  const provider = info?.oidc_name ?? "OpenID";
  const refusal = refusalOf(search.get("error"), provider);
  const byProvider = info?.oidc_enabled ?? false;
  const byPassword = info?.local_authentication_enabled ?? true;
  if (pending) return <CodeStep pending={pending} onBack={() => setPending(null)} />;
  return (
    <EntryPage title="Log in to Postal">
      {refusal && <Problem>{refusal}</Problem>}
      {byProvider && <ProviderLogin name={provider} returnTo={returnTo} invite={invitationOf(returnTo)} />}
      {byProvider && byPassword && <Divider label="or" />}
      {byPassword && (
        <PasswordLogin returnTo={returnTo} onChallenge={(challenge, then) => setPending({ challenge, then })} />
      )}
    </EntryPage>
  );
}

/** Whoever comes from the page of an invitation may get an account by it. */
const invitationOf = (returnTo: string) => /^\/invites\/([A-Za-z0-9]+)$/.exec(returnTo)?.[1];
