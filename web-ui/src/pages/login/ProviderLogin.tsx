import { Button } from "@mantine/core";

/** Login through OpenID, which leaves the application and comes back. */
export function ProviderLogin({ name }: { name: string }) {
  return (
    <form method="post" action="/auth/oidc">
      <Button type="submit" variant="default" fullWidth>
        Log in with {name}
      </Button>
    </form>
  );
}
