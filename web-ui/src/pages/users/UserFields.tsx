import { Checkbox, MultiSelect, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { organizationChoices } from "../../api/organizations";

export interface UserValues extends Record<string, unknown> {
  first_name: string;
  last_name: string;
  email_address: string;
  admin: boolean;
  organization_ids: string[];
}

interface UserFieldsProps<V extends UserValues> {
  form: UseFormReturnType<V>;
  /** The account is that of whoever is looking. */
  isSelf?: boolean;
}

/** Who somebody is. */
export function IdentityFields<V extends UserValues>({ form }: UserFieldsProps<V>) {
  return (
    <>
      <TextInput label="First name" autoComplete="off" {...form.getInputProps("first_name")} />
      <TextInput label="Last name" autoComplete="off" {...form.getInputProps("last_name")} />
      <TextInput label="E-mail address" type="email" autoComplete="off" {...form.getInputProps("email_address")} />
    </>
  );
}

/** What somebody may do. Administrators are owners everywhere, so that they need no organizations. */
export function ReachFields<V extends UserValues>({ form, isSelf = false }: UserFieldsProps<V>) {
  const { data: organizations } = useQuery(organizationChoices());
  return (
    <>
      <Checkbox
        label="Administrator of this installation"
        description={
          isSelf
            ? "You cannot take this right from yourself; another administrator can."
            : "Sees and changes everything: all organizations, users and settings."
        }
        disabled={isSelf}
        {...form.getInputProps("admin", { type: "checkbox" })}
      />
      {!form.values.admin && (
        <MultiSelect
          label="Organizations"
          description="In new ones the user becomes a developer; each organization's members page changes that."
          data={(organizations ?? []).map(({ uuid, name }) => ({ value: uuid, label: name }))}
          searchable
          clearable
          clearButtonProps={{ "aria-label": "Clear organizations" }}
          nothingFoundMessage="No organization of this name"
          {...form.getInputProps("organization_ids")}
        />
      )}
    </>
  );
}
