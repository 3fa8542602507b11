import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { infoGet, meGet } from "../../api/session";
import { Section } from "../../ui/Section";

/** Who the login provider says that the user is. Nothing where there is no provider. */
export function LinkedIdentity() {
  const { data: info } = useQuery(infoGet());
  const { data: me } = useQuery(meGet());
  if (!me || !info?.oidc_enabled) return null;
  return (
    <Section
      title="Single sign-on"
      help={
        me.oidc
          ? `You log in with ${info.oidc_name}. It knows your name and address better: they change here when they change there.`
          : undefined
      }
    >
      <Text>
        {me.oidc
          ? `Linked with ${me.oidc_uid} at ${me.oidc_issuer}`
          : `Not linked. Log in with ${info.oidc_name} as ${me.email_address} to link it; from then on there is no password.`}
      </Text>
    </Section>
  );
}
