import { ActionIcon, Button, Checkbox, Group, Radio, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type Webhook, type WebhookEvent, type WebhookUpdate, webhookEvents } from "../../api/webhooks";
import { ApiForm } from "../../components/ApiForm";
import { useServerPath } from "../../components/scope";

type Format = Webhook["format"];

const formats: { value: Format; label: string; help: string }[] = [
  {
    value: "v2",
    label: "Standard Webhooks",
    help: "HMAC signatures, event types such as message.sent, retries over days.",
  },
  { value: "legacy", label: "As Postal 3", help: "For receivers that were written for Postal 3." },
];

interface Values extends Record<string, unknown> {
  name: string;
  url: string;
  enabled: boolean;
  all_events: boolean;
  events: string[];
  format: Format;
  /** `null`: they stay as they are. */
  headers: { name: string; value: string }[] | null;
}

/** Fits a new webhook as well as a change. */
export type WebhookValues = WebhookUpdate & { name: string; url: string };

interface WebhookFormProps {
  /** `null`: a new one. */
  webhook: Webhook | null;
  onSubmit: (values: WebhookValues, version?: string) => Promise<unknown>;
  onCancel?: () => void;
}

export function WebhookForm({ webhook, onSubmit, onCancel }: WebhookFormProps) {
  const path = useServerPath();
  const events = useQuery(webhookEvents(path));
  const form = useForm<Values>({
    initialValues: {
      name: webhook?.name ?? "",
      url: webhook?.url ?? "",
      enabled: webhook?.enabled ?? true,
      all_events: webhook?.all_events ?? true,
      events: webhook?.events ?? [],
      format: webhook?.format ?? "v2",
      headers: webhook && webhook.header_names.length > 0 ? null : [],
    },
  });
  const { values } = form;
  const nameOf = (event: WebhookEvent) => (values.format === "legacy" ? (event.legacy_name ?? event.name) : event.name);
  const isChosen = (event: WebhookEvent) =>
    values.events.includes(event.name) ||
    (event.legacy_name !== undefined && values.events.includes(event.legacy_name));
  const toggle = (event: WebhookEvent) => {
    const others = values.events.filter((name) => name !== event.name && name !== event.legacy_name);
    form.setFieldValue("events", isChosen(event) ? others : [...others, nameOf(event)]);
  };
  return (
    <ApiForm
      needs="change webhooks"
      form={form}
      submitLabel={webhook ? "Save" : "Create webhook"}
      savedLabel={webhook ? "Saved" : undefined}
      onCancel={onCancel}
      shown={webhook}
      onSubmit={({ name, url, headers, ...rest }, version) =>
        onSubmit(
          {
            ...rest,
            name: name.trim(),
            url: url.trim(),
            ...(headers && { headers: headers.filter((header) => header.name.trim() !== "") }),
          },
          version,
        )
      }
    >
      <TextInput label="Name" description="For people." {...form.getInputProps("name")} />
      <TextInput
        label="URL"
        placeholder="https://app.example.com/postal"
        description="Gets one POST request for each event. Any answer from 200 to 299 takes it; everything else is tried again later."
        inputMode="url"
        autoCapitalize="none"
        {...form.getInputProps("url")}
      />
      <Radio.Group
        label="Format"
        value={values.format}
        onChange={(value) => form.setFieldValue("format", value === "legacy" ? "legacy" : "v2")}
        error={form.errors.format}
      >
        <Stack gap={10} mt={8}>
          {formats.map(({ value, label, help }) => (
            <Radio key={value} value={value} label={label} description={help} />
          ))}
        </Stack>
      </Radio.Group>
      <Radio.Group
        label="Events"
        value={values.all_events ? "all" : "chosen"}
        onChange={(value) => form.setFieldValue("all_events", value === "all")}
        error={form.errors.events}
      >
        <Stack gap={10} mt={8}>
          <Radio
            value="all"
            label="All events"
            description={
              values.format === "legacy" ? "The ten that Postal 3 knows." : "Also those that later versions add."
            }
          />
          <Radio value="chosen" label="Chosen events" />
        </Stack>
      </Radio.Group>
      {!values.all_events && (
        <Stack gap={8} role="group" aria-label="Chosen events" pl={28}>
          {events.isPending && <Skeleton height={120} />}
          {events.data?.items.map((event) => (
            <Checkbox
              key={event.name}
              label={nameOf(event)}
              description={event.description}
              checked={isChosen(event)}
              onChange={() => toggle(event)}
            />
          ))}
        </Stack>
      )}
      <HeaderFields
        names={webhook?.header_names ?? []}
        headers={values.headers}
        error={form.errors.headers}
        onChange={(headers) => form.setFieldValue("headers", headers)}
      />
      <Checkbox
        label="Enabled"
        description="Events of the time while it is disabled are not sent later."
        {...form.getInputProps("enabled", { type: "checkbox" })}
      />
    </ApiForm>
  );
}

interface HeaderFieldsProps {
  names: string[];
  headers: Values["headers"];
  error: React.ReactNode;
  onChange: (headers: Values["headers"]) => void;
}

/** Header fields of one's own. Their values are secret, so that they can be replaced but not changed. */
function HeaderFields({ names, headers, error, onChange }: HeaderFieldsProps) {
  const change = (index: number, field: Partial<{ name: string; value: string }>) =>
    onChange((headers ?? []).map((header, place) => (place === index ? { ...header, ...field } : header)));
  return (
    <Stack gap={8} role="group" aria-label="Custom header fields">
      <Text size="sm" fw={500}>
        Header fields of your own
      </Text>
      {headers === null ? (
        <Group gap={12}>
          <Text size="sm" c="dimmed">
            {names.join(", ")}
          </Text>
          <Button variant="subtle" size="compact-sm" onClick={() => onChange([{ name: "", value: "" }])}>
            Replace all
          </Button>
        </Group>
      ) : (
        <>
          {headers.map((header, index) => (
            // Nothing else tells them apart.
            <Group key={index} gap={8} wrap="nowrap">
              <TextInput
                aria-label={`Name of header field ${index + 1}`}
                placeholder="Authorization"
                value={header.name}
                onChange={(event) => change(index, { name: event.currentTarget.value })}
              />
              <TextInput
                aria-label={`Value of header field ${index + 1}`}
                placeholder="Bearer …"
                value={header.value}
                flex={1}
                onChange={(event) => change(index, { value: event.currentTarget.value })}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={`Remove header field ${index + 1}`}
                onClick={() => onChange(headers.filter((_, place) => place !== index))}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </Group>
          ))}
          <div>
            <Button
              variant="subtle"
              size="compact-sm"
              leftSection={<IconPlus size={14} aria-hidden />}
              onClick={() => onChange([...headers, { name: "", value: "" }])}
            >
              Add a header field
            </Button>
          </div>
        </>
      )}
      {error && (
        <Text size="sm" c="var(--tone-red)">
          {error}
        </Text>
      )}
    </Stack>
  );
}
