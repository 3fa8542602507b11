import { Checkbox, NumberInput, Radio, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { HttpEndpoint, HttpEndpointUpdate } from "../../api/endpoints";
import { ApiForm } from "../../components/ApiForm";
import { CodeBlock } from "../../ui/CodeBlock";
import { Section } from "../../ui/Section";
import { httpExample } from "./httpExample";

type Format = HttpEndpoint["format"];
type Encoding = HttpEndpoint["encoding"];

/** Seconds. */
const usualTimeout = 5;

const formats: Format[] = ["Hash", "RawMessage"];
const encodings: Encoding[] = ["BodyAsJSON", "FormData"];

const formatWords: Record<Format, { label: string; help: string }> = {
  Hash: { label: "Taken apart", help: "Addresses, subject, bodies and attachments as fields. Nothing to parse." },
  RawMessage: { label: "As it came", help: "The whole message in base64, for those who parse it themselves." },
};

const encodingWords: Record<Encoding, { label: string; help: string }> = {
  BodyAsJSON: { label: "JSON", help: "application/json" },
  FormData: { label: "Form fields", help: "application/x-www-form-urlencoded" },
};

export const contentText = ({ format, encoding }: HttpEndpoint) =>
  `${formatWords[format].label}, ${encodingWords[encoding].label === "JSON" ? "JSON" : "form fields"}`;

interface Values extends Record<string, unknown> {
  name: string;
  url: string;
  format: Format;
  encoding: Encoding;
  strip_replies: boolean;
  include_attachments: boolean;
  timeout: number | string;
}

interface HttpEndpointFormProps {
  /** `null`: a new one. */
  endpoint: HttpEndpoint | null;
  onSubmit: (values: Required<HttpEndpointUpdate>, version?: string) => Promise<unknown>;
  onCancel?: () => void;
}

export function HttpEndpointForm({ endpoint, onSubmit, onCancel }: HttpEndpointFormProps) {
  const form = useForm<Values>({
    initialValues: {
      name: endpoint?.name ?? "",
      url: endpoint?.url ?? "",
      format: endpoint?.format ?? "Hash",
      encoding: endpoint?.encoding ?? "BodyAsJSON",
      strip_replies: endpoint?.strip_replies ?? false,
      include_attachments: endpoint?.include_attachments ?? true,
      timeout: endpoint?.timeout ?? usualTimeout,
    },
  });
  const { values } = form;
  return (
    <>
      <ApiForm
        needs="change routes"
        form={form}
        submitLabel={endpoint ? "Save" : "Create endpoint"}
        savedLabel={endpoint ? "Saved" : undefined}
        onCancel={onCancel}
        shown={endpoint}
        onSubmit={({ name, url, timeout, ...rest }, version) =>
          onSubmit(
            {
              name: name.trim(),
              url: url.trim(),
              timeout: timeout === "" ? usualTimeout : Number(timeout),
              ...rest,
            },
            version,
          )
        }
      >
        <TextInput label="Name" description="For people: routes show it." {...form.getInputProps("name")} />
        <TextInput
          label="URL"
          placeholder="https://app.example.com/incoming-mail"
          description="Gets one POST request for each message."
          inputMode="url"
          autoCapitalize="none"
          {...form.getInputProps("url")}
        />
        <Radio.Group
          label="Message"
          value={values.format}
          onChange={(value) => form.setFieldValue("format", formats.find((known) => known === value) ?? "Hash")}
          error={form.errors.format}
        >
          <Stack gap={10} mt={8}>
            {formats.map((known) => (
              <Radio key={known} value={known} label={formatWords[known].label} description={formatWords[known].help} />
            ))}
          </Stack>
        </Radio.Group>
        {values.format === "Hash" && (
          <>
            <Checkbox
              label="Attachments too"
              description="In base64. Without them requests stay small, and the number of attachments is still there."
              {...form.getInputProps("include_attachments", { type: "checkbox" })}
            />
            <Checkbox
              label="Separate quoted text"
              description="What a reply quotes goes into a field of its own, away from what its author wrote."
              {...form.getInputProps("strip_replies", { type: "checkbox" })}
            />
          </>
        )}
        <Radio.Group
          label="Encoding"
          value={values.encoding}
          onChange={(value) =>
            form.setFieldValue("encoding", encodings.find((known) => known === value) ?? "BodyAsJSON")
          }
          error={form.errors.encoding}
        >
          <Stack gap={10} mt={8}>
            {encodings.map((known) => (
              <Radio
                key={known}
                value={known}
                label={encodingWords[known].label}
                description={encodingWords[known].help}
              />
            ))}
          </Stack>
        </Radio.Group>
        <NumberInput
          label="Time limit"
          description="For the whole request, 5 to 60 seconds."
          suffix=" s"
          min={5}
          max={60}
          clampBehavior="none"
          allowDecimal={false}
          w={160}
          styles={{ description: { width: "min(560px, 80vw)" } }}
          {...form.getInputProps("timeout")}
        />
      </ApiForm>
      <Section
        title="What your application gets"
        help="It takes the message with any answer from 200 to 299. After 408, 425, 429, 5xx or no answer in time it is asked again later; every other answer refuses the message for good, and its sender gets a bounce."
      >
        <CodeBlock code={httpExample(values)} label="Example of a request body" wrap />
      </Section>
    </>
  );
}
