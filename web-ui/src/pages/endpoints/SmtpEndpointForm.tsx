import { NumberInput, Radio, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { SmtpEndpoint, SmtpEndpointUpdate } from "../../api/endpoints";
import { ApiForm } from "../../components/ApiForm";

type Encryption = SmtpEndpoint["ssl_mode"];

export const encryptionWords: Record<Encryption, { label: string; help: string }> = {
  Auto: { label: "When offered", help: "STARTTLS where the host offers it, else without encryption." },
  STARTTLS: { label: "STARTTLS", help: "Nothing is passed on when the host does not offer it." },
  TLS: { label: "TLS", help: "From the first byte on, usually at port 465." },
  None: { label: "None", help: "Never encrypted. Only for hosts that you reach without leaving your network." },
};

const encryptions: Encryption[] = ["Auto", "STARTTLS", "TLS", "None"];

/** The port that is used when none is named. */
const usualPort = (encryption: Encryption) => (encryption === "TLS" ? 465 : 25);

export const hostText = (endpoint: SmtpEndpoint) =>
  `${endpoint.hostname}:${endpoint.port ?? usualPort(endpoint.ssl_mode)}`;

interface Values extends Record<string, unknown> {
  name: string;
  hostname: string;
  /** Empty: the usual one. */
  port: number | string;
  ssl_mode: Encryption;
}

interface SmtpEndpointFormProps {
  /** `null`: a new one. */
  endpoint: SmtpEndpoint | null;
  onSubmit: (values: Required<SmtpEndpointUpdate>, version?: string) => Promise<unknown>;
  onCancel?: () => void;
}

export function SmtpEndpointForm({ endpoint, onSubmit, onCancel }: SmtpEndpointFormProps) {
  const form = useForm<Values>({
    initialValues: {
      name: endpoint?.name ?? "",
      hostname: endpoint?.hostname ?? "",
      port: endpoint?.port ?? "",
      ssl_mode: endpoint?.ssl_mode ?? "Auto",
    },
  });
  const { ssl_mode } = form.values;
  return (
    <ApiForm
      needs="change routes"
      form={form}
      submitLabel={endpoint ? "Save" : "Create endpoint"}
      savedLabel={endpoint ? "Saved" : undefined}
      onCancel={onCancel}
      shown={endpoint}
      onSubmit={(values, version) =>
        onSubmit(
          {
            name: values.name.trim(),
            hostname: values.hostname.trim(),
            port: values.port === "" ? null : Number(values.port),
            ssl_mode: values.ssl_mode,
          },
          version,
        )
      }
    >
      <TextInput label="Name" description="For people: routes show it." {...form.getInputProps("name")} />
      <TextInput
        label="Host"
        placeholder="mail.example.com"
        description="Name or IP address of the mail server."
        inputMode="url"
        autoCapitalize="none"
        {...form.getInputProps("hostname")}
      />
      <Radio.Group
        label="Encryption"
        value={ssl_mode}
        onChange={(value) => form.setFieldValue("ssl_mode", encryptions.find((known) => known === value) ?? "Auto")}
        error={form.errors.ssl_mode}
      >
        <Stack gap={10} mt={8}>
          {encryptions.map((known) => (
            <Radio
              key={known}
              value={known}
              label={encryptionWords[known].label}
              description={encryptionWords[known].help}
            />
          ))}
        </Stack>
      </Radio.Group>
      <NumberInput
        label="Port"
        placeholder={String(usualPort(ssl_mode))}
        description={`Empty: ${usualPort(ssl_mode)}.`}
        min={1}
        max={65535}
        clampBehavior="none"
        allowDecimal={false}
        w={160}
        {...form.getInputProps("port")}
      />
    </ApiForm>
  );
}
