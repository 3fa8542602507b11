import { Checkbox, NumberInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { refresh } from "../../api/list";
import { type Server, type ServerPath, serverUpdate, type ServerUpdate } from "../../api/servers";
import { ApiForm } from "../../components/ApiForm";
import { useIpPools } from "../../components/scope";
import { ModeField } from "./ModeField";
import { ServerPoolSelect } from "./ServerPoolSelect";

export interface FormProps {
  path: ServerPath;
  server: Server;
}

export function useSave(path: ServerPath) {
  const queryClient = useQueryClient();
  return async (values: ServerUpdate, version: string | undefined) => {
    const saved = await serverUpdate(path, values, version);
    await refresh(queryClient, "server_get", "server_list", "server_header");
    return saved;
  };
}

export function GeneralForm({ path, server }: FormProps) {
  const save = useSave(path);
  const usesPools = useIpPools();
  const form = useForm({
    initialValues: {
      name: server.name,
      mode: server.mode,
      ip_pool: server.ip_pool ?? "",
      postmaster_address: server.postmaster_address ?? "",
    },
  });
  return (
    <ApiForm
      needs="change servers"
      form={form}
      submitLabel="Save"
      savedLabel="Saved"
      shown={server}
      onSubmit={({ ip_pool, ...values }, version) =>
        save(
          {
            ...values,
            ...(usesPools && { ip_pool: ip_pool || null }),
            postmaster_address: values.postmaster_address.trim() || null,
          },
          version,
        )
      }
    >
      <TextInput label="Name" {...form.getInputProps("name")} />
      <TextInput
        label="Short name"
        description={`The SMTP user name is ${path.org}/${server.permalink}, so it stays as it is.`}
        value={server.permalink}
        readOnly
      />
      <ModeField {...form.getInputProps("mode")} value={form.values.mode} />
      {usesPools && (
        <ServerPoolSelect
          org={path.org}
          kept={server.ip_pool && server.ip_pool_name ? { uuid: server.ip_pool, name: server.ip_pool_name } : undefined}
          {...form.getInputProps("ip_pool")}
        />
      )}
      <TextInput
        label="Postmaster address"
        type="email"
        description="Named in bounces. Empty: postmaster at the domain concerned."
        {...form.getInputProps("postmaster_address")}
      />
    </ApiForm>
  );
}

export function SpamForm({ path, server }: FormProps) {
  const save = useSave(path);
  const form = useForm({
    initialValues: { spam_threshold: server.spam_threshold, spam_failure_threshold: server.spam_failure_threshold },
  });
  return (
    <ApiForm form={form} shown={server} needs="change servers" submitLabel="Save" savedLabel="Saved" onSubmit={save}>
      <NumberInput
        label="Spam from"
        description="Incoming mail with this score or more is marked as spam."
        min={-10}
        max={25}
        step={0.5}
        decimalScale={2}
        w={160}
        styles={{ description: { width: "min(560px, 80vw)" } }}
        {...form.getInputProps("spam_threshold")}
      />
      <NumberInput
        label="Refused from"
        description="With this score or more it is refused whatever the route says."
        min={10}
        max={50}
        step={0.5}
        decimalScale={2}
        w={160}
        styles={{ description: { width: "min(560px, 80vw)" } }}
        {...form.getInputProps("spam_failure_threshold")}
      />
    </ApiForm>
  );
}

/** An empty number field is "", which means: without a limit. */
export type OptionalNumber = number | string;
export const orNull = (value: OptionalNumber) =>
  typeof value === "number" ? value : value.trim() === "" ? null : Number(value);

export function AdvancedForm({ path, server }: FormProps) {
  const save = useSave(path);
  const optional = (value: number | null | undefined): OptionalNumber => value ?? "";
  const form = useForm({
    initialValues: {
      send_limit: optional(server.send_limit),
      outbound_spam_threshold: optional(server.outbound_spam_threshold),
      message_retention_days: optional(server.message_retention_days),
      raw_message_retention_days: optional(server.raw_message_retention_days),
      raw_message_retention_size: optional(server.raw_message_retention_size),
      allow_sender: server.allow_sender,
      privacy_mode: server.privacy_mode,
      log_smtp_data: server.log_smtp_data,
    },
  });
  const number = (name: keyof typeof form.values, label: string, description: string, suffix: string) => (
    <NumberInput
      key={name}
      label={label}
      description={description}
      placeholder="No limit"
      suffix={suffix}
      thousandSeparator=","
      min={1}
      maw={240}
      styles={{ description: { width: "min(560px, 80vw)" } }}
      {...form.getInputProps(name)}
    />
  );
  return (
    <ApiForm
      needs="change servers"
      form={form}
      submitLabel="Save"
      savedLabel="Saved"
      shown={server}
      onSubmit={(values, version) =>
        save(
          {
            ...values,
            send_limit: orNull(values.send_limit),
            outbound_spam_threshold: orNull(values.outbound_spam_threshold),
            message_retention_days: orNull(values.message_retention_days),
            raw_message_retention_days: orNull(values.raw_message_retention_days),
            raw_message_retention_size: orNull(values.raw_message_retention_size),
          },
          version,
        )
      }
    >
      {number("send_limit", "Send limit", "Messages in 60 minutes; what comes after is held.", " messages")}
      {number("message_retention_days", "Keep messages", "Who wrote to whom, when, and what became of it.", " days")}
      {number("raw_message_retention_days", "Keep content", "The messages themselves, with attachments.", " days")}
      {number("raw_message_retention_size", "Content at most", "The oldest days go first.", " MB")}
      <NumberInput
        label="Outgoing spam from"
        description="Outgoing mail with this score or more fails. Empty: outgoing mail is not scanned."
        placeholder="Not scanned"
        step={0.5}
        decimalScale={2}
        maw={240}
        styles={{ description: { width: "min(560px, 80vw)" } }}
        {...form.getInputProps("outbound_spam_threshold")}
      />
      <Checkbox
        label="Send as any address"
        description="From may be foreign when Sender is at a verified domain."
        {...form.getInputProps("allow_sender", { type: "checkbox" })}
      />
      <Checkbox
        label="Privacy mode"
        description="Leave the client's address and host name out of the headers that we add."
        {...form.getInputProps("privacy_mode", { type: "checkbox" })}
      />
      <Checkbox
        label="Log SMTP content"
        description="For finding faults only: whole messages end up in the log."
        {...form.getInputProps("log_smtp_data", { type: "checkbox" })}
      />
    </ApiForm>
  );
}
