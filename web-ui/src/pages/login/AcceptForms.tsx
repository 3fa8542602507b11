import { PasswordInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { invitationAccept, type InvitationOffer } from "../../api/invitations";
import type { Organization } from "../../api/organizations";
import { ApiForm } from "../../components/ApiForm";
import { NewPasswordFields, newPasswordRules } from "../../components/NewPasswordFields";

interface AcceptFormProps {
  link: string;
  offer: InvitationOffer;
  onAccepted: (organization: Organization) => Promise<void>;
}

/** The address has an account: its password proves who accepts. */
export function AccountAcceptForm({ link, offer, onAccepted }: AcceptFormProps) {
  const form = useForm({
    initialValues: { password: "" },
    validate: { password: (value) => (value === "" ? "Enter your password" : null) },
  });
  return (
    <ApiForm
      look="entry"
      form={form}
      submitLabel="Accept and log in"
      onSubmit={async (values) => onAccepted(await invitationAccept(link, values))}
    >
      <TextInput label="E-mail address" autoComplete="username" value={offer.email_address} readOnly />
      <PasswordInput
        label="Password"
        autoComplete="current-password"
        autoFocus
        visibilityToggleButtonProps={{ "aria-label": "Show password" }}
        {...form.getInputProps("password")}
      />
    </ApiForm>
  );
}

/** The link proves the address; name and password make the account. */
export function NewAccountForm({ link, offer, onAccepted }: AcceptFormProps) {
  const form = useForm({
    initialValues: { first_name: "", last_name: "", password: "", password_confirmation: "" },
    validate: {
      first_name: (value) => (value.trim() === "" ? "Enter your first name" : null),
      last_name: (value) => (value.trim() === "" ? "Enter your last name" : null),
      ...newPasswordRules,
    },
  });
  return (
    <ApiForm
      look="entry"
      form={form}
      submitLabel="Create account and accept"
      onSubmit={async (values) => onAccepted(await invitationAccept(link, { ...values, time_zone: ownTimeZone() }))}
    >
      <TextInput label="E-mail address" autoComplete="username" value={offer.email_address} readOnly />
      <TextInput label="First name" autoComplete="given-name" autoFocus {...form.getInputProps("first_name")} />
      <TextInput label="Last name" autoComplete="family-name" {...form.getInputProps("last_name")} />
      <NewPasswordFields form={form} />
    </ApiForm>
  );
}

/** Of this browser, if it is one that has a name. It can be changed in the settings. */
function ownTimeZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return Intl.supportedValuesOf("timeZone").includes(timeZone) ? timeZone : "UTC";
}
