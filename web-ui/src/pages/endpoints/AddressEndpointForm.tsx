import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { AddressEndpoint, AddressEndpointCreate } from "../../api/endpoints";
import { ApiForm } from "../../components/ApiForm";

interface AddressEndpointFormProps {
  /** `null`: a new one. */
  endpoint: AddressEndpoint | null;
  onSubmit: (values: AddressEndpointCreate, version?: string) => Promise<unknown>;
  onCancel?: () => void;
}

export function AddressEndpointForm({ endpoint, onSubmit, onCancel }: AddressEndpointFormProps) {
  const form = useForm({ initialValues: { address: endpoint?.address ?? "" } });
  return (
    <ApiForm
      needs="change routes"
      form={form}
      submitLabel={endpoint ? "Save" : "Create endpoint"}
      savedLabel={endpoint ? "Saved" : undefined}
      onCancel={onCancel}
      shown={endpoint}
      onSubmit={({ address }, version) => onSubmit({ address: address.trim() }, version)}
    >
      <TextInput
        label="Address"
        type="email"
        placeholder="someone@example.com"
        description="Where the mail is sent on to. The sender stays as it is."
        autoCapitalize="none"
        {...form.getInputProps("address")}
      />
    </ApiForm>
  );
}
