import { Anchor, Center, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useLocation, useSearchParams } from "react-router";
import { infoGet, passwordResetBegin } from "../../api/session";
import { ApiForm } from "../../components/ApiForm";
import { EntryPage } from "../../components/EntryPage";
import { paths } from "../../paths";

/** Asks for a mail with a link to a new password. */
export default function PasswordForgottenPage() {
  const [search] = useSearchParams();
  const returnTo = search.get("return_to") ?? undefined;
  const { data: info } = useQuery(infoGet());
  const [mailed, setMailed] = useState<string | null>(null);
  const back = (
    <Center>
      <Anchor component={Link} to={paths.login(returnTo)}>
        Back to the login
      </Anchor>
    </Center>
  );
  if (info?.local_authentication_enabled === false) {
    return (
      <EntryPage title="There are no passwords here" lead={`You log in with ${info.oidc_name}.`}>
        {back}
      </EntryPage>
    );
  }
  if (mailed !== null) {
    return (
      <EntryPage
        title="Look into your mailbox"
        lead={
          <div role="status">
            If {mailed} is the address of an account, a mail with a link is on its way. The link works once, and for a
            day.
          </div>
        }
      >
        <Text c="dimmed" ta="center">
          Nothing came? Look for it among the spam, or{" "}
          <Anchor component="button" type="button" underline="always" onClick={() => setMailed(null)}>
            try another address
          </Anchor>
          .
        </Text>
        {back}
      </EntryPage>
    );
  }
  return (
    <EntryPage title="Forgot your password?" lead="We mail you a link with which you choose a new one.">
      <AddressForm returnTo={returnTo} onDone={setMailed} />
      {back}
    </EntryPage>
  );
}

interface AddressFormProps {
  returnTo: string | undefined;
  onDone: (address: string) => void;
}

function AddressForm({ returnTo, onDone }: AddressFormProps) {
  // What was typed at the login.
  const typed: unknown = useLocation().state;
  const form = useForm({
    initialValues: { email_address: typeof typed === "string" ? typed : "" },
    validate: { email_address: (value) => (value.trim() === "" ? "Enter your e-mail address" : null) },
  });
  return (
    <ApiForm
      look="entry"
      form={form}
      submitLabel="Send the link"
      onSubmit={async ({ email_address }) => {
        await passwordResetBegin(email_address.trim(), returnTo);
        onDone(email_address.trim());
      }}
    >
      <TextInput
        label="E-mail address"
        type="email"
        autoComplete="username"
        autoFocus
        {...form.getInputProps("email_address")}
      />
    </ApiForm>
  );
}
