import { Button, Checkbox, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconPlus } from "@tabler/icons-react";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type LoaderFunctionArgs, useNavigate, useParams } from "react-router";
import {
  type IpAddress,
  type IpPool,
  ipPoolDelete,
  ipPoolGet,
  ipPoolOperations,
  ipPoolUpdate,
} from "../../api/ipPools";
import { refresh } from "../../api/list";
import { queryClient } from "../../api/queryClient";
import { ApiForm } from "../../components/ApiForm";
import { ask } from "../../components/ask";
import { Danger, DangerZone } from "../../components/Danger";
import { Page } from "../../components/Page";
import { paths } from "../../paths";
import { openDialog } from "../../ui/overlays";
import { Section } from "../../ui/Section";
import { AddressForm } from "./AddressForm";
import { AddressTable } from "./AddressTable";
import { PoolsOff } from "./PoolsOff";
import { DefaultMark } from "./words";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(ipPoolGet(params.pool ?? ""));
  return null;
}

export default function IpPoolPage() {
  const uuid = useParams().pool ?? "";
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: pool } = useSuspenseQuery(ipPoolGet(uuid));
  const openForm = (address: IpAddress | null) => {
    const close = openDialog({
      title: address ? `Change ${address.ipv4}` : "Add an address",
      children: <AddressForm pool={uuid} address={address} onDone={() => close()} />,
    });
  };
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => openForm(null)}>
      Add address
    </Button>
  );
  const remove = () =>
    ask({
      title: `Delete ${pool.name}?`,
      body: "Rules that lead to this pool are deleted with it, and organizations can no longer choose it.",
      confirmLabel: "Delete IP pool",
      success: `${pool.name} has been deleted`,
      action: async () => {
        await ipPoolDelete(uuid);
        await navigate(paths.ipPools());
        await refresh(queryClient, ...ipPoolOperations);
      },
    });
  return (
    <Page title={pool.name} lead={pool.default ? <DefaultMark /> : undefined} action={add}>
      <PoolsOff />
      <Section title="Addresses" help="One of them is chosen at random for each message, by priority.">
        <AddressTable pool={uuid} onEdit={openForm} create={add} />
      </Section>
      <Section title="Pool">
        <PoolForm key={pool.uuid} pool={pool} />
      </Section>
      <DangerZone>
        <Danger
          title="Delete this IP pool"
          help="Only when it has no addresses left and no server sends by it. Its rules go with it."
          label="Delete IP pool"
          onClick={remove}
        />
      </DangerZone>
    </Page>
  );
}

function PoolForm({ pool }: { pool: IpPool }) {
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: { name: pool.name, default: pool.default } });
  return (
    <ApiForm
      form={form}
      submitLabel="Save"
      savedLabel="Saved"
      shown={pool}
      onSubmit={async (values, version) => {
        const saved = await ipPoolUpdate(pool.uuid, values, version);
        await refresh(queryClient, ...ipPoolOperations);
        return saved;
      }}
    >
      <TextInput label="Name" {...form.getInputProps("name")} />
      <Checkbox
        label="For new organizations"
        description="They get this pool when they are made, instead of the default pool of before."
        {...form.getInputProps("default", { type: "checkbox" })}
      />
    </ApiForm>
  );
}
