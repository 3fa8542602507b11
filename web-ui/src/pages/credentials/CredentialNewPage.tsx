import { Checkbox, Radio, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate } from "react-router";
import { type Credential, credentialCreate, type CredentialCreated } from "../../api/credentials";
import { refresh } from "../../api/list";
import { ApiForm } from "../../components/ApiForm";
import { Page } from "../../components/Page";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { NewKey } from "./NewKey";
import { kindWords } from "./words";

const kinds: Credential["type"][] = ["API", "SMTP", "SMTP-IP"];

interface Values extends Record<string, unknown> {
  type: Credential["type"];
  name: string;
  key: string;
  hold: boolean;
}

export default function CredentialNewPage() {
  const path = useServerPath();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const [created, setCreated] = useState<CredentialCreated | null>(null);
  const form = useForm<Values>({ initialValues: { type: "API", name: "", key: "", hold: false } });
  const { type } = form.values;
  if (created) return <NewKey path={path} credential={created} />;
  return (
    <Page title="New credential">
      <ApiForm
        needs="change credentials"
        form={form}
        submitLabel="Create credential"
        onCancel={() => void navigate(paths.credentials(path))}
        fieldNames={{ network: "key" }}
        onSubmit={async (values) => {
          const answer = await credentialCreate(path, {
            type: values.type,
            name: values.name,
            hold: values.hold,
            key: values.type === "SMTP-IP" ? values.key.trim() : undefined,
          });
          await refresh(queryClient, "credential_list");
          setCreated(answer);
        }}
      >
        <Radio.Group
          label="Type"
          value={type}
          onChange={(value) => form.setFieldValue("type", kinds.find((kind) => kind === value) ?? "API")}
          error={form.errors.type}
        >
          <Stack gap={10} mt={8}>
            {kinds.map((kind) => (
              <Radio key={kind} value={kind} label={kindWords[kind].label} description={kindWords[kind].help} />
            ))}
          </Stack>
        </Radio.Group>
        <TextInput
          label="Name"
          description="Which application uses it, so that you know what stops when you delete it."
          {...form.getInputProps("name")}
        />
        {type === "SMTP-IP" && (
          <TextInput
            label="Address or network"
            placeholder="192.0.2.10 or 2001:db8::/64"
            description="Everybody who connects from there may send without a password. Keep it small."
            {...form.getInputProps("key")}
          />
        )}
        <Checkbox
          label="Hold its messages"
          description="They are accepted and wait until somebody releases them."
          {...form.getInputProps("hold", { type: "checkbox" })}
        />
      </ApiForm>
    </Page>
  );
}
