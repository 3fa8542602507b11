import { Divider } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type LoaderFunctionArgs, redirect, useSearchParams } from "react-router";
import { queryClient } from "../../api/queryClient";
import { infoGet, sessionGet } from "../../api/session";
import { EntryPage } from "../../components/EntryPage";
import { safeReturnTo } from "../../util/returnTo";
import { PasswordLogin } from "./PasswordLogin";
import { ProviderLogin } from "./ProviderLogin";

export async function loader({ request }: LoaderFunctionArgs) {
  const target = safeReturnTo(new URL(request.url).searchParams.get("return_to"));
  // When the server cannot be asked, the form is still the best that can be shown.
  const session = await queryClient.query({ ...sessionGet(), staleTime: "static" }).catch(() => null);
  return session ? redirect(target) : null;
}

/** The ways in, one below the other. */
export default function LoginPage() {
  const [search] = useSearchParams();
  const { data: info } = useQuery(infoGet());
  const byProvider = info?.oidc_enabled ?? false;
  const byPassword = info?.local_authentication_enabled ?? true;
  return (
    <EntryPage title="Log in to Postal">
      {byProvider && <ProviderLogin name={info?.oidc_name ?? "OpenID"} />}
      {byProvider && byPassword && <Divider label="or" />}
      {byPassword && <PasswordLogin returnTo={safeReturnTo(search.get("return_to"))} />}
    </EntryPage>
  );
}
