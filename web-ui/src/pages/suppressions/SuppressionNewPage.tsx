import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { refresh } from "../../api/list";
import { suppressionCreate } from "../../api/suppressions";
import { ApiForm } from "../../components/ApiForm";
import { succeed } from "../../components/ask";
import { Page } from "../../components/Page";
import { usePlace } from "../../components/scope";
import { paths } from "../../paths";
import { EntryFields, entryOf, type EntryValues, noEntry } from "./EntryFields";

interface Values extends EntryValues {
  address: string;
}

export default function SuppressionNewPage() {
  const path = usePlace();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const form = useForm<Values>({ initialValues: { ...noEntry, address: "" } });
  return (
    <Page
      title="Suppress an address"
      lead={
        path.server === undefined
          ? "Messages to it are held from now on, whichever server of the organization they are sent with."
          : "Messages to it are held from now on, also those of your applications."
      }
    >
      <ApiForm
        needs="change suppressions"
        form={form}
        submitLabel="Add to list"
        onCancel={() => void navigate(paths.suppressions(path))}
        onSubmit={async (values) => {
          const made = await suppressionCreate(path, { address: values.address.trim(), ...entryOf(values) });
          await refresh(queryClient, "suppression_list");
          await navigate(paths.suppressions(path));
          succeed(`${made.address} is on the list`);
        }}
      >
        <TextInput
          label="Address"
          description="Or @ and a domain, such as @example.com, for all addresses in it."
          placeholder="someone@example.com"
          inputMode="email"
          autoCapitalize="none"
          autoFocus
          {...form.getInputProps("address")}
        />
        <EntryFields form={form} />
      </ApiForm>
    </Page>
  );
}
