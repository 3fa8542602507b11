import { ActionIcon, Alert, Button, Select, Stack, TextInput, Tooltip } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconAlertTriangle, IconKey, IconPlus, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refresh } from "../../api/list";
import { type Token, tokenCreate, tokenDelete, tokenList } from "../../api/tokens";
import { ApiForm } from "../../components/ApiForm";
import { ask } from "../../components/ask";
import { QueryTable } from "../../components/QueryTable";
import { CodeBlock } from "../../ui/CodeBlock";
import { EmptyState } from "../../ui/EmptyState";
import { Time } from "../../ui/Time";

export function Tokens() {
  const queryClient = useQueryClient();
  const query = useInfiniteQuery(tokenList());
  const [creating, setCreating] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const remove = (token: Token) =>
    ask({
      title: `Delete ${token.name}?`,
      body: "Programs that use this token can no longer log in.",
      confirmLabel: "Delete token",
      success: `${token.name} has been deleted`,
      action: async () => {
        await tokenDelete(token.uuid);
        await refresh(queryClient, "token_list");
      },
    });
  const create = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      New token
    </Button>
  );
  const actions = (token: Token) => (
    <Tooltip label="Delete token">
      <ActionIcon variant="subtle" color="gray" onClick={() => remove(token)} aria-label={`Delete token ${token.name}`}>
        <IconTrash size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
  const lastUse = (token: Token) => (token.last_used_at ? <Time at={token.last_used_at} /> : "Not used yet");
  return (
    <Stack gap={16} align="stretch">
      {secret && (
        <Stack gap={12} maw={760}>
          <CodeBlock code={secret} label="API token" wrap />
          <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
            Copy the token now. It is shown only once.
          </Alert>
        </Stack>
      )}
      {creating ? (
        <TokenForm
          onCancel={() => setCreating(false)}
          onCreated={(token) => {
            setCreating(false);
            setSecret(token);
          }}
        />
      ) : (
        <div>{create}</div>
      )}
      <QueryTable
        label="API tokens"
        query={query}
        rowKey={(token) => token.uuid}
        columns={[
          { id: "name", header: "Name", cell: (token) => <bdi style={{ fontWeight: 500 }}>{token.name}</bdi> },
          { id: "token", header: "Token", width: 160, cell: (token) => <code>{token.prefix}…</code> },
          { id: "used", header: "Last used", width: 130, cell: lastUse },
          {
            id: "expires",
            header: "Expires",
            width: 130,
            cell: (token) => (token.expires_at ? <Time at={token.expires_at} /> : "Never"),
          },
          { id: "actions", header: "Actions", quiet: true, width: 60, align: "right", cell: actions },
        ]}
        narrow={(token) => ({
          first: <bdi style={{ fontWeight: 500 }}>{token.name}</bdi>,
          second: <span>{lastUse(token)}</span>,
          side: actions(token),
        })}
        empty={
          <EmptyState icon={IconKey} title="No token yet">
            Create one for each program, so that you can delete it alone.
          </EmptyState>
        }
      />
    </Stack>
  );
}

const lifetimes = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "1 year" },
  { value: "never", label: "Never" },
];

const dayMilliseconds = 86_400_000;

function TokenForm({ onCancel, onCreated }: { onCancel: () => void; onCreated: (token: string) => void }) {
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: { name: "", lifetime: "90" } });
  return (
    <ApiForm
      form={form}
      submitLabel="Create token"
      onCancel={onCancel}
      fieldNames={{ expires_at: "lifetime" }}
      onSubmit={async ({ name, lifetime }) => {
        const days = Number(lifetime);
        const expires_at = Number.isNaN(days) ? undefined : new Date(Date.now() + days * dayMilliseconds).toISOString();
        const { token } = await tokenCreate({ name, expires_at });
        await refresh(queryClient, "token_list");
        onCreated(token);
      }}
    >
      <TextInput label="Name" description="Which program uses it." autoFocus {...form.getInputProps("name")} />
      <Select label="Expires" data={lifetimes} allowDeselect={false} {...form.getInputProps("lifetime")} />
    </ApiForm>
  );
}
