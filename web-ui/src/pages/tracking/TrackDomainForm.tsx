import { Checkbox } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { TrackDomain, TrackDomainUpdate } from "../../api/trackDomains";
import { ApiForm } from "../../components/ApiForm";
import { AddressesInput } from "../../ui/AddressesInput";

interface TrackDomainFormProps {
  domain: TrackDomain;
  onSubmit: (values: TrackDomainUpdate, version?: string) => Promise<unknown>;
}

export function TrackDomainForm({ domain, onSubmit }: TrackDomainFormProps) {
  const form = useForm({
    initialValues: {
      track_clicks: domain.track_clicks,
      track_loads: domain.track_loads,
      ssl_enabled: domain.ssl_enabled,
      excluded_click_domains: domain.excluded_click_domains,
    },
  });
  return (
    <ApiForm
      needs="change domains"
      form={form}
      shown={domain}
      submitLabel="Save"
      savedLabel="Saved"
      onSubmit={onSubmit}
    >
      <Checkbox
        label="Track clicks"
        description="Links lead here first, and on to where they led before."
        {...form.getInputProps("track_clicks", { type: "checkbox" })}
      />
      <Checkbox
        label="Track opens"
        description="HTML gets an image that nobody sees. Programs that load no images tell nothing."
        {...form.getInputProps("track_loads", { type: "checkbox" })}
      />
      <Checkbox
        label="Links with https"
        description={`${domain.full_name} needs a certificate, here or at a proxy in front.`}
        {...form.getInputProps("ssl_enabled", { type: "checkbox" })}
      />
      <AddressesInput
        label="Hosts whose links stay as they are"
        value={form.values.excluded_click_domains}
        onChange={(hosts) => form.setFieldValue("excluded_click_domains", hosts)}
        error={form.errors.excluded_click_domains}
      />
    </ApiForm>
  );
}
