import { Checkbox, Group, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type LoaderFunctionArgs, useNavigate, useParams } from "react-router";
import { credentialDelete, credentialGet, credentialUpdate } from "../../api/credentials";
import { refresh } from "../../api/list";
import { queryClient } from "../../api/queryClient";
import { ApiForm } from "../../components/ApiForm";
import { ask } from "../../components/ask";
import { Danger, DangerZone } from "../../components/Danger";
import { Page } from "../../components/Page";
import { serverPathOf, useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { Time } from "../../ui/Time";
import { RevealKey } from "./RevealKey";
import { RotateKey } from "./RotateKey";
import { HoldMark, keyText, kindWords } from "./words";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(credentialGet(serverPathOf(params), params.credential ?? ""));
  return null;
}

export default function CredentialPage() {
  const path = useServerPath();
  const uuid = useParams().credential ?? "";
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: credential } = useSuspenseQuery(credentialGet(path, uuid));
  const byAddress = credential.type === "SMTP-IP";
  const form = useForm({
    initialValues: { name: credential.name, hold: credential.hold, key: credential.network ?? "" },
  });
  const remove = () =>
    ask({
      title: `Delete ${credential.name}?`,
      body: "Applications that use it can no longer send. This cannot be undone: the key is gone.",
      confirmLabel: "Delete credential",
      success: `${credential.name} has been deleted`,
      action: async () => {
        await credentialDelete(path, uuid);
        await navigate(paths.credentials(path));
        await refresh(queryClient, "credential_list");
      },
    });
  return (
    <Page
      title={credential.name}
      lead={
        <Group gap={16}>
          <HoldMark credential={credential} />
          <span>{kindWords[credential.type].label}</span>
          <code>{keyText(credential)}</code>
          <span>
            {credential.last_used_at ? (
              <>
                Used <Time at={credential.last_used_at} />
              </>
            ) : (
              "Not used yet"
            )}
          </span>
        </Group>
      }
    >
      <ApiForm
        needs="change credentials"
        form={form}
        submitLabel="Save"
        savedLabel="Saved"
        fieldNames={{ network: "key" }}
        shown={credential}
        onSubmit={async ({ name, hold, key }, version) => {
          const values = { name, hold, key: byAddress ? key.trim() : undefined };
          const saved = await credentialUpdate(path, uuid, values, version);
          await refresh(queryClient, "credential_get", "credential_list");
          return saved;
        }}
      >
        <TextInput label="Name" {...form.getInputProps("name")} />
        {byAddress && <TextInput label="Address or network" {...form.getInputProps("key")} />}
        <Checkbox
          label="Hold its messages"
          description="They are accepted and wait until somebody releases them."
          {...form.getInputProps("hold", { type: "checkbox" })}
        />
      </ApiForm>
      {credential.revealable && (
        <div style={{ marginTop: 24, maxWidth: 560 }}>
          <RevealKey path={path} uuid={uuid} />
        </div>
      )}
      {!byAddress && (
        <div style={{ marginTop: 24, maxWidth: 560 }}>
          <RotateKey path={path} uuid={uuid} name={credential.name} />
        </div>
      )}
      <DangerZone>
        <Danger
          title="Delete this credential"
          help="Applications that use it can no longer send."
          label="Delete credential"
          needs="change credentials"
          onClick={remove}
        />
      </DangerZone>
    </Page>
  );
}
